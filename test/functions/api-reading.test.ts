// The HTTP door with the real reader and model behind it.
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../lib/config.ts';
import type { ApiHouse } from '../../lib/http/api-house.ts';
import { openReader } from '../../lib/reading/open-reader.ts';
import { type Reading, readingSchema } from '../../lib/reading/reading.ts';
import { ask, askForm, askJson } from '../http/ask.ts';
import { createFakeHouse } from '../http/fake-house.ts';

const sample = (name: string) => JSON.parse(readFileSync(`events/api-${name}.json`, 'utf8'));

/** A 1 as a bar, dark on light, in a 28x28 picture. */
const bar = Array.from({ length: 28 }, (_, y) =>
  Array.from({ length: 28 }, (_, x) => (x >= 13 && x <= 15 && y >= 5 && y <= 22 ? 0 : 255)),
);

const createHouse = async (objects = {}, config: Partial<Config> = {}): Promise<ApiHouse> => {
  const { house } = createFakeHouse({ objects, config });
  return { ...house, reader: await openReader({ log: house.log, modelUri: null, store: house.store }) };
};

let house: ApiHouse;
let png: Buffer;
beforeAll(async () => {
  house = await createHouse();
  png = await sharp(Buffer.from(bar.flat()), { raw: { width: 28, height: 28, channels: 1 } })
    .png()
    .toBuffer();
});

const post = (body: Uint8Array, query = '') =>
  ask(house, { method: 'POST', path: '/v1/readings', headers: { 'content-type': 'image/png' }, body, query });
const verdicts = (readings: Reading[]) => readings.map(({ status, reason }) => [status, reason]);

describe('readings over HTTP', () => {
  it('reads one image the same by every way in', async () => {
    const data = png.toString('base64');
    const form = Buffer.from(sample('form').body, 'base64');
    const answers = [
      await post(png, 'expect=digit'),
      await askJson(house, { images: [{ data }], expect: 'digit' }),
      await askJson(house, { images: [{ data: `data:image/png;base64,${data}` }] }, 'expect=digit'),
      await askJson(house, { images: [{ pixels: bar }], expect: 'digit' }),
      await ask(house, {
        method: 'POST',
        path: '/v1/readings',
        query: 'expect=digit',
        headers: { 'content-type': 'multipart/form-data; boundary=line' },
        body: form,
      }),
    ];
    for (const { status, json } of answers) {
      expect(status).toBe(200);
      expect(readingSchema.safeParse(json.readings[0]).success).toBe(true);
      expect(json.readings[0].value).toBe('1');
    }
  });

  it('reads pixels of either polarity and of 8x8', async () => {
    const small = Array.from({ length: 8 }, () => Array(8).fill(0));
    const images = [bar, bar.map(row => row.map(level => 255 - level)), small].map(pixels => ({ pixels }));
    const { json } = await askJson(house, { images, expect: 'digit' });
    expect(json.readings.map(({ value }: Reading) => value)).toEqual(['1', '1', null]);
    expect(json.readings[2].reason).toBe('blank');
  });

  it('rejects what is no whole image, in its place', async () => {
    const bomb = Buffer.from(png);
    bomb.writeUInt32BE(10_000, 16);
    bomb.writeUInt32BE(10_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    const tiny = await sharp({ create: { width: 7, height: 9, channels: 3, background: 'white' } })
      .png()
      .toBuffer();
    const bytes = [
      Buffer.from('hello'),
      Buffer.from('%PDF-1.7\n'),
      png.subarray(0, 60),
      bomb,
      tiny,
      Buffer.alloc(0),
      png,
    ];
    const { status, json } = await askJson(house, {
      images: bytes.map(image => ({ data: image.toString('base64') })),
      expect: 'digit',
    });
    expect(status).toBe(200);
    expect(verdicts(json.readings).slice(0, 6)).toEqual([
      ['rejected', 'not-an-image'],
      ['rejected', 'not-an-image'],
      ['rejected', 'image-broken'],
      ['rejected', 'image-too-large'],
      ['rejected', 'image-too-small'],
      ['rejected', 'not-an-image'],
    ]);
    expect(json.readings[6].value).toBe('1');
  });

  it('rejects an object of the bucket that is too large, and reads the one beside it', async () => {
    const { store } = createFakeHouse().house;
    const get: typeof store.get = async (_bucket, key, { maxBytes }) => {
      expect(maxBytes).toBe(20_000_000);
      if (key === 'big.png')
        return (await createHouse({ big: 'x'.repeat(20_000_001) })).store.get('b', 'big', { maxBytes });
      return { head: { key, etag: 'e', versionId: null, bytes: png.length, metadata: {} }, body: png };
    };
    const images = ['big.png', 'one.png'].map(key => ({ bucket: 'digitdrop', key }));
    const { status, json } = await askJson(
      { ...house, store: { ...store, get } },
      { images, expect: 'digit' },
    );
    expect(status).toBe(200);
    expect(verdicts(json.readings)[0]).toEqual(['rejected', 'image-too-large']);
    expect(json.readings[0].source.key).toBe('big.png');
    expect([json.readings[1].value, json.readings[1].source.bytes]).toEqual(['1', png.length]);
  });

  it('refuses an error rate that no model promises', async () => {
    const { status, json } = await post(png, 'maxError=0.0000001');
    expect([status, json.code]).toEqual([400, 'bad-option']);
    expect((await post(png, 'maxError=0.1')).status).toBe(200);
  });

  it('answers a form whose file is no image', async () => {
    const body =
      '--line\r\nContent-Disposition: form-data; name="f"; filename="a.png"\r\n\r\nhello\r\n--line--\r\n';
    const { status, json } = await askForm(house, body);
    expect([status, json.readings[0].reason]).toEqual([200, 'not-an-image']);
  });

  it('tells the models by name, hash and promise', async () => {
    const { json } = await ask(house, { path: '/v1/models' });
    expect(json.models[0]).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const { json: read } = await post(png);
    expect(json.models.map(({ sha256 }: { sha256: string }) => sha256)).toContain(
      read.readings[0].model.sha256,
    );
  });
});
