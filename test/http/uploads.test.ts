// POST /v1/uploads: what it signs for whom, and every way in which a request can be wrong.
import { describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { createFakeHouse } from './fake-house.ts';

const file = { name: 'inbox/zip.png', bytes: 6_000_000, type: 'image/png' };

const post = (
  house: Parameters<typeof ask>[0],
  body: unknown,
  more: Partial<Parameters<typeof ask>[1]> = {},
) =>
  ask(house, {
    method: 'POST',
    path: '/v1/uploads',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
  });

describe('POST /v1/uploads', () => {
  it('gives an upload for each file, in order, bound to its size, type and options', async () => {
    const { house, signed } = createFakeHouse();
    const files = [file, { name: 'b.tif', bytes: 20_000_000, type: 'application/octet-stream' }];
    const { status, json, headers } = await post(
      house,
      { files, expect: 'number', length: 5 },
      { query: 'maxError=0.01' },
    );
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    const metadata = { expect: 'number', 'max-error': '0.01', length: '5' };
    expect(signed).toEqual([
      {
        ...{ bucket: 'digitdrop', bytes: 6_000_000, contentType: 'image/png', metadata },
        ...{ key: expect.stringMatching(/^uploads\/\d{4}-\d\d-\d\d\/[\w-]{22}\/zip\.png$/), seconds: 600 },
      },
      expect.objectContaining({ bytes: 20_000_000, key: expect.stringMatching(/\/b\.tif$/) }),
    ]);
    expect(json).toEqual({
      uploads: signed.map(({ key }) => ({
        key,
        method: 'PUT',
        url: `https://store.example/${key}`,
        headers: { 'x-told': key },
        expiresAt: '2026-11-26T21:00:00.000Z',
      })),
    });
  });

  it('states no option where none is asked, so that the settings hold', async () => {
    const { house, signed } = createFakeHouse({ config: { uploadPrefix: 'letters/in/' } });
    expect((await post(house, { files: [file] })).status).toBe(200);
    expect(signed).toMatchObject([{ metadata: {}, key: expect.stringMatching(/^letters\/in\//) }]);
  });

  it.each<[string, unknown, number, string, RegExp]>([
    ['no JSON', '{', 400, 'bad-request', /expected JSON/],
    ['an array', [], 400, 'bad-request', /object with "files"/],
    ['no files', {}, 400, 'bad-request', /^files: expected an array of 1 to 100 files, got nothing/],
    ['an empty list', { files: [] }, 400, 'bad-request', /got 0 files/],
    ['too many', { files: Array(101).fill(file) }, 400, 'bad-request', /got 101 files/],
    ['a file that is none', { files: [file, 7] }, 400, 'bad-request', /^files\[1\]: expected an object/],
    [
      'a field too many',
      { files: [{ ...file, key: 'x' }] },
      400,
      'bad-request',
      /^files\[0\]: unknown field "key"/,
    ],
    ['no name', { files: [{ ...file, name: '' }] }, 400, 'bad-request', /^files\[0\]\.name: expected a name/],
    [
      'a long name',
      { files: [{ ...file, name: 'x'.repeat(1025) }] },
      400,
      'bad-request',
      /name of 1 to 1024/,
    ],
    ['no size', { files: [{ name: 'a', type: 'image/png' }] }, 400, 'bad-request', /bytes: .*got nothing/],
    [
      'size 0',
      { files: [{ ...file, bytes: 0 }] },
      400,
      'bad-request',
      /whole number from 1 to 20000000, got 0/,
    ],
    ['half a byte', { files: [{ ...file, bytes: 1.5 }] }, 400, 'bad-request', /got 1\.5/],
    ['size as text', { files: [{ ...file, bytes: '5' }] }, 400, 'bad-request', /got "5"/],
    [
      'too large',
      { files: [file, { ...file, bytes: 20_000_001 }] },
      422,
      'image-too-large',
      /^files\[1\]\.bytes/,
    ],
    ['no type', { files: [{ name: 'a', bytes: 1 }] }, 400, 'bad-request', /type: .*got nothing/],
    [
      'a drawing, in which programs run',
      { files: [{ ...file, type: 'image/svg+xml' }] },
      415,
      'unsupported-media-type',
      /^files\[0\]\.type/,
    ],
    [
      'a page',
      { files: [{ ...file, type: 'text/html' }] },
      415,
      'unsupported-media-type',
      /^files\[0\]\.type/,
    ],
    [
      'a type with more',
      { files: [{ ...file, type: 'image/png\r\nx: y' }] },
      415,
      'unsupported-media-type',
      /type/,
    ],
    [
      'another field',
      { files: [file], more: 1 },
      400,
      'bad-request',
      /unknown field "more"; known are files, expect/,
    ],
    ['a bad option', { files: [file], expect: 'word' }, 400, 'bad-option', /expect/],
    ['an option not to be had', { files: [file], maxError: 0.0001 }, 400, 'bad-option', /at least 0\.001/],
    [
      'an option no header brings',
      { files: [file], pattern: '99 € 99' },
      400,
      'bad-option',
      /pattern: expected ASCII/,
    ],
    [
      'an option with spaces',
      { files: [file], pattern: '99  99' },
      400,
      'bad-option',
      /pattern: expected ASCII/,
    ],
  ])('refuses %s', async (_what, body, status, code, detail) => {
    const { house, signed } = createFakeHouse();
    const answer = await post(house, body);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(answer.json.detail).toMatch(detail);
    expect(signed).toEqual([]);
  });

  it('refuses other bodies than JSON, and more of it than names need', async () => {
    const { house } = createFakeHouse();
    const form = await post(house, { files: [file] }, { headers: { 'content-type': 'text/plain' } });
    expect([form.status, form.json.code]).toEqual([415, 'unsupported-media-type']);
    const large = await post(house, { files: [file] }, { sentBytes: 1_048_577 });
    expect([large.status, large.json.code]).toEqual([413, 'body-too-large']);
    const most = await post(house, { files: [file] }, { sentBytes: 1_048_576 });
    expect(most.status).toBe(200);
  });

  it('is not there where uploads are switched off, and takes nothing but POST', async () => {
    const { house } = createFakeHouse({ config: { uploadPrefix: null } });
    expect((await post(house, { files: [file] })).json).toMatchObject({ status: 404, code: 'not-found' });
    const other = await ask(createFakeHouse().house, { path: '/v1/uploads' });
    expect([other.status, other.headers.allow]).toEqual([405, 'POST, OPTIONS']);
  });

  it('asks who one is where the house does', async () => {
    const { house, signed } = createFakeHouse();
    const { DigitdropError } = await import('../../lib/errors.ts');
    const identify = async () => new DigitdropError('unauthorized', 'expected a token, got none');
    const answer = await post({ ...house, identify }, { files: [file] });
    expect([answer.status, signed]).toEqual([401, []]);
  });
});
