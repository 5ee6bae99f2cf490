// The review queue over HTTP: what is asked and answered, and what is refused.
import { expect, test } from 'vitest';
import { readConfig } from '../../lib/config.ts';
import type { ApiHouse } from '../../lib/http/api-house.ts';
import { rolesOf } from '../../lib/http/roles.ts';
import { createFakeReader, silentLog } from '../bucket/fake-reader.ts';
import { createMemoryStore } from '../bucket/memory-store.ts';
import { asSharp } from '../reading/encoded.ts';
import { dropAndRead } from '../review/stored-reviews.ts';
import { ask } from './ask.ts';

const openHouse = () => {
  const store = createMemoryStore();
  const house: ApiHouse = {
    config: readConfig({}),
    log: silentLog,
    reader: createFakeReader(),
    store,
    isReady: () => true,
    takeEvents: async () => {},
  };
  return { store, house };
};

const headers = { 'content-type': 'application/json' };

const post = (house: ApiHouse, path: string, body: unknown) =>
  ask(house, { method: 'POST', path, headers, body: JSON.stringify(body) });

const holder = 'page-of-anna';

test('an item is taken, corrected, and then done; another’s correction is a 409 that tells it', async () => {
  const { store, house } = openHouse();
  const etag = await dropAndRead(store, 'in/a b%.png', '7');
  const [item] = (await post(house, '/v1/reviews', { holder })).json.items;
  expect(item).toMatchObject({
    key: 'in/a b%.png',
    etag,
    why: 'review',
    image: `v1/images/in%2Fa%20b%25.png?etag=${etag}`,
    reading: { value: '7', status: 'review' },
  });
  expect(Date.parse(item.until)).toBeGreaterThan(Date.now());
  const corrected = await post(house, '/v1/corrections/in/a b%.png', { holder, etag, value: '42' });
  expect([corrected.status, corrected.json.correction.value]).toEqual([200, '42']);
  expect((await post(house, '/v1/reviews/queue', { holder })).json).toEqual({
    waiting: { count: 0, isMore: false },
    others: [],
  });
  const other = await post(house, '/v1/corrections/in/a b%.png', {
    holder: 'page-of-ben',
    etag,
    value: null,
  });
  expect(other.status).toBe(409);
  expect(other.headers['content-type']).toContain('problem+json');
  expect(other.json).toMatchObject({ code: 'correction-taken', correction: { value: '42' } });
  // Who knows it could mend what it names.
  expect([corrected.body, other.body].filter(body => body.includes(holder))).toEqual([]);
  const old = await post(house, '/v1/corrections/in/a b%.png', { holder, etag: 'older', value: '1' });
  expect([old.status, old.json.code]).toEqual([409, 'version-changed']);
});

test('what says of no JSON is refused: another origin’s page may send it unasked', async () => {
  const { house } = openHouse();
  const body = JSON.stringify({ holder });
  for (const type of ['text/plain', 'application/jsonp', undefined]) {
    const sent = type === undefined ? {} : { 'content-type': type };
    const answer = await ask(house, { method: 'POST', path: '/v1/reviews', headers: sent, body });
    expect([type, answer.status]).toEqual([type, 415]);
  }
  const typed = { 'content-type': 'Application/JSON; charset=utf-8' };
  expect((await ask(house, { method: 'POST', path: '/v1/reviews', headers: typed, body })).status).toBe(200);
});

test('two keys of one name are two', async () => {
  const { store, house } = openHouse();
  const etag = await dropAndRead(store, 'a.png', '7');
  const correct = (client: string, value: string) =>
    ask(
      {
        ...house,
        identify: async () => ({ kind: 'key', subject: 'scanner', client, roles: rolesOf(['reviewer']) }),
      },
      {
        ...{ method: 'POST', path: '/v1/corrections/a.png', headers },
        body: JSON.stringify({ holder, etag, value }),
      },
    );
  expect((await correct('0001', '11')).json.correction.who).toBe('scanner (0001)');
  expect((await correct('0002', '22')).status).toBe(409);
  expect((await correct('0001', '12')).status).toBe(200);
});

