// One house a folder: the second is refused, and the lock goes with the first.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDataFolder } from '../../lib/local/data-folder.ts';

let path: string;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'digitdrop-test-'));
});

afterEach(() => rmSync(path, { recursive: true, force: true }));

test('refuses a folder that is in use, and says by whom', () => {
  const dataDir = join(path, 'made', 'on the way');
  const first = openDataFolder(dataDir);
  expect(() => openDataFolder(dataDir)).toThrow(
    expect.objectContaining({
      code: 'bad-config',
      message: expect.stringContaining(`${dataDir} is in use by another digitdrop (process ${process.pid})`),
    }),
  );
  first.close();
  openDataFolder(dataDir).close();
});

test.skipIf(process.platform !== 'linux')('says so at once where no folder can be made', () => {
  expect(() => openDataFolder('/proc/nope/data')).toThrow(
    expect.objectContaining({
      code: 'bad-config',
      message: expect.stringMatching(/^DATA_DIR \/proc\/nope\/data cannot be used: ENOENT/),
    }),
  );
});

test('takes over from a process that is gone, whoever has its id now', () => {
  writeFileSync(join(path, 'pid'), `${process.ppid}\n`);
  openDataFolder(path).close();
});

test('says what is wrong with a folder that cannot be used', () => {
  const file = join(path, 'a-file');
  writeFileSync(file, '');
  expect(() => openDataFolder(file)).toThrow(
    expect.objectContaining({
      code: 'bad-config',
      message: expect.stringContaining(`DATA_DIR ${file} cannot be used: `),
    }),
  );
});
