// The proxy of the chaos run fails calls in each of its ways, and about one in twenty of them.
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeServer, listenOnLoopback } from '../../lib/local/listen.ts';
import { createRandom } from '../../lib/random.ts';
import { type FaultProxy, startFaultProxy } from '../chaos/fault-proxy.ts';
import { drawFault, patienceMs } from '../chaos/store-trouble.ts';
import { eventually } from './bucket-client.ts';

/** The calls that reached the store. */
const reached: string[] = [];
const store = createServer((request, response) => {
  reached.push(`${request.method} ${request.url}`);
  response.end(`answer ${reached.length}`);
});
let storeUrl = '';
const proxies: FaultProxy[] = [];

beforeAll(async () => {
  storeUrl = `http://127.0.0.1:${await listenOnLoopback(store, 0, 'the store')}`;
});
afterAll(async () => {
  for (const proxy of proxies) await proxy.close();
  await closeServer(store, 0);
});

/** A proxy whose next calls are fated by these numbers, then go well. */
const proxyWith = async (...fates: readonly number[]): Promise<FaultProxy> => {
  const left = [...fates];
  const random = { ...createRandom(1), next: () => left.shift() ?? 0.999 };
  const isRefused = (key: string) => key.startsWith('refused/');
  const proxy = await startFaultProxy({ storeUrl, bucket: 'b', random, isRefused });
  proxies.push(proxy);
  reached.length = 0;
  return proxy;
};

test('one call in twenty fails, in every way', () => {
  const random = createRandom(3);
  const counts: Record<string, number> = {};
  for (let i = 0; i < 100_000; i++) {
    const fault = drawFault(random, 'PUT');
    counts[fault] = (counts[fault] ?? 0) + 1;
  }
  expect(counts.none! / 100_000).toBeCloseTo(0.95, 2);
  expect(Object.keys(counts).sort()).toEqual(
    ['conflict', 'cut', 'hang', 'late', 'lost-answer', 'none', 'slow'].sort(),
  );
});

test('what goes well goes through as it is', async () => {
  const proxy = await proxyWith();
  const answer = await fetch(`${proxy.url}/b/k`);
  expect([answer.status, await answer.text()]).toEqual([200, 'answer 1']);
});

test('503 and 409 do not reach the store; a refused key never does', async () => {
  const proxy = await proxyWith(0.001, 0.021);
  const statuses = [];
  for (const path of ['/b/k', '/b/k', '/b/refused/k', '/b/k'])
    statuses.push((await fetch(`${proxy.url}${path}`, { method: 'PUT', body: 'x' })).status);
  expect(statuses).toEqual([503, 409, 403, 200]);
  expect(reached).toEqual(['PUT /b/k']);
});

test('cut off, and never answered: without effect, after it, and before a write that comes late', async () => {
  const put = (proxy: FaultProxy) =>
    fetch(`${proxy.url}/b/k`, { method: 'PUT', body: 'x', signal: AbortSignal.timeout(patienceMs) });
  await expect(put(await proxyWith(0.0305))).rejects.toThrow('fetch failed');
  expect(reached).toEqual([]);
  await expect(put(await proxyWith(0.0335))).rejects.toThrow(/timeout/);
  expect(reached).toEqual([]);
  await expect(put(await proxyWith(0.039))).rejects.toThrow(/timeout/);
  expect(reached).toEqual(['PUT /b/k']);
  const late = await proxyWith(0.0445, 0);
  await expect(put(late)).rejects.toThrow(/timeout/);
  expect(reached).toEqual([]);
  await late.settled();
  expect(reached).toEqual(['PUT /b/k']);
});

test('what is to happen while a key is read happens once, before its reader has the answer', async () => {
  const proxy = await proxyWith();
  let acts = 0;
  proxy.whenRead('k', async () => {
    await new Promise(resolve => setTimeout(resolve, 50));
    acts += 1;
  });
  await fetch(`${proxy.url}/b/other`);
  expect(acts).toBe(0);
  await fetch(`${proxy.url}/b/k`);
  expect(acts).toBe(1);
  await fetch(`${proxy.url}/b/k`);
  await eventually(async () => expect(proxy.counts().none).toBe(3));
  expect(acts).toBe(1);
});
