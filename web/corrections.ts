// The one outbox of corrections of this page: it sends what is left from before as soon as the page is open.
import { sendCorrection } from './review-calls.ts';
import { createOutbox } from './review-outbox.ts';
import { sleep } from './sleep.ts';

export const corrections = createOutbox({
  send: sendCorrection,
  storage: {
    // Looked up at each call: where storage is forbidden, even its name throws.
    getItem: name => localStorage.getItem(name),
    setItem: (name, value) => localStorage.setItem(name, value),
  },
  sleep,
});
