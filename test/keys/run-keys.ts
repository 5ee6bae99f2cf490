// `digitdrop keys` over a bucket of the test's own.

import type { ObjectStore } from '../../lib/bucket/object-store.ts';
import { createKeysCommand } from '../../lib/cli/keys.ts';
import { DigitdropError, faults } from '../../lib/errors.ts';
import { createTerminal } from '../cli/fake-terminal.ts';

/** The exit code that the command line would end with, and what was printed. */
export const runCommand = async (store: ObjectStore, args: readonly string[]) => {
  const terminal = createTerminal();
  try {
    const code = await createKeysCommand(() => store).run(args, terminal);
    return { code, out: terminal.out(), err: terminal.err() };
  } catch (error) {
    if (!(error instanceof DigitdropError)) throw error;
    return { code: faults[error.code].exitCode, out: terminal.out(), err: error.message };
  }
};
