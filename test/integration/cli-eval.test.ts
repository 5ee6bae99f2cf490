// `digitdrop eval` as a process, with the models, over the drawn samples.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const home = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
let folder = '';

const rows = [
  'filename,value,text,expect',
  'house-number.jpg,142,142,',
  'amount.jpg,4760,"47,60",number',
  'two-rows.png,2036|518,2036,',
  // It is a 7: a label that is wrong.
  'pen-on-white.png,1,1,digit',
  'blank-sheet.jpg,,,',
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitdrop-cli-eval-'));
  await symlink(join(home, 'samples/images'), join(folder, 'images'));
  await writeFile(join(folder, 'labels.csv'), `\ufeff${rows.join('\r\n')}\r\n`);
});

afterAll(() => rm(folder, { recursive: true }));

const evaluate = (...args: readonly string[]) =>
  run(process.execPath, [join(home, 'bin/digitdrop.ts'), 'eval', ...args], { cwd: folder });

describe('digitdrop eval over samples', () => {
  it('tells what is right, in values, texts and lines, and draws what is wrong', async () => {
    const { stdout, stderr } = await evaluate(
      '.',
      '--json',
      '--errors',
      'errors.png',
      '--readings',
      'r.ndjson',
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      files: 5,
      missing: 0,
      right: { part: 3, whole: 4 },
      textRight: { part: 3, whole: 4 },
      linesRight: { part: 4, whole: 5 },
      noNumberAccepted: { part: 0, whole: 1 },
      digitErrors: { edits: 1, digits: 15 },
      auroc: 1,
      errors: [{ filename: 'pen-on-white.png', truth: '1', value: '7', status: 'accepted' }],
    });
    expect(await sharp(join(folder, 'errors.png')).metadata()).toMatchObject({ format: 'png' });
  });

  it('exits with 1 where a picture is missing, and with 2 on wrong usage', async () => {
    await writeFile(join(folder, 'gone.csv'), 'filename,value\ngone.png,1\n');
    await expect(evaluate('gone.csv')).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^files +0: 0 with a number, 0 without; 1 more could not be opened$/m),
      stderr: 'digitdrop: "gone.png": no such file or folder\n',
    });
    await expect(evaluate('.', '--by', 'writer')).rejects.toMatchObject({ code: 2 });
    await expect(evaluate(join(home, 'samples'))).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected a labels file, or a folder with a labels.csv, at'),
    });
  });
});
