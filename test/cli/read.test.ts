// `digitdrop read` over a fake reader: order, paths, formats, exit codes.
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReadCommand } from '../../lib/cli/read.ts';
import { DigitdropError } from '../../lib/errors.ts';
import type { Reader } from '../../lib/reading/reader.ts';
import { createFakeReader, createTerminal, type FakeTerminal, sampleReading } from './fake-terminal.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitdrop-read-'));
  await mkdir(join(folder, 'box/inner'), { recursive: true });
  await mkdir(join(folder, 'empty'));
  const files = {
    '1.png': '1',
    '2.png': '2',
    '3.png': '3',
    'a,"b".png': '4',
    'box/b.png': 'b',
    'box/a.png': 'a',
  };
  const more = { 'box/inner/c.png': 'c', 'box/a.png.json': '{}', 'box/.hidden': 'x', 'box/z.png': 'z' };
  for (const [name, text] of Object.entries({ ...files, ...more })) await writeFile(join(folder, name), text);
  await symlink(join(folder, 'box'), join(folder, 'box/inner/circle'));
  await symlink(join(folder, '1.png'), join(folder, 'box/linked.png'));
  await writeFile(join(folder, 'huge.png'), '');
  await truncate(join(folder, 'huge.png'), 20_000_001);
});

afterAll(() => rm(folder, { recursive: true }));

const read = async (args: readonly string[], parts: Partial<Reader> = {}, terminal?: FakeTerminal) => {
  const used = terminal ?? createTerminal({ cwd: folder });
  const code = await createReadCommand(async () => createFakeReader(parts)).run(args, used);
  return { code, out: used.out(), err: used.err() };
};

const linesOf = (out: string): readonly Record<string, unknown>[] =>
  out
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));

