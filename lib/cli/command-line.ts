// The command line: finds the command, runs it, turns what it throws into a message and an exit code.
import { readFile } from 'node:fs/promises';
import { DigitdropError, faultCodeOf, faults } from '../errors.ts';
import { commands } from './commands.ts';
import { writeTo } from './output.ts';
import type { Command, Terminal } from './terminal.ts';

const overview = `Usage: digitdrop <command> [options]

Commands:
${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join('\n')}

digitdrop <command> --help says more; digitdrop --version prints the version.
`;

/** Runs one command line, the program's name left off, and resolves to its exit code: 0, 1 or 2. */
export const runCommandLine = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  // A reader that has gone (`| head`) is no fault of ours; each writer looks at what its own writes answer.
  terminal.stdout.on('error', () => {});
  terminal.stderr.on('error', () => {});
  try {
    return await answer(args, terminal);
  } catch (error) {
    const message = error instanceof DigitdropError ? error.message : describeSurprise(error);
    terminal.stderr.write(`digitdrop: ${message}\n`);
    return faults[faultCodeOf(error)].exitCode;
  }
};

const answer = async ([name, ...rest]: readonly string[], terminal: Terminal): Promise<number> => {
  if (name === '--help' || name === '-h') return print(terminal, overview);
  if (name === '--version') return print(terminal, `${await readVersion()}\n`);
  const entry = Object.hasOwn(commands, name ?? '') ? commands[name ?? ''] : undefined;
  if (entry === undefined) {
    const known = Object.keys(commands).join(', ');
    const came = name === undefined ? 'none' : JSON.stringify(name);
    terminal.stderr.write(`digitdrop: expected a command (${known}), got ${came}\n\n${overview}`);
    return 2;
  }
  return runCommand(await entry.load(), rest, terminal);
};

const runCommand = async (command: Command, args: readonly string[], terminal: Terminal): Promise<number> => {
  if (asksForHelp(args)) return print(terminal, command.usage);
  try {
    return await command.run(args, terminal);
  } catch (error) {
    if (!(error instanceof DigitdropError) || error.code !== 'bad-option') throw error;
    // Not the whole usage: the fault would scroll away above it.
    const [synopsis = ''] = command.usage.split('\n\n', 1);
    terminal.stderr.write(`digitdrop: ${error.message}\n\n${synopsis}\n--help says more\n`);
    return faults[error.code].exitCode;
  }
};

/** Anywhere before `--`, so that help is to be had however wrong the rest is. */
const asksForHelp = (args: readonly string[]): boolean => {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).some(arg => arg === '--help' || arg === '-h');
};

const describeSurprise = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

const print = async ({ stdout }: Terminal, text: string): Promise<0> => {
  await writeTo(stdout, text);
  return 0;
};

const readVersion = async (): Promise<string> => {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const facts: { readonly version: string } = JSON.parse(text);
  return facts.version;
};
