#!/usr/bin/env node
// The command line's door: the process's streams, environment and signals in, an exit code out.
import { runCommandLine } from '../lib/cli/command-line.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

process.exitCode = await runCommandLine(process.argv.slice(2), {
  // Opened by who reads it: a command that reads no list must not hold on to it.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  onStop: stop => {
    for (const signal of signals) process.on(signal, stop);
  },
  exit: code => process.exit(code),
});
