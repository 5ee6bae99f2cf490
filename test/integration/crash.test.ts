// `kill -9` in the middle of a burst: every object whose PUT was answered has its reading soon after the restart.
import { readFile } from 'node:fs/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { bucketName, eventually, listKeys, openClient, put, readingOf } from './bucket-client.ts';
import { makeFolder, startHouse } from './start-house.ts';

const image = await readFile(new URL('../../samples/images/tiny.png', import.meta.url));

/** What the house promises, counted from `/v1/health` answering again. */
const promisedMs = 30_000;

test('reads within 30 s whatever was answered before the crash', async () => {
  const folder = await makeFolder();
  const first = await startHouse(folder.path);
  const client = openClient(first.s3Url);
  const answered: string[] = [];
  let next = 0;
  const drop = async (): Promise<void> => {
    for (let at = next++; at < 200; at = next++) {
      const key = `burst/${at} +ä.png`;
      await put(client, key, image);
      answered.push(key);
    }
  };
  const dropping = Promise.allSettled(Array.from({ length: 8 }, drop));
  await eventually(async () => expect(answered.length).toBeGreaterThan(120));
  const exitCode = await first.end('SIGKILL');
  const settled = await dropping;
  expect(exitCode).toBeNull();
  // Positive control: the house did die in the middle.
  expect(settled.some(one => one.status === 'rejected')).toBe(true);

  const second = await startHouse(folder.path);
  const again = openClient(second.s3Url);
  expect((await fetch(`${second.httpUrl}/v1/health`)).status).toBe(200);
  const healthyAt = Date.now();
  await eventually(async () => {
    const keys = new Set(await listKeys(again, 'burst/'));
    expect(answered.filter(key => !keys.has(key))).toEqual([]);
    expect(answered.filter(key => !keys.has(`${key}.json`))).toEqual([]);
  }, promisedMs);
  expect(Date.now() - healthyAt).toBeLessThan(promisedMs);
  expect(await second.end('SIGINT')).toBe(0);
  await folder.remove();
});

test('reads the same bytes anew where they were put again with other metadata just before the crash', async () => {
  const folder = await makeFolder();
  const first = await startHouse(folder.path);
  const client = openClient(first.s3Url);
  await put(client, 'again.png', image);
  const before = await readingOf(client, 'again.png');
  const Metadata = { expect: 'word' };
  await client.send(new PutObjectCommand({ Bucket: bucketName, Key: 'again.png', Body: image, Metadata }));
  await first.end('SIGKILL');

  const second = await startHouse(folder.path);
  await eventually(async () => {
    const reading = await readingOf(openClient(second.s3Url), 'again.png');
    expect(reading.source.sequencer).not.toBe(before.source.sequencer);
    expect(reading.reason).toBe('bad-option');
  }, promisedMs);
  expect(await second.end('SIGINT')).toBe(0);
  await folder.remove();
});
