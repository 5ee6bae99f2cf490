// Conditional writes, notifications and versions of a store that we did not write, through the real poller and reader.
import { readFile } from 'node:fs/promises';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHandler } from '../../functions/on-upload.ts';
import { findUnread } from '../../lib/bucket/find-unread.ts';
import type { ObjectStore } from '../../lib/bucket/object-store.ts';
import { readUpload } from '../../lib/bucket/read-upload.ts';
import { openStore } from '../../lib/bucket/store.ts';
import { loadReading } from '../../lib/bucket/stored-reading.ts';
import { readConfig } from '../../lib/config.ts';
import { invoke } from '../../lib/local/lambda-context.ts';
import { startPoller } from '../../lib/local/poller.ts';
import { redrive } from '../../lib/local/queues.ts';
import { openQueueClient, type Queue } from '../../lib/queue/queue.ts';
import { openReader } from '../../lib/reading/open-reader.ts';
import type { Reader } from '../../lib/reading/reader.ts';
import type { Reading } from '../../lib/reading/reading.ts';
import { collect } from '../bucket/collect.ts';
import { silentLog } from '../bucket/fake-reader.ts';
import { uploadOf } from '../bucket/upload-record.ts';
import { eventually } from './bucket-client.ts';
import { type Moto, startMoto } from './moto-server.ts';
import { findPeer } from './peers.ts';

const command = findPeer('moto_server');
const why = command === null ? ' (skipped: no moto_server in .venv-test/bin or on PATH)' : '';

