// Zips of the artifact: the same bytes for the same content, whatever the order, the clock and the time zone.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readZip, writeZip } from '../../deploy/steady-zip.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('a steady zip', () => {
  it('has the same bytes in any order, at any time, anywhere', () => {
    const first = writeZip({ 'a/b.txt': bytes('one'), 'a/a.txt': bytes('two') });
    vi.useFakeTimers({ now: new Date('2031-07-01T12:00:00Z') });
    vi.stubEnv('TZ', 'Asia/Kathmandu');
    expect(Buffer.from(writeZip({ 'a/a.txt': bytes('two'), 'a/b.txt': bytes('one') }))).toEqual(
      Buffer.from(first),
    );
    expect(Buffer.from(writeZip({ 'a/a.txt': bytes('two'), 'a/b.txt': bytes('0ne') }))).not.toEqual(
      Buffer.from(first),
    );
  });

  it('is read by others, and may be read by everyone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'digitdrop-zip-test-'));
    try {
      const zip = join(folder, 'a.zip');
      await writeFile(zip, writeZip({ 'a/b.txt': bytes('one'), 'ü.txt': bytes('two') }));
      const script =
        'import sys, zipfile\nfor i in zipfile.ZipFile(sys.argv[1]).infolist(): print(ascii(i.filename), i.file_size, oct(i.external_attr >> 16), i.date_time[0])';
      expect(execFileSync('python3', ['-c', script, zip], { encoding: 'utf8' })).toBe(
        "'a/b.txt' 3 0o100644 1980\n'\\xfc.txt' 3 0o100644 1980\n",
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('gives back what went in', () => {
    const entries = { 'a/b.txt': bytes('one'), c: bytes('') };
    expect(readZip(writeZip(entries))).toEqual(entries);
  });
});
