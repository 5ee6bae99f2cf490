// The command line around the commands: help, version, what is unknown; and where the user stands.
import { readFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../lib/cli/command-line.ts';
import { commands } from '../../lib/cli/commands.ts';
import { folderOfUser } from '../../lib/cli/folder-of-user.ts';
import { createTerminal } from './fake-terminal.ts';

const run = async (...args: string[]) => {
  const terminal = createTerminal();
  const code = await runCommandLine(args, terminal);
  return { code, out: terminal.out(), err: terminal.err() };
};

describe('the command line', () => {
  it('prints its help on stdout', async () => {
    for (const flag of ['--help', '-h']) {
      const { code, out, err } = await run(flag);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      for (const name of Object.keys(commands)) expect(out).toContain(`  ${name} `);
    }
  });

  it.each(Object.keys(commands))('%s has a help of its own', async name => {
    const { code, out } = await run(name, '--help', '--nonsense');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: digitdrop ${name}`));
  });

  it('takes an option once', async () => {
    const { code, err } = await run('read', '--length', '5', '--length=6', 'x.png');
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('--length: expected once') });
  });

  it('prints the version of the package', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await run('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it.each([[[]], [['reed']], [['--colour']], [['constructor']]])('%j is wrong usage', async args => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /expected a command \(read, eval, serve, sweep, reprocess, export, reviews, redrive, keys\).*Usage: digitdrop/s,
    );
  });

  it.each([
    [['read']],
    [['read', '--colour', 'x']],
    [['serve', 'now']],
    [['serve', '--port', '1']],
    [['redrive', 'all']],
    [['sweep']],
    [['reprocess', 'digitdrop/in']],
    [['export', '--csv', '--ndjson', 's3://digitdrop']],
  ])('%j is wrong usage of a command, told with how it is called, in few lines', async args => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      new RegExp(`^digitdrop: .*\n\nUsage: digitdrop ${args[0]}.*--help says more\n$`, 's'),
    );
    expect(err.split('\n').length).toBeLessThan(9);
  });

  it('names every wrong setting and exits 2', async () => {
    const terminal = createTerminal({ env: { PORT: 'x', LOG_LEVEL: 'loud' } });
    expect(await runCommandLine(['serve'], terminal)).toBe(2);
    expect(terminal.err()).toMatch(/PORT.*"x".*LOG_LEVEL.*"loud"/);
  });

  it('tells of an output that takes no more, a full disk for one, in one line', async () => {
    const sample = fileURLToPath(new URL('../../samples/images/tiny.png', import.meta.url));
    const fullDisk = () =>
      new Writable({
        write: (_chunk, _encoding, done) =>
          done(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })),
      });
    for (const args of [['read', '--csv', sample], ['read', sample], ['--help'], ['read', '--help']]) {
      const terminal = createTerminal({ stdout: fullDisk() });
      const code = await runCommandLine(args, terminal);
      expect({ args, code }).toEqual({ args, code: 1 });
      expect(terminal.err()).toMatch(/^digitdrop: the output .*no space left on device.*\n$/);
    }
  });
});

describe('the folder of the user', () => {
  const home = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

  it('is INIT_CWD where npm moved to the package', () => {
    expect(folderOfUser({ cwd: home, env: { INIT_CWD: '/somewhere' } })).toBe('/somewhere');
  });

  it('is the process’s own without npm, or where a script of npm went elsewhere', () => {
    expect(folderOfUser({ cwd: home, env: {} })).toBe(home);
    expect(folderOfUser({ cwd: home, env: { INIT_CWD: '' } })).toBe(home);
    expect(folderOfUser({ cwd: '/elsewhere', env: { INIT_CWD: '/somewhere' } })).toBe('/elsewhere');
  });
});
