// The review queue of a whole house: two reviewers, a server that dies, a store without conditional writes.
import { readFile } from 'node:fs/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { getText, listKeys, openClient, put, readingOf } from './bucket-client.ts';
import { type HouseProcess, makeFolder, startHouse } from './start-house.ts';

const rows = await readFile(new URL('../../samples/images/two-rows.png', import.meta.url));

const dropForReview = async (client: S3Client, keys: readonly string[]): Promise<void> => {
  for (const key of keys) await put(client, key, rows);
  for (const key of keys) expect((await readingOf(client, key)).status).toBe('review');
};

interface Item {
  readonly id: string;
  readonly key: string;
  readonly etag: string;
}

const ask = async (house: HouseProcess, path: string, body: object): Promise<Response> =>
  fetch(`${house.httpUrl}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const take = async (house: HouseProcess, holder: string, most: number): Promise<readonly Item[]> => {
  const answer = (await (await ask(house, 'reviews', { holder, take: most })).json()) as { items: Item[] };
  return answer.items;
};

const correct = (house: HouseProcess, holder: string, { key, etag }: Item, value: string | null) =>
  ask(house, `corrections/${encodeURIComponent(key)}`, { holder, etag, value });

const valueAt = async (client: S3Client, key: string) =>
  JSON.parse(await getText(client, `${key}.correction.json`)).value;

describe.each([
  ['with conditional writes', 'yes'],
  ['without conditional writes', 'no'],
])('%s', (_name, CONDITIONAL_WRITES) => {
  test('two reviewers never get the same, and each item is checked once', async () => {
    const folder = await makeFolder();
    const house = await startHouse(folder.path, { CONDITIONAL_WRITES });
    const client = openClient(house.s3Url);
    const keys = Array.from({ length: 24 }, (_, i) => `in/${i} +ä.png`);
    await dropForReview(client, keys);
    const seen: string[] = [];
    const review = async (holder: string): Promise<void> => {
      for (let items = await take(house, holder, 3); items.length > 0; items = await take(house, holder, 3))
        for (const item of items) {
          seen.push(item.key);
          expect((await correct(house, holder, item, '20')).status).toBe(200);
        }
    };
    await Promise.all([review('page-of-anna'), review('page-of-ben')]);
    expect([...seen].sort()).toEqual([...keys].sort());
    for (const key of keys) expect(await valueAt(client, key)).toBe('20');
    expect(await listKeys(client, '.digitdrop/reviews/')).toEqual([]);
    expect(await house.end('SIGINT')).toBe(0);
    await folder.remove();
  });
});

test('a server that is killed keeps what was said, hands out the rest, and takes what comes late', async () => {
  const folder = await makeFolder();
  const first = await startHouse(folder.path);
  const keys = Array.from({ length: 6 }, (_, i) => `in/${i}.png`);
  await dropForReview(openClient(first.s3Url), keys);
  const items = await take(first, 'page-of-anna', 4);
  const [said, late] = items as [Item, Item];
  expect((await correct(first, 'page-of-anna', said, '7')).status).toBe(200);
  await first.end('SIGKILL');

  const second = await startHouse(folder.path);
  const client = openClient(second.s3Url);
  expect(await valueAt(client, said.key)).toBe('7');
  const others = await take(second, 'page-of-ben', 6);
  expect(others.map(({ key }) => key).filter(key => items.some(held => held.key === key))).toEqual([]);
  expect(others).toHaveLength(2);
  expect((await correct(second, 'page-of-anna', late, null)).status).toBe(200);
  expect(await valueAt(client, late.key)).toBeNull();
  expect((await correct(second, 'page-of-ben', late, '8')).status).toBe(409);
  expect(await valueAt(client, late.key)).toBeNull();
  expect(await second.end('SIGINT')).toBe(0);
  await folder.remove();
});