describe('digitdrop read', () => {
  it('prints the readings in the order given, however long each takes', async () => {
    const delays: Readonly<Record<string, number>> = { '3': 60, '1': 5, '2': 30 };
    const { code, out } = await read(['3.png', '1.png', './2.png', '1.png'], {
      readImage: async ({ bytes }) => {
        const value = new TextDecoder().decode(bytes);
        await wait(delays[value]);
        return { ...sampleReading, value };
      },
    });
    expect(code).toBe(0);
    expect(linesOf(out).map(line => [line.file, line.value])).toEqual([
      ['3.png', '3'],
      ['1.png', '1'],
      ['./2.png', '2'],
      ['1.png', '1'],
    ]);
    expect(out.startsWith('{"file":"3.png","schema":"digitdrop.reading/1",')).toBe(true);
  });

  it('walks folders in name order and leaves out dot files, .json and linked folders', async () => {
    const { code, out } = await read(['box', 'box/', join(folder, 'box/inner')]);
    const inside = ['a.png', 'b.png', 'inner/c.png', 'linked.png', 'z.png'].map(name => `box/${name}`);
    expect(linesOf(out).map(line => line.file)).toEqual([
      ...inside,
      ...inside,
      join(folder, 'box/inner/c.png'),
    ]);
    expect(code).toBe(0);
  });

  it('reads a .json or hidden file that is named itself', async () => {
    const { out } = await read(['box/a.png.json', 'box/.hidden']);
    expect(linesOf(out).map(line => line.value)).toEqual(['{}', 'x']);
  });

  it('says on stderr what is missing, reads the others, and exits 1', async () => {
    const { code, out, err } = await read(['1.png', 'none.png', '', '2.png', '1.png/x']);
    expect(code).toBe(1);
    expect(linesOf(out).map(line => line.file)).toEqual(['1.png', '2.png']);
    expect(err).toBe(
      ['none.png', '', '1.png/x'].map(f => `digitdrop: "${f}": no such file or folder\n`).join(''),
    );
  });

  describe('names that are not UTF-8', () => {
    const latin = Buffer.from('lat\xe9.png', 'latin1');
    const inside = (...path: readonly (string | Buffer)[]) =>
      Buffer.concat(
        [folder, ...path].flatMap((part, i) => [Buffer.from(i > 0 ? '/' : ''), Buffer.from(part)]),
      );

    beforeAll(async () => {
      const box = Buffer.from('bo\xff', 'latin1');
      await mkdir(inside('old'));
      await mkdir(inside('old', box));
      await writeFile(inside('old', latin), 'l');
      await writeFile(inside('old', 'plain.png'), 'p');
      await writeFile(inside('old', box, latin), 'b');
      await symlink(inside('old', latin), inside('old', Buffer.from('z\xe9', 'latin1')));
    });

    it('are read in folders, and shown with U+FFFD for what no text can hold', async () => {
      const { code, out, err } = await read(['old']);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(linesOf(out).map(line => [line.file, line.value])).toEqual([
        ['old/bo\ufffd/lat\ufffd.png', 'b'],
        ['old/lat\ufffd.png', 'l'],
        ['old/plain.png', 'p'],
        ['old/z\ufffd', 'l'],
      ]);
    });

    it('are read from a list on stdin, relative and absolute', async () => {
      const terminal = createTerminal({ cwd: folder });
      const lines = [inside('old', latin), Buffer.from('old/lat\xe9.png\r', 'latin1'), '1.png'];
      for (const line of lines) terminal.stdin.write(Buffer.concat([Buffer.from(line), Buffer.from('\n')]));
      terminal.stdin.end(Buffer.from('old/bo\xff', 'latin1'));
      const { code, out } = await read(['-'], {}, terminal);
      expect(code).toBe(0);
      expect(linesOf(out).map(line => line.value)).toEqual(['l', 'l', '1', 'b']);
    });

    it('cannot be had as arguments, which Node takes for UTF-8; the message says what to do', async () => {
      const { code, err } = await read(['old/lat\ufffd.png']);
      expect(code).toBe(1);
      expect(err).toMatch(/no such file or folder.*not UTF-8.*its folder/);
    });
  });

  it('takes an empty folder for what it is, and says so', async () => {
    const err = 'digitdrop: there are no files to read\n';
    expect(await read(['empty'])).toEqual({ code: 0, out: '', err });
  });

  it('takes a list on stdin, among other files, CR LF or not', async () => {
    const terminal = createTerminal({ cwd: folder });
    terminal.stdin.end('1.png\r\n\nbox/inner\n2.png');
    const { code, out } = await read(['3.png', '-', '3.png'], {}, terminal);
    expect(code).toBe(0);
    expect(linesOf(out).map(line => line.file)).toEqual([
      '3.png',
      '1.png',
      'box/inner/c.png',
      '2.png',
      '3.png',
    ]);
  });

  it.each([
    ['names with zeros between them', '1.png\x002.png\0'],
    ['a line that no path is as long as', 'x'.repeat(70_000)],
  ])('refuses what is no list on stdin: %s', async (_, bytes) => {
    const terminal = createTerminal({ cwd: folder });
    terminal.stdin.end(bytes);
    await expect(read(['-'], {}, terminal)).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('/dev/stdin'),
    });
  });

  it('answers each line of a slow list before the next line comes', async () => {
    const terminal = createTerminal({ cwd: folder });
    const done = read(['-'], {}, terminal);
    for (const name of ['1.png', '2.png']) {
      terminal.stdin.write(`${name}\n`);
      await expect.poll(() => terminal.out()).toContain(`"file":"${name}"`);
    }
    terminal.stdin.end();
    expect((await done).code).toBe(0);
  });

  it('has at most four images in work', async () => {
    let [now, most] = [0, 0];
    const list = Array.from({ length: 50 }, () => '1.png');
    await read(list, {
      readImage: async () => {
        now += 1;
        most = Math.max(most, now);
        await wait(1);
        now -= 1;
        return sampleReading;
      },
    });
    expect(most).toBe(4);
  });

  it('refuses a file above 20 MB without loading it', async () => {
    const { code, out } = await read(['huge.png', '1.png']);
    expect(code).toBe(0);
    expect(linesOf(out)).toMatchObject([
      {
        file: 'huge.png',
        status: 'rejected',
        reason: 'image-too-large',
        message: expect.stringContaining('20000001'),
      },
      { file: '1.png', value: '1' },
    ]);
  });

  it('prints CSV with quotes where RFC 4180 wants them', async () => {
    const { out } = await read(['--csv', '1.png', 'a,"b".png', 'huge.png']);
    expect(out).toBe(
      'file,value,status,confidence,reason\n' +
        '1.png,1,accepted,0.9876,\n' +
        '"a,""b"".png",4,accepted,0.9876,\n' +
        'huge.png,,rejected,,image-too-large\n',
    );
  });

  it('prints a table on a terminal, unless told otherwise', async () => {
    const table = await read(['1.png', 'huge.png'], {}, createTerminal({ cwd: folder, isTTY: true }));
    expect(table.out).toMatch(
      /^value +status +confidence +reason +file\n1 +accepted +0\.9876 +1\.png\n- +rejected +-/,
    );
    const told = await read(['--ndjson', '1.png'], {}, createTerminal({ cwd: folder, isTTY: true }));
    expect(linesOf(told.out)).toHaveLength(1);
  });

  it('hands the options on', async () => {
    const asked: unknown[] = [];
    const readImage: Reader['readImage'] = async ({ options }) => {
      asked.push(options);
      return sampleReading;
    };
    await read(['--expect', 'digit', '--max-error=0.01', '1.png'], { readImage });
    await read(['--length', '5', '--pattern', '99999', '--check', 'luhn', '1.png'], { readImage });
    await read(['1.png'], { readImage });
    const nothing = { expect: null, maxError: null, length: null, pattern: null, check: null };
    expect(asked).toEqual([
      { ...nothing, expect: 'digit', maxError: 0.01 },
      { ...nothing, length: 5, pattern: '99999', check: 'luhn' },
      nothing,
    ]);
  });

  it.each([
    [['--expect', 'letter', '1.png'], /expect.*"letter"/],
    [['--max-error', '7', '1.png'], /number between 0 and 1, got "7"/],
    [['--max-error'], /--max-error/],
    [['--length', '0', '1.png'], /length.*1 to 64, got "0"/],
    [['--check', 'sum', '1.png'], /check.*"sum"/],
    [['--colour', '1.png'], /--colour/],
    [['--csv', '--ndjson', '1.png'], /one of --ndjson and --csv/],
    [[], /expected files/],
  ])('takes %j for wrong usage', async (args, message) => {
    const fault = await read(args).catch(error => error);
    expect(fault).toBeInstanceOf(DigitdropError);
    expect(fault).toMatchObject({ code: 'bad-option', message: expect.stringMatching(message) });
  });

  it('refuses an option that cannot be had before it reads anything', async () => {
    const checkOptions = () => {
      throw new DigitdropError('bad-option', 'maxError: nobody can');
    };
    const terminal = createTerminal({ cwd: folder });
    await expect(read(['1.png'], { checkOptions }, terminal)).rejects.toThrow('nobody can');
    expect(terminal.out()).toBe('');
  });

  it('stops quietly when nobody reads the output any more', async () => {
    let reads = 0;
    let written = 0;
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => {
        written += 1;
        done(written > 2 ? Object.assign(new Error('gone'), { code: 'EPIPE' }) : null);
      },
    });
    stdout.on('error', () => {});
    const terminal = createTerminal({ cwd: folder, stdout });
    terminal.stdin.write('1.png\n'.repeat(100));
    const readImage = async () => {
      reads += 1;
      return sampleReading;
    };
    // The list is still open: an early end must not wait for it.
    const { code, err } = await read(['-'], { readImage }, terminal);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(reads).toBeLessThan(10);
    expect(terminal.stdin.destroyed).toBe(true);
  });

  it('reports a reader that fails for one file as that file’s fault', async () => {
    const { code, out, err } = await read(['1.png', '2.png'], {
      readImage: async ({ bytes }) => {
        if (new TextDecoder().decode(bytes) === '1') throw new Error('the model is upset');
        return sampleReading;
      },
    });
    expect(code).toBe(1);
    expect(err).toBe('digitdrop: "1.png": the model is upset\n');
    expect(linesOf(out).map(line => line.file)).toEqual(['2.png']);
  });
});
