// A store that we did not write, by its webhook into `serve --store`: versitygw, which tells each event once, whoever
// hears it, spells keys as they are, and counts its events from one with each start.
import { readFile } from 'node:fs/promises';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../lib/cli/command-line.ts';
import { seekVersitygw } from '../chaos/fetch-versitygw.ts';
import { type RunningQueue, startQueue } from '../chaos/start-queue.ts';
import {
  credentials,
  findFreePort,
  type RunningVersitygw,
  startVersitygw,
} from '../chaos/start-versitygw.ts';
import { createTerminal } from '../cli/fake-terminal.ts';
import { bucketName, eventually, getText, listKeys, openClient, put, readingOf } from './bucket-client.ts';
import { makeFolder } from './start-house.ts';
import { type StoreHouse, startStoreHouse } from './start-store-house.ts';

const { program, why } = await seekVersitygw();

const imageOf = (name: string) => readFile(new URL(`../../samples/images/${name}`, import.meta.url));
/** What somebody drew, and what it says. */
const seven = await imageOf('pen-on-white.png');
const four = await imageOf('red-on-squares.png');

const basic = 'store:what/the+store%knows';

describe.skipIf(program === null)(`versitygw${why}`, () => {
  let folder: Awaited<ReturnType<typeof makeFolder>>;
  let queue: RunningQueue;
  let gateway: RunningVersitygw | null = null;
  let client: S3Client;
  let house: StoreHouse | null = null;
  const ports = { http: 0, store: 0, ownQueue: 0 };

  const storeUrl = () => `http://127.0.0.1:${ports.store}`;
  const ofStore = () => ({
    S3_ENDPOINT: storeUrl(),
    S3_ACCESS_KEY_ID: credentials.accessKeyId,
    S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
  const ofQueue = () => ({ QUEUE_URL: `${queue.url}/000000000000/${queue.name}` });

  const openHouse = async (more: Readonly<Record<string, string>> = {}): Promise<StoreHouse> => {
    const own = { PORT: String(ports.http), S3_PORT: String(ports.ownQueue), EVENTS_BASIC: basic };
    house = await startStoreHouse({ ...ofStore(), ...own, ...more });
    return house;
  };

  /** With the secret in its address, as its manual has it. */
  const openGateway = async (): Promise<void> => {
    const url = new URL(`http://127.0.0.1:${ports.http}/v1/events`);
    [url.username = '', url.password = ''] = basic.split(':').map(encodeURIComponent);
    gateway = await startVersitygw({
      ...{ program: program!, folder: `${folder.path}/data`, port: ports.store, webhookUrl: url.href },
    });
  };

  /** The command line, as somebody beside the store types it. */
  const run = async (env: Readonly<Record<string, string>>, ...args: readonly string[]) => {
    const terminal = createTerminal({ env: { ...ofStore(), ...env } });
    const code = await runCommandLine(args, terminal);
    return { code, out: terminal.out(), err: terminal.err() };
  };

  const health = async (): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${ports.http}/v1/health`);
    await answer.text();
    return answer.status;
  };

  beforeAll(async () => {
    folder = await makeFolder();
    ports.http = await findFreePort();
    ports.store = await findFreePort();
    ports.ownQueue = await findFreePort();
    // Seconds: what a receiver had asked for when it was stopped comes again after them.
    queue = await startQueue(3, 3);
    client = openClient(storeUrl(), credentials);
  });
  afterEach(async () => {
    await house?.end('SIGTERM');
    house = null;
  });
  afterAll(async () => {
    client?.destroy();
    await gateway?.close();
    await queue?.close();
    await folder?.remove();
  });

  test('the receiver waits for its store, then an upload gets its reading', async () => {
    // In this order: the store does not start before its webhook answers.
    await openHouse();
    expect(await health()).toBe(503);
    await openGateway();
    await eventually(async () => expect(await health()).toBe(200));
    await put(client, 'in/7.png', seven);
    const reading = await readingOf(client, 'in/7.png');
    expect(reading).toMatchObject({ value: '7', source: { key: 'in/7.png', bytes: seven.length } });
    expect(reading.source.sequencer).toMatch(/^[0-9A-F]{1,15}$/);
    const answer = await fetch(`http://127.0.0.1:${ports.http}/v1/readings/in/7.png`);
    expect(await answer.json()).toEqual(reading);
  });

  test('keys that stand as they are, parts and copies too; nothing ends as a dead letter', async () => {
    // Over a queue that others run: no sweep at start helps what an event lost.
    await openHouse(ofQueue());
    const keys = [
      'odd/a b+c.png',
      'odd/100% of it.png',
      'odd/%2F%41+%.png',
      'odd/ä 日本 \u{1f600}.png',
      'odd/#?&=;@\'"\\.png',
      'odd/+.png',
    ];
    for (const key of keys) await put(client, key, seven);
    const part = 'odd/in parts +%20.png';
    const asked = { Bucket: bucketName, Key: part };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(asked));
    const upload = { ...asked, UploadId, PartNumber: 1, Body: seven };
    const { ETag } = await client.send(new UploadPartCommand(upload));
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    await client.send(new CompleteMultipartUploadCommand({ ...asked, UploadId, MultipartUpload }));
    const copy = 'odd/copy +%20.png';
    const CopySource = `${bucketName}/${encodeURIComponent(part)}`;
    await client.send(new CopyObjectCommand({ Bucket: bucketName, Key: copy, CopySource }));
    for (const key of [...keys, part, copy])
      expect(await readingOf(client, key), key).toMatchObject({
        value: '7',
        source: { bucket: bucketName, key, bytes: seven.length },
      });
    expect(await listKeys(client, 'odd/')).toHaveLength(2 * (keys.length + 2));
    expect(await run(ofQueue(), 'redrive', '--list')).toEqual({
      code: 0,
      out: '',
      err: 'digitdrop: no dead letters\n',
    });
    // The control: what is no event does end there, and is shown.
    const [no, authorization] = [
      '{"Records":[{"eventName":"s3:ObjectCreated:Put"}]}',
      `Basic ${btoa(basic)}`,
    ];
    await fetch(`http://127.0.0.1:${ports.http}/v1/events`, {
      ...{ method: 'POST', body: no, headers: { authorization } },
    });
    await eventually(async () => expect(await queue.showDeadLetters()).toEqual([no]), 60_000);
    const listed = await run(ofQueue(), 'redrive', '--list');
    expect(JSON.parse(listed.out)).toMatchObject({ images: [], message: no });
  });

  test('what the webhook lost while the receiver was away, sweep finds', async () => {
    await openHouse(ofQueue());
    await put(client, 'away/before.png', seven);
    await readingOf(client, 'away/before.png');
    expect(await house?.end('SIGTERM')).toBe(0);
    const lost = ['away/1.png', 'away/2 +%.png', 'away/3.png'];
    for (const key of lost) await put(client, key, seven);
    await put(client, 'away/before.png', four);
    await openHouse(ofQueue());
    await put(client, 'away/after.png', seven);
    await readingOf(client, 'away/after.png');
    // Nobody told of them: the control without which the sweep would prove nothing.
    const before = await listKeys(client, 'away/');
    for (const key of lost) expect(before).not.toContain(`${key}.json`);
    expect((await readingOf(client, 'away/before.png')).value).toBe('7');

    const swept = await run(ofQueue(), 'sweep', `s3://${bucketName}/away/`);
    expect(swept).toEqual({ code: 0, out: '5 images looked at, 4 queued\n', err: '' });
    for (const key of lost) expect((await readingOf(client, key)).value).toBe('7');
    await eventually(async () => expect((await readingOf(client, 'away/before.png')).value).toBe('4'));
    const again = await run(ofQueue(), 'sweep', `s3://${bucketName}/away/`);
    expect(again.out).toBe('5 images looked at, 0 queued\n');
  });

  test('without a queue that others run, the start finds what a stop left', async () => {
    await openHouse();
    const keys = Array.from({ length: 60 }, (_, i) => `stop/${i}.png`);
    await Promise.all(keys.map(key => put(client, key, seven)));
    expect(await house?.end('SIGTERM')).toBe(0);
    await put(client, 'stop/while-away.png', seven);
    const read = (await listKeys(client, 'stop/')).filter(key => key.endsWith('.json'));
    // The control: something was left to find.
    expect(read.length).toBeLessThan(keys.length + 1);
    await openHouse();
    for (const key of [...keys, 'stop/while-away.png'])
      expect((await readingOf(client, key)).value, key).toBe('7');
  });

  test('a server that counts from one again is not taken for the past', async () => {
    await openHouse();
    const restart = async (): Promise<void> => {
      await gateway?.close();
      await openGateway();
    };
    await restart();
    await put(client, 'again/a.png', seven);
    expect((await readingOf(client, 'again/a.png')).source.sequencer).toBe('1');
    await put(client, 'again/b.png', seven);
    const second = await readingOf(client, 'again/b.png');
    expect(Number.parseInt(second.source.sequencer ?? '', 16)).toBeGreaterThan(1);

    // The same bytes with another wish, told under the number of the time before; then other bytes, under a lower one.
    await restart();
    const wish = { Bucket: bucketName, Key: 'again/a.png', Body: seven, Metadata: { expect: 'word' } };
    await client.send(new PutObjectCommand(wish));
    await eventually(async () => expect((await readingOf(client, 'again/a.png')).reason).toBe('bad-option'));
    expect((await readingOf(client, 'again/a.png')).source.sequencer).toBe('1');
    await restart();
    await put(client, 'again/b.png', four);
    await eventually(async () => expect((await readingOf(client, 'again/b.png')).value).toBe('4'));
    expect((await readingOf(client, 'again/b.png')).source.sequencer).toBe('1');
  });

  test('a reading goes with its image where that is asked for', async () => {
    await openHouse({ DELETE_READINGS: 'yes' });
    const key = 'gone/a +%20.png';
    await put(client, key, seven);
    await put(client, 'gone/stays.png', seven);
    await readingOf(client, key);
    await readingOf(client, 'gone/stays.png');
    await client.send(new DeleteObjectCommand({ Bucket: bucketName, Key: key }));
    await eventually(async () => expect(await listKeys(client, 'gone/a')).toEqual([]));
    expect(await listKeys(client, 'gone/')).toEqual(['gone/stays.png', 'gone/stays.png.json']);
  });

  test('who does not know the secret is not heard, and the log says so', async () => {
    const { httpUrl, stderr } = await openHouse({ EVENTS_BASIC: 'store:another-one-as-long' });
    await put(client, 'unheard.png', seven);
    await eventually(async () => expect(stderr()).toContain('events refused'));
    expect(stderr()).not.toContain('what/the');
    expect((await fetch(`${httpUrl}/v1/events`, { method: 'POST', body: '{}' })).status).toBe(401);
    await expect(getText(client, 'unheard.png.json')).rejects.toThrow();
  });
});
