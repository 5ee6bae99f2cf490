// Every command by its name. Each is loaded only when it runs: `--help` must not wait for a model.
import type { Command } from './terminal.ts';

export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export const commands: Readonly<Record<string, CommandEntry>> = {
  read: {
    summary: 'read the numbers in image files',
    load: async () => (await import('./read.ts')).readCommand,
  },
  eval: {
    summary: 'read labelled pictures and say how often the readings are right',
    load: async () => (await import('./eval.ts')).evalCommand,
  },
  serve: {
    summary: 'run bucket, queue, functions and HTTP endpoint on this machine',
    load: async () => (await import('./serve.ts')).serveCommand,
  },
  redrive: {
    summary: 'move the dead letters of the running house back into its queue',
    load: async () => (await import('./redrive.ts')).redriveCommand,
  },
};
