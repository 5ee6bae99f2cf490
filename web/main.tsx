// Where the page begins.
import { render } from 'preact';
import './page.css';
import { Page } from './page.tsx';
import { finishReturn } from './sign-in.ts';

const place = document.getElementById('page');
if (place !== null) {
  if (await finishReturn()) render(<Page />, place);
  else {
    render(<p class="signed-in">You are signed in. This window may be closed.</p>, place);
    close();
  }
}
