// Ctrl-C once: finish what is in hand and say where it stands. Twice: end at once.
import type { Terminal } from './terminal.ts';

/** One Ctrl-C under npm comes twice: from the terminal, and from npm, which hands on its own. */
const oneStrokeMs = 300;

/** 128 + SIGINT's number, as shells have it. */
const exitAtOnce = 130;

/** Aborted by the first Ctrl-C or request to end. */
export const listenForStop = (terminal: Pick<Terminal, 'onStop' | 'exit'>): AbortSignal => {
  const stopping = new AbortController();
  let askedAt: number | null = null;
  terminal.onStop(() => {
    if (askedAt !== null && performance.now() - askedAt > oneStrokeMs) terminal.exit(exitAtOnce);
    askedAt ??= performance.now();
    stopping.abort();
  });
  return stopping.signal;
};
