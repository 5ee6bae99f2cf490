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
  sweep: {
    summary: 'queue the images of a bucket that have no reading of their own',
    load: async () => (await import('./sweep.ts')).sweepCommand,
  },
  reprocess: {
    summary: 'queue all images of a bucket: a backlog, or after a new model',
    load: async () => (await import('./reprocess.ts')).reprocessCommand,
  },
  export: {
    summary: 'print the readings of a bucket as NDJSON or CSV',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  reviews: {
    summary: 'put the readings of a bucket that a person should check into the review queue',
    load: async () => (await import('./reviews.ts')).reviewsCommand,
  },
  redrive: {
    summary: 'move the dead letters back into their queue, or list them',
    load: async () => (await import('./redrive.ts')).redriveCommand,
  },
  keys: {
    summary: 'make, list and revoke the keys by which machines call the HTTP endpoint',
    load: async () => (await import('./keys.ts')).keysCommand,
  },
};
