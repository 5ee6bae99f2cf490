// `digitdrop eval` over a fake reader: pictures found, figures told, exit codes.
import { link, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEvalCommand } from '../../lib/cli/eval.ts';
import { DigitdropError } from '../../lib/errors.ts';
import type { ImageRequest, Reader } from '../../lib/reading/reader.ts';
import { createFakeReader, createTerminal, sampleReading } from './fake-terminal.ts';

let folder = '';

/** A file's text is its value and its confidence; what begins with `!` is accepted. */
const pictures: Readonly<Record<string, string>> = {
  'set/a.png': '!12 0.99',
  'set/b.png': '!13 0.95',
  'set/images/c.png': '77 0.5',
  'set/sub/d.png': '',
  'set/sub/none.png': '!1 0.98',
  'set/none-too.png': '',
  'outside.png': '!12 0.99',
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitdrop-eval-'));
  await mkdir(join(folder, 'set/images'), { recursive: true });
  await mkdir(join(folder, 'set/sub'));
  for (const [name, text] of Object.entries(pictures)) await writeFile(join(folder, name), text);
  await writeFile(
    join(folder, 'set/labels.csv'),
    'filename,value\na.png,12\nb.png,12\nc.png,77\nsub/d.png,4\nsub/none.png,\nnone-too.png,\n',
  );
});

afterAll(() => rm(folder, { recursive: true }));

const readText = async ({ bytes }: ImageRequest) => {
  const text = new TextDecoder().decode(bytes);
  const [value = '', confidence] = text.replace('!', '').split(' ');
  if (value === '')
    return { ...sampleReading, status: 'rejected', reason: 'blank', value: null, confidence: null } as const;
  const status = text.startsWith('!') ? 'accepted' : 'review';
  const reason = status === 'review' ? 'low-confidence' : null;
  return { ...sampleReading, status, reason, value, confidence: Number(confidence) } as const;
};

const run = async (args: readonly string[], parts: Partial<Reader> = {}) => {
  const terminal = createTerminal({ cwd: folder });
  const command = createEvalCommand(async () => createFakeReader({ readImage: readText, ...parts }));
  const code = await command.run(args, terminal);
  return { code, out: terminal.out(), err: terminal.err() };
};

