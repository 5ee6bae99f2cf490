// The house on a laptop as a whole: images dropped through the S3 protocol come back as JSON beside them.
import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getText, listKeys, openClient, put, readingOf } from './bucket-client.ts';
import { type HouseProcess, makeFolder, startHouse } from './start-house.ts';

const image = await readFile(new URL('../../samples/images/tiny.png', import.meta.url));

const statusOf = (url: string, headers: Readonly<Record<string, string>>, method = 'GET'): Promise<number> =>
  new Promise((resolve, reject) => {
    request(url, { method, headers }, response => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });

describe('a house', () => {
  let folder: Awaited<ReturnType<typeof makeFolder>>;
  let house: HouseProcess;

  beforeAll(async () => {
    folder = await makeFolder();
    house = await startHouse(folder.path);
  });

  afterAll(async () => {
    await house.end('SIGKILL');
    await folder.remove();
  });

  test.each([
    'plain.png',
    'with space.png',
    'plus+plus.png',
    'ärger/数字.png',
    'a//b.png',
    '../../up.png',
    'per%2Fcent.png',
    'odd !\'()*~&=@:,;$?#[]^`|{}<>\\".png',
  ])('reads %s and puts the reading beside it', async key => {
    const client = openClient(house.s3Url);
    await put(client, key, image);
    const reading = await readingOf(client, key);
    expect(reading.source).toMatchObject({ bucket: 'digitdrop', key, bytes: image.length });
    expect(reading.status).toBe('accepted');
    expect(reading.source.sequencer).toMatch(/^[0-9A-F]{16}$/);
  });

  test('gives an empty object a rejected reading', async () => {
    const client = openClient(house.s3Url);
    await put(client, 'empty.png', '');
    expect(await readingOf(client, 'empty.png')).toMatchObject({
      status: 'rejected',
      reason: 'not-an-image',
    });
  });

  test('serves the reading over HTTP, the slash of its key raw or encoded', async () => {
    const client = openClient(house.s3Url);
    await put(client, 'in box/5+5.png', image);
    await readingOf(client, 'in box/5+5.png');
    for (const path of ['in%20box/5+5.png', 'in%20box%2F5%2B5.png'])
      expect(await (await fetch(`${house.httpUrl}/v1/readings/${path}`)).json()).toMatchObject({
        source: { key: 'in box/5+5.png' },
      });
  });

  test('is healthy, and refuses a foreign Host on both ports', async () => {
    for (const [url, status] of [
      [`${house.httpUrl}/v1/health`, 200],
      [`${house.s3Url}/digitdrop?list-type=2`, 200],
    ] as const) {
      const { port } = new URL(url);
      expect(await statusOf(url, { host: `evil.example:${port}` })).toBe(421);
      for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
        expect(await statusOf(url, { host: name })).toBe(status);
        expect(await statusOf(url, { host: `${name}:${port}` })).toBe(status);
      }
    }
  });

  test('lets no foreign page write, and its own page what was signed for it', async () => {
    const url = `${house.s3Url}/digitdrop/from-a-page.txt`;
    for (const origin of ['https://evil.example', house.httpUrl])
      expect(await statusOf(url, { origin }, 'PUT'), origin).toBe(403);
    expect(await listKeys(openClient(house.s3Url), 'from-a-page')).toEqual([]);
    const asked = await fetch(`${house.httpUrl}/v1/uploads`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"files": [{"name": "from-a-page.png", "bytes": 1, "type": "image/png"}]}',
    });
    const { uploads } = (await asked.json()) as {
      readonly uploads: readonly [{ readonly key: string; readonly url: string; readonly headers: object }];
    };
    const [upload] = uploads;
    const put = (origin: string) =>
      fetch(upload.url, { method: 'PUT', body: 'x', headers: { ...upload.headers, origin } });
    expect((await put('https://evil.example')).status).toBe(403);
    expect((await put(house.httpUrl)).status).toBe(200);
    expect(await listKeys(openClient(house.s3Url), 'uploads/')).toContain(upload.key);
  });

  test('shares its folder with no second house, and works beside one with another folder', async () => {
    await expect(startHouse(folder.path)).rejects.toThrow(/is in use by another digitdrop \(process \d+\)/);
    const other = await makeFolder();
    const second = await startHouse(other.path);
    const client = openClient(second.s3Url);
    await put(client, 'second.png', image);
    await readingOf(client, 'second.png');
    expect(await listKeys(openClient(house.s3Url), 'second')).toEqual([]);
    expect(await second.end('SIGINT')).toBe(0);
    await other.remove();
  });

  test('names a port that is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => squatter.once('listening', resolve));
    const { port } = squatter.address() as AddressInfo;
    const other = await makeFolder();
    await expect(startHouse(other.path, { S3_PORT: String(port) })).rejects.toThrow(
      `S3_PORT ${port} is taken on 127.0.0.1`,
    );
    await expect(startHouse(other.path, { PORT: String(port) })).rejects.toThrow(
      ` PORT ${port} is taken on 127.0.0.1`,
    );
    squatter.close();
    await other.remove();
  });
});

describe('a house that restarts', () => {
  test('keeps objects and readings, and reads what was put while nobody read', async () => {
    const folder = await makeFolder();
    const first = await startHouse(folder.path);
    const client = openClient(first.s3Url);
    await put(client, 'kept.png', image);
    const reading = await readingOf(client, 'kept.png');
    // Ctrl-C comes at once: what is not in hand stays unread until the next start.
    await Promise.all(Array.from({ length: 30 }, (_, at) => put(client, `late/${at}.png`, image)));
    expect(await first.end('SIGINT')).toBe(0);

    const second = await startHouse(folder.path);
    const again = openClient(second.s3Url);
    expect(await readingOf(again, 'kept.png')).toEqual(reading);
    expect(await getText(again, 'kept.png')).toBe(image.toString());
    for (let at = 0; at < 30; at++) await readingOf(again, `late/${at}.png`);
    await second.end('SIGINT');
    await folder.remove();
  });
});