test('what is renewed and given back is told', async () => {
  const { store, house } = openHouse();
  await dropAndRead(store, 'a.png', '7');
  const [{ id }] = (await post(house, '/v1/reviews', { holder, take: 1 })).json.items;
  const renewed = await post(house, '/v1/reviews/renew', { holder, ids: [id] });
  expect(renewed.json.held.map((one: { id: string }) => one.id)).toEqual([id]);
  expect((await post(house, '/v1/reviews/renew', { holder: 'page-of-ben', ids: [id] })).json).toEqual({
    held: [],
  });
  expect((await post(house, '/v1/reviews/release', { holder, ids: [id] })).status).toBe(204);
  expect((await post(house, '/v1/reviews', { holder: 'page-of-ben' })).json.items).toHaveLength(1);
});

test('what is malformed is refused, and nothing is written', async () => {
  const { store, house } = openHouse();
  const etag = await dropAndRead(store, 'a.png', '7');
  const writes = () => store.calls.filter(call => call.startsWith('put ')).length;
  const before = writes();
  for (const value of ['', '4a', '１', '-1', '1'.repeat(65), 7, undefined, ['1']])
    expect((await post(house, '/v1/corrections/a.png', { holder, etag, value })).status, String(value)).toBe(
      400,
    );
  for (const body of [
    {},
    { holder: '' },
    { holder, take: 0 },
    { holder, take: 1000 },
    { holder, more: 1 },
    [],
  ])
    expect((await post(house, '/v1/reviews', body)).status, JSON.stringify(body)).toBe(400);
  for (const ids of [['../../a'], ['x'], 'a', Array.from({ length: 101 }, () => 'a'.repeat(32))])
    expect((await post(house, '/v1/reviews/renew', { holder, ids })).status).toBe(400);
  expect((await post(house, '/v1/corrections/none.png', { holder, etag, value: '1' })).status).toBe(404);
  expect(writes()).toBe(before);
  expect((await post(house, '/v1/corrections/a.png', { holder, etag, value: '0'.repeat(64) })).status).toBe(
    200,
  );
  expect(writes()).toBe(before + 1);
});

test('an image is given where it has a reading, as a browser shows it, and that version alone', async () => {
  const { store, house } = openHouse();
  const drawn = asSharp({ width: 40, height: 20, data: new Float32Array(800).fill(1).fill(0, 300, 400) });
  const [png, tiff] = await Promise.all([drawn.clone().png().toBuffer(), drawn.clone().tiff().toBuffer()]);
  const reading = await dropAndRead(store, 'a.png', '7').then(() =>
    JSON.parse(store.text('a.png.json') ?? ''),
  );
  const put = (key: string, body: Uint8Array) => {
    const etag = store.drop(key, body);
    store.drop(`${key}.json`, JSON.stringify({ ...reading, source: { ...reading.source, key, etag } }));
    return etag;
  };
  const etag = put('b.png', png);
  put('c.tif', tiff);
  store.drop('unread.png', png);
  const get = (path: string, query = '') => ask(house, { path: `/v1/images/${path}`, query });
  const plain = await get('b.png', `etag=${etag}`);
  expect([plain.status, plain.headers['content-type'], plain.isBase64Encoded]).toEqual([
    200,
    'image/png',
    true,
  ]);
  expect(Buffer.from(plain.body, 'base64')).toEqual(Buffer.from(png));
  expect(plain.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
  });
  const made = await get('c.tif');
  expect([made.status, made.headers['content-type']]).toEqual([200, 'image/webp']);
  expect(Buffer.from(made.body, 'base64').toString('latin1', 8, 12)).toBe('WEBP');
  for (const key of ['unread.png', 'none.png', 'b.png.json', '.digitdrop/probe.json', 'a\0'])
    expect((await get(key)).status, key).toBe(404);
  expect((await get('b.png', 'etag=other')).json.code).toBe('version-changed');
  // Text that has a reading is no picture, whatever its name says.
  expect((await get('a.png')).status).toBe(422);
});
