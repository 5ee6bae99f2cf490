// What a command gets to work with, and what the command line asks of a command. No command touches `process`.
import type { Readable, Writable } from 'node:stream';

export interface Terminal {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the process stands; `folderOfUser` says where the user does. */
  readonly cwd: string;
  /** Calls back for each Ctrl-C or request to end, as long as the process lives. */
  readonly onStop: (stop: () => void) => void;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
}

export interface Command {
  /** What `--help` prints. */
  readonly usage: string;
  /** Resolves to the exit code. @throws DigitdropError `bad-option` on wrong usage. */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>;
}
