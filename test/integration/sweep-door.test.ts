// The scheduled sweep over an S3 and an SQS that we did not write, by the environment that the stack gives it.
import { GetObjectTaggingCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { handler } from '../../functions/on-sweep.ts';
import { readUpload } from '../../lib/bucket/read-upload.ts';
import { openStore } from '../../lib/bucket/store.ts';
import { cursorKey } from '../../lib/bucket/sweep-cursor.ts';
import { readConfig } from '../../lib/config.ts';
import { invoke } from '../../lib/local/lambda-context.ts';
import { openQueueClientAt, type Queue } from '../../lib/queue/queue.ts';
import { createFakeReader } from '../bucket/fake-reader.ts';
import { uploadOf } from '../bucket/upload-record.ts';
import { type Moto, startMoto } from './moto-server.ts';
import { findPeer } from './peers.ts';

const command = findPeer('moto_server');
const why = command === null ? ' (skipped: no moto_server in .venv-test/bin or on PATH)' : '';

const bucket = 'swept';

describe.skipIf(command === null)(`the door of a clock${why}`, () => {
  let moto: Moto;
  let queue: Queue;

  beforeAll(async () => {
    moto = await startMoto(command!);
    await moto.createBucket(bucket);
    const account = '123456789012';
    const QUEUE_URL = `${moto.url}/${account}/uploads`;
    const env = { S3_ENDPOINT: moto.url, BUCKET: bucket, QUEUE_URL, LOG_LEVEL: 'silent' };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    queue = await openQueueClientAt(QUEUE_URL, { region: 'us-east-1', hasCredentials: false }).open(
      'uploads',
    );
    // Images of this moment are young: the clock is what goes on.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  });

  afterAll(async () => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    await moto?.stop();
  });

  const sweep = (event: unknown = {}) =>
    invoke(handler, event, { functionName: 'digitdrop-test-on-sweep', timeoutMs: 900_000 });

  const drop = async (...keys: readonly string[]) => {
    for (const Key of keys) await moto.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: '7' }));
  };

  const receiveKeys = async () => {
    const messages = await queue.receive({ waitSeconds: 1 });
    await queue.remove(messages);
    return messages.map(({ body }) => JSON.parse(body).Records[0].s3.object.key).sort();
  };

  test('queues what is unread, once it is no longer young, and keeps its place in the bucket', async () => {
    await drop('inbox/a.png', 'inbox/b+c ü.png', 'other/d.png');
    const store = openStore(readConfig({ S3_ENDPOINT: moto.url, TAG_READINGS: 'yes' }));
    await readUpload({ store, reader: createFakeReader() }, uploadOf('inbox/a.png', { bucket }));
    const looked = await sweep({ prefixes: ['inbox/'], looks: 'all' });
    expect(looked).toEqual({ outcome: 'finished', looked: 2, queued: 1 });
    expect(await receiveKeys()).toEqual(['inbox/b%2Bc+%C3%BC.png']);
    const place = await store.get(bucket, cursorKey, { maxBytes: 1_000 });
    expect(JSON.parse(Buffer.from(place!.body).toString())).toEqual({
      schema: 'digitdrop.sweep/1',
      place: null,
    });
    // Again, over the place of before.
    expect(await sweep()).toEqual({ outcome: 'finished', looked: 3, queued: 2 });
    expect(await receiveKeys()).toHaveLength(2);
  });

  test('the reading is told from its image by a tag, where the settings ask for it', async () => {
    const tagsOf = async (Key: string) =>
      (await moto.client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key }))).TagSet;
    expect(await tagsOf('inbox/a.png.json')).toEqual([{ Key: 'digitdrop', Value: 'reading' }]);
    expect(await tagsOf('inbox/a.png')).toEqual([]);
  });
});
