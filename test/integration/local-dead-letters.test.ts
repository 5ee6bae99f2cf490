// A message that nobody can read dies after its last try, outlives kill -9, and comes back by one call.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openQueues, openRunningQueues, type Queues, redrive } from '../../lib/local/queues.ts';
import { eventually } from './bucket-client.ts';
import { type HouseProcess, makeFolder, startHouse } from './start-house.ts';

const region = 'us-east-1';

const redriveRunningHouse = async (s3Port: number): Promise<number> => {
  const running = await openRunningQueues({ s3Port, region });
  try {
    return await redrive(running);
  } finally {
    running.close();
  }
};

let folder: Awaited<ReturnType<typeof makeFolder>>;
let house: HouseProcess;
let queues: Queues;

const start = async () => {
  house = await startHouse(folder.path, { LOG_LEVEL: 'silent' });
  queues = await openQueues(house.s3Url, region);
};

beforeAll(async () => {
  folder = await makeFolder();
  await start();
});

afterAll(async () => {
  queues.close();
  await house.end('SIGINT');
  await folder.remove();
});

test('a poison message, from its first try to its redrive', async () => {
  await queues.uploads.send([{ body: 'of no known shape' }]);
  // Five tries, with 1 + 2 + 4 + 8 seconds between them.
  await eventually(async () => expect(await queues.deadLetters.count()).toBe(1), 40_000);
  expect(await queues.uploads.count()).toBe(0);
  await new Promise(resolve => setTimeout(resolve, 1_500));
  queues.close();
  await house.end('SIGKILL');

  await start();
  expect(await queues.deadLetters.count()).toBe(1);
  const s3Port = Number(new URL(house.s3Url).port);
  expect(await redriveRunningHouse(s3Port)).toBe(1);
  expect(await queues.deadLetters.count()).toBe(0);
  expect(await queues.uploads.count()).toBe(1);
  expect(await redriveRunningHouse(s3Port)).toBe(0);
});

test('letters too large for one request outlive a restart, and are redriven', async () => {
  // The letter of the test before may die meanwhile; these are told apart by their size.
  const letters = Array.from({ length: 6 }, (_, at) => ({ body: String(at).repeat(250_000) }));
  for (const letter of letters) await queues.deadLetters.send([letter]);
  queues.close();
  expect(await house.end('SIGINT')).toBe(0);

  await start();
  expect(await queues.deadLetters.count()).toBeGreaterThanOrEqual(6);
  const s3Port = Number(new URL(house.s3Url).port);
  expect(await redriveRunningHouse(s3Port)).toBeGreaterThanOrEqual(6);
  expect(await queues.deadLetters.count()).toBe(0);
}, 30_000);

test('a redrive without a house says what is missing', async () => {
  await expect(redriveRunningHouse(1)).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.stringMatching(/npm start/),
  });
});
