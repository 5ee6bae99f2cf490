import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isImageKey } from '../../lib/bucket/keys.ts';
import { cleanName, makeUploadKey } from '../../lib/http/upload-key.ts';

describe('the name of an upload', () => {
  it.each([
    ['zip.png', 'zip.png'],
    ['C:\\scans\\Seite 12 (b).tif', 'Seite-12-b-.tif'],
    ['../../etc/passwd', 'passwd'],
    ['..', 'image'],
    ['.hidden.jpg', 'hidden.jpg'],
    ['a..b.png', 'a.b.png'],
    ['reading.json', 'reading-json'],
    ['reading.JSON', 'reading-JSON'],
    ['x.json..', 'x-json'],
    ['Zählerstand_№7.jpg', 'Zählerstand_-7.jpg'],
    ['数字.png', '数字.png'],
    ['a\u0000b\n<script>?x=1&y#z%2F.png', 'a-b-script-x-1-y-z-2F.png'],
    ['\ud800.png', 'png'],
    ['/', 'image'],
  ])('%j becomes %j', (name, cleaned) => {
    expect(cleanName(name)).toBe(cleaned);
  });

  it('is one part of a path that is an image’s, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), name => {
        const key = makeUploadKey('uploads/', name, new Date());
        expect(key.split('/')).toHaveLength(4);
        expect(isImageKey(key, 1)).toBe(true);
        expect(key).not.toMatch(/\.json$/i);
        expect(Buffer.byteLength(key)).toBeLessThan(200);
        expect(key.isWellFormed()).toBe(true);
      }),
    );
  });

  it('keeps its end where it is long', () => {
    expect(cleanName(`${'a'.repeat(1000)}.tiff`)).toMatch(/^a{115}\.tiff$/);
    expect(Buffer.byteLength(cleanName(`${'数'.repeat(1000)}.tiff`))).toBeLessThanOrEqual(120);
  });

  it('stands behind the day and what nobody guesses', () => {
    const now = new Date('2026-11-26T23:59:59Z');
    const keys = Array.from({ length: 100 }, () => makeUploadKey('a/b/', 'x.png', now));
    for (const key of keys) expect(key).toMatch(/^a\/b\/2026-11-26\/[\w-]{22}\/x\.png$/);
    expect(new Set(keys).size).toBe(100);
  });
});
