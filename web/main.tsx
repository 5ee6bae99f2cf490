// Where the page begins.
import { render } from 'preact';
import './page.css';
import { Page } from './page.tsx';

const place = document.getElementById('page');
if (place !== null) render(<Page />, place);