describe('digitdrop eval', () => {
  it('counts what is right, accepted, and wrong among the accepted', async () => {
    const { code, out, err } = await run(['set', '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      schema: 'digitdrop.evaluation/1',
      files: 6,
      missing: 0,
      right: { part: 2, whole: 4 },
      accepted: { part: 2, whole: 4 },
      acceptedWrong: { part: 1, whole: 2 },
      noNumberAccepted: { part: 1, whole: 2 },
      // 12 as 13 is one edit, 4 not read another.
      digitErrors: { edits: 2, digits: 7 },
      statuses: { accepted: 3, review: 1, rejected: 2 },
      reasons: { blank: 2, 'low-confidence': 1 },
      promises: [{ maxError: 0.005, threshold: 0.9 }],
      // Of the pairs of 0.99, 0.95, 0.5 and 0 with 0.98 and 0: 0.99 wins 2, 0.95 and 0.5 win 1, 0 ties 1.
      auroc: 4.5 / 8,
      errors: [
        { filename: 'sub/none.png', truth: '', value: '1' },
        { filename: 'b.png', truth: '12', value: '13' },
        { filename: 'sub/d.png', truth: '4', value: null },
      ],
    });
  });

  it('tells a person the same', async () => {
    const { out } = await run(['set/labels.csv']);
    expect(out).toMatch(/^files +6: 4 with a number, 2 without$/m);
    expect(out).toMatch(/^value accuracy +50\.0% \(15\.0% to 85\.0%\), 2 of 4$/m);
    expect(out).toMatch(/^digit error rate +28\.6%, 2 edits over 7 digits$/m);
    expect(out).toMatch(/^no number, accepted +50\.0% .* 1 of 2$/m);
    expect(out).toMatch(/^promise +0\.50% wrong at most, from 0\.9 on$/m);
    expect(out).not.toContain('text accuracy');
  });

  it('tells each folder by itself where asked', async () => {
    expect(JSON.parse((await run(['set', '--json', '--by', 'folder'])).out).folders).toMatchObject([
      { folder: '.', files: 4, right: { part: 2, whole: 3 } },
      { folder: 'sub', files: 2, right: { part: 0, whole: 1 }, noNumberAccepted: { part: 1, whole: 1 } },
    ]);
    expect(JSON.parse((await run(['set', '--json'])).out).folders).toBeNull();
    expect((await run(['set', '--by', 'folder'])).out).toMatch(/^sub +2 files$/m);
  });

  it('reads several at once and keeps their order in --readings', async () => {
    const delays: Readonly<Record<string, number>> = { '!12 0.99': 40, '!13 0.95': 5 };
    await run(['set', '--readings', 'r.ndjson'], {
      readImage: async request => {
        await wait(delays[new TextDecoder().decode(request.bytes)]);
        return readText(request);
      },
    });
    const lines = (await readFile(join(folder, 'r.ndjson'), 'utf8')).trim().split('\n');
    expect(lines.map(line => JSON.parse(line).file)).toEqual([
      'a.png',
      'b.png',
      'c.png',
      'sub/d.png',
      'sub/none.png',
      'none-too.png',
    ]);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ value: '13', confidence: 0.95 });
  });

  it('says what is missing, counts it in nothing, and never leaves its folder', async () => {
    const bad = ['gone.png', '../outside.png', 'sub/../../outside.png', join(folder, 'outside.png'), 'sub'];
    const rows = ['a.png', ...bad].map(name => `${name},12\n`).join('');
    await writeFile(join(folder, 'set/some.csv'), `filename,value\n${rows}`);
    const { code, out, err } = await run(['set/some.csv', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ files: 1, missing: 5, right: { part: 1, whole: 1 } });
    const outside = 'expected a path inside the folder of the labels';
    const told = ['no such file or folder', outside, outside, outside];
    for (const [i, fault] of told.entries())
      expect(err).toContain(`digitdrop: ${JSON.stringify(bad[i])}: ${fault}\n`);
    expect(err).toContain('digitdrop: "sub": a folder or a device, no file\n');
  });

  it('tells the reader each row’s options', async () => {
    await writeFile(join(folder, 'set/told.csv'), 'filename,value,expect\na.png,12,\nb.png,12,digit\n');
    // Two files are read at once: which one first is the system's affair.
    const asked = new Map<string, unknown>();
    await run(['set/told.csv', '--expect', 'number', '--max-error', '0.01'], {
      readImage: async request => {
        const { expect, maxError } = request.options;
        asked.set(Buffer.from(request.bytes).toString(), [expect, maxError]);
        return readText(request);
      },
    });
    expect(Object.fromEntries(asked)).toEqual({ '!12 0.99': ['number', 0.01], '!13 0.95': ['digit', 0.01] });
  });

  it('compares texts where the labels tell them', async () => {
    await writeFile(join(folder, 'set/texts.csv'), 'filename,value,text\na.png,12,"1,2"\nb.png,12,\n');
    const answer = { ...sampleReading, value: '12', text: '1,2' };
    const { out } = await run(['set/texts.csv', '--json'], { readImage: async () => answer });
    expect(JSON.parse(out)).toMatchObject({ textRight: { part: 1, whole: 1 }, linesRight: null });
    const other = { ...answer, text: '1.2' };
    const { out: wrong } = await run(['set/texts.csv', '--json'], { readImage: async () => other });
    expect(JSON.parse(wrong)).toMatchObject({ textRight: { part: 0 }, right: { part: 2 } });
  });

  it('wants all of several lines, and counts them one by one', async () => {
    await writeFile(join(folder, 'set/lines.csv'), 'filename,value\na.png,12|13|14\nb.png,12\n');
    const box = { x: 0, y: 0, width: 1, height: 1 };
    const lineOf = (value: string) => ({ value, text: value, confidence: 0.9, digits: [], box });
    const answerWith = (...values: readonly string[]) => ({
      readImage: async () => ({ ...sampleReading, value: '12', lines: values.map(lineOf) }),
    });
    const evaluated = async (...values: readonly string[]) =>
      JSON.parse((await run(['set/lines.csv', '--json'], answerWith(...values))).out);
    expect(await evaluated('12', '9', '14')).toMatchObject({
      right: { part: 1, whole: 2 },
      // Of 12|13|14 two, of 12 the one; twice a 9, and once a 14 that b.png does not have.
      linesRight: { part: 3, whole: 4 },
      linesMadeUp: 3,
      digitErrors: { edits: 2, digits: 8 },
      calibration: { files: 1 },
      errors: [{ filename: 'a.png', truth: '12|13|14', value: '12|9|14' }],
    });
    expect(await evaluated('12', '13', '14')).toMatchObject({ right: { part: 2 }, linesRight: { part: 4 } });
    // A reading without lines is one line.
    expect(await evaluated()).toMatchObject({ right: { part: 1 }, linesRight: { part: 2 }, linesMadeUp: 0 });
  });

  it('draws the errors as a PNG', async () => {
    const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#000' } })
      .png()
      .toBuffer();
    await writeFile(join(folder, 'set/real.png'), png);
    await writeFile(join(folder, 'set/wrong.csv'), 'filename,value\nreal.png,12\nb.png,12\n');
    const { code } = await run(['set/wrong.csv', '--errors', 'errors.png'], {
      readImage: async () => sampleReading,
    });
    expect(code).toBe(0);
    const { data, info } = await sharp(join(folder, 'errors.png'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    // Two tiles; the first holds a black picture of 4 x 40 by less than 4 x 30, the second none.
    expect(info.width).toBeGreaterThan(500);
    const black = [...data].filter((level, i) => i % info.channels === 0 && level === 0).length;
    expect(black).toBeGreaterThan(10_000);
  });

  it.each([
    [[], 'expected one folder or labels file, got 0'],
    [['set', 'set'], 'expected one folder or labels file, got 2'],
    [['set', '--by', 'writer'], 'expected --by folder, got --by writer'],
    [['set', '--expect', 'letter'], 'line 2: expect: '],
    [['set', '--colour', 'red'], "Unknown option '--colour'"],
    [['set/sub'], 'no such file or folder'],
    [['set', '--errors', 'none/e.png'], '--errors: expected a file that can be written, got "none/e.png"'],
  ])('refuses %j', async (args, message) => {
    await expect(run(args)).rejects.toThrow(message);
    await expect(run(args)).rejects.toMatchObject({ code: 'bad-option' });
  });

  it.each([
    ['--errors', 'a.png', 'one of the pictures'],
    ['--readings', 'sub/../images/c.png', 'one of the pictures'],
    ['--errors', 'link-to-a.png', 'one of the pictures'],
    ['--readings', 'other-name-of-a.png', 'one of the pictures'],
    ['--readings', 'labels.csv', 'the labels file'],
  ])('never writes %s over what it reads: %s', async (flag, path, what) => {
    const set = await mkdtemp(join(folder, 'own-'));
    await mkdir(join(set, 'images'));
    await writeFile(join(set, 'a.png'), 'a picture');
    await writeFile(join(set, 'images/c.png'), 'another');
    await symlink('a.png', join(set, 'link-to-a.png'));
    await link(join(set, 'a.png'), join(set, 'other-name-of-a.png'));
    await writeFile(join(set, 'labels.csv'), 'filename,value\na.png,7\nc.png,7\ngone.png,1\n');
    await writeFile(join(set, 'innocent'), 'as it was');
    const before = await readFile(join(set, path));
    const other = flag === '--errors' ? '--readings' : '--errors';
    const given = join(set, path);
    const asked = run([set, other, join(set, 'innocent'), flag, given], {
      readImage: async () => sampleReading,
    });
    await expect(asked).rejects.toMatchObject({
      code: 'bad-option',
      message: `${flag}: expected a file of its own, got ${JSON.stringify(given)}, which is ${what}`,
    });
    expect(await readFile(join(set, path))).toEqual(before);
    expect(await readFile(join(set, 'innocent'), 'utf8')).toBe('as it was');
  });

  it('writes over what it wrote before', async () => {
    for (let time = 0; time < 2; time++)
      expect((await run(['set', '--errors', 'again.png', '--readings', 'again.ndjson'])).code).toBe(0);
    expect((await readFile(join(folder, 'again.ndjson'), 'utf8')).trim().split('\n')).toHaveLength(6);
  });

  it.each(['--errors', '--readings'])('tells of a full disk under %s in one line', async flag => {
    const failed = await run(['set', flag, '/dev/full']).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(DigitdropError);
    expect(failed).toMatchObject({
      code: 'internal',
      message: `${flag}: the output takes no more: ENOSPC: no space left on device, write`,
    });
  });

  it('asks for the options of every row before it reads any', async () => {
    const read: unknown[] = [];
    const parts: Partial<Reader> = {
      checkOptions: ({ maxError }) => {
        if (maxError === 0.02) throw new DigitdropError('bad-option', 'cannot be had');
      },
      readImage: async request => {
        read.push(request);
        return readText(request);
      },
    };
    await writeFile(join(folder, 'set/asks.csv'), 'filename,value,max-error\na.png,12,\nb.png,12,0.02\n');
    await expect(run(['set/asks.csv'], parts)).rejects.toThrow('cannot be had');
    expect(read).toEqual([]);
    await run(['set'], parts);
    expect(read).toHaveLength(6);
  });
});
