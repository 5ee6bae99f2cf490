// `vite build web`: the page into web/dist, with names that change with what is in them.
import { defineConfig } from 'vite';

export default defineConfig({
  // Relative, since a stage of API Gateway may stand before every path.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    // The policy lets nothing load from data addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { hashCharacters: 'hex' } },
  },
});