describe.skipIf(command === null)(`moto${why}`, () => {
  const image = (name: string) => readFile(new URL(`../../samples/images/${name}`, import.meta.url));
  let moto: Moto;
  let store: ObjectStore;
  let reader: Reader;
  const open = () => openStore(readConfig({ S3_ENDPOINT: moto.url }));

  beforeAll(async () => {
    moto = await startMoto(command!);
    store = open();
    reader = await openReader({ log: silentLog, modelUri: null, store });
  });

  afterAll(() => moto?.stop());

  const put = (
    Bucket: string,
    Key: string,
    Body: Uint8Array | string,
    Metadata: Record<string, string> = {},
  ) => moto.client.send(new PutObjectCommand({ Bucket, Key, Body, Metadata }));

  test('the probe finds that conditions are honoured, and they are', async () => {
    await moto.createBucket('probed');
    expect(await store.honoursConditions('probed')).toBe(true);
    const write = (condition: Parameters<ObjectStore['put']>[3]['condition'], body = 'x') =>
      store.put('probed', 'a.json', body, { contentType: 'application/json', condition });
    expect(await write({ ifEtag: 'abc' })).toBe('lost-race');
    expect(await write({ ifAbsent: true })).toBe('written');
    expect(await write({ ifAbsent: true })).toBe('lost-race');
    const { etag } = (await store.head('probed', 'a.json'))!;
    expect(await write({ ifEtag: etag }, 'y')).toBe('written');
    expect(await write({ ifEtag: etag }, 'z')).toBe('lost-race');
    expect(Buffer.from((await store.get('probed', 'a.json', { maxBytes: 9 }))!.body).toString()).toBe('y');
  });

  test('20 placers at once, each with a store of its own: one places, one right reading stands', async () => {
    await moto.createBucket('crowded');
    await put('crowded', 'a.png', await image('tiny.png'));
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () =>
        readUpload({ store: open(), reader }, uploadOf('a.png', { bucket: 'crowded' })),
      ),
    );
    expect(outcomes.filter(outcome => outcome === 'placed')).toHaveLength(1);
    expect(outcomes.filter(outcome => outcome === 'unchanged')).toHaveLength(19);
    const head = await store.head('crowded', 'a.png');
    expect((await loadReading(store, 'crowded', 'a.png'))?.source).toMatchObject({ etag: head?.etag });
  });

  test('20 placers while the image is overwritten: the reading is of the last one', async () => {
    await moto.createBucket('restless');
    const images = await Promise.all(['tiny.png', 'pen-on-white.png', 'see-through.png'].map(image));
    await put('restless', 'a.png', images[0]!);
    const placers = Array.from({ length: 20 }, async (_, i) => {
      if (i % 7 === 3) await put('restless', 'a.png', images[(i - 3) / 7]!);
      return readUpload({ store: open(), reader }, uploadOf('a.png', { bucket: 'restless' }));
    });
    await Promise.all(placers);
    const head = await store.head('restless', 'a.png');
    expect((await loadReading(store, 'restless', 'a.png'))?.source.etag).toBe(head?.etag);
  });

  test('versions: each overwritten image is another version, and the reading names the current one', async () => {
    await moto.createBucket('versioned', { versioned: true });
    const bytes = await image('tiny.png');
    for (const expected of ['placed', 'placed']) {
      const { VersionId } = await put('versioned', 'a.png', bytes);
      expect(await readUpload({ store, reader }, uploadOf('a.png', { bucket: 'versioned' }))).toBe(expected);
      expect(await readUpload({ store, reader }, uploadOf('a.png', { bucket: 'versioned' }))).toBe(
        'unchanged',
      );
      expect((await loadReading(store, 'versioned', 'a.png'))?.source.versionId).toBe(VersionId);
    }
    await store.remove('versioned', 'a.png');
    expect(await readUpload({ store, reader }, uploadOf('a.png', { bucket: 'versioned' }))).toBe('gone');
  });

  test('a listing of more than one page, with odd keys, is swept', async () => {
    await moto.createBucket('many');
    const keys = Array.from({ length: 1_010 }, (_, i) => `in/${i}.png`).concat(
      'in/a b+c.png',
      'in/数 & <1>.png',
    );
    for (let at = 0; at < keys.length; at += 20)
      await Promise.all(keys.slice(at, at + 20).map(key => put('many', key, Buffer.alloc(0))));
    const found = await collect(findUnread(store, 'many', { prefix: 'in/' }));
    expect(found.map(({ key }) => key).sort()).toEqual([...keys].sort());
  });

  describe('notifications through the poller', () => {
    const bucket = 'notified';
    let uploads: Queue;
    let deadLetters: Queue;
    let stop: () => Promise<void>;

    beforeAll(async () => {
      const queues = openQueueClient(moto.url, 'us-east-1');
      deadLetters = await queues.open('dead');
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 2 });
      uploads = await queues.open('uploads', { VisibilityTimeout: '30', RedrivePolicy });
      await moto.createBucket(bucket, { queueArn: uploads.arn });
      const handler = createHandler({ store, reader, log: silentLog });
      const call = (event: unknown) =>
        invoke(handler, event, { functionName: 'on-upload', timeoutMs: 30_000 });
      const poller = startPoller({ queue: uploads, invoke: call, concurrency: 2, log: silentLog });
      stop = async () => {
        await poller.stop();
        queues.close();
      };
    });

    afterAll(() => stop?.());

    const readingOf = (key: string): Promise<Reading> =>
      eventually(async () => {
        const reading = await loadReading(store, bucket, key);
        if (reading === null) throw new Error(`no reading of ${key} yet`);
        return reading;
      });

    test.each(['in/a b+c.png', 'in/ärger 数字 📷.png', 'in/100%.png', 'plain.png'])('%s', async key => {
      await put(bucket, key, await image('tiny.png'), { expect: 'digit' });
      const reading = await readingOf(key);
      expect(reading).toMatchObject({ source: { bucket, key, sequencer: null } });
      expect(reading.value).toMatch(/^\d$/);
    });

    test('an empty object and a broken image get rejected readings', async () => {
      await put(bucket, 'empty.png', Buffer.alloc(0));
      await put(bucket, 'broken.jpg', await image('cut-off.jpg'));
      expect((await readingOf('empty.png')).status).toBe('rejected');
      expect((await readingOf('broken.jpg')).status).toBe('rejected');
    });

    test('12 MB in parts, told by two events, is read', async () => {
      const Key = 'in/large.png';
      const bytes = Buffer.concat([await image('tiny.png'), Buffer.alloc(12_000_000)]);
      const { UploadId } = await moto.client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
      const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
      for (const [i, Body] of [bytes.subarray(0, 6_000_000), bytes.subarray(6_000_000)].entries()) {
        const part = { Bucket: bucket, Key, UploadId, PartNumber: i + 1, Body };
        const { ETag } = await moto.client.send(new UploadPartCommand(part));
        Parts.push({ ETag, PartNumber: i + 1 });
      }
      const complete = { Bucket: bucket, Key, UploadId, MultipartUpload: { Parts } };
      const { ETag } = await moto.client.send(new CompleteMultipartUploadCommand(complete));
      const { source, value } = await readingOf(Key);
      expect(source).toMatchObject({ bytes: bytes.length, etag: ETag?.replaceAll('"', '') });
      expect(value).toMatch(/^\d$/);
    });

    test('what cannot be done lies in the dead-letter queue as it came, and a redrive does it once it can', async () => {
      await put(bucket, 'taken.png.json', '{"mine":true}');
      await put(bucket, 'taken.png', await image('tiny.png'));
      await uploads.send([{ body: '{"hello":"world"}' }]);
      await eventually(async () => expect(await deadLetters.count()).toBe(2));
      expect(await loadReading(store, bucket, 'taken.png')).toBeNull();
      await store.remove(bucket, 'taken.png.json');
      expect(await redrive({ uploads, deadLetters })).toBe(2);
      expect((await readingOf('taken.png')).source.key).toBe('taken.png');
      await eventually(async () => expect(await deadLetters.count()).toBe(1));
      const [letter] = await deadLetters.receive({ waitSeconds: 1 });
      expect(letter?.body).toBe('{"hello":"world"}');
    });

    test('in the end the queue is empty: no result begets another', async () => {
      await eventually(async () => expect(await uploads.count()).toBe(0));
      const results = (await collect(store.list(bucket, ''))).filter(({ key }) => key.endsWith('.json'));
      expect(results.filter(({ key }) => key.endsWith('.json.json'))).toEqual([]);
      expect(results.length).toBeGreaterThan(7);
    });
  });
});
