// What the laptop's bucket announces in its queue, and what both keep over a restart.
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { parseUploadEvent } from '../../lib/bucket/events.ts';
import { redrive } from '../../lib/local/queues.ts';
import { bucketName as Bucket, getText, listKeys, put } from './bucket-client.ts';
import { useBucket } from './start-bucket.ts';

const bucket = useBucket();

const pieces = (size: number, count: number): Buffer[] =>
  Array.from({ length: count }, (_, at) => Buffer.alloc(size, at));

const uploadInParts = async (key: string, parts: readonly Buffer[]) => {
  const { UploadId } = await bucket().client.send(new CreateMultipartUploadCommand({ Bucket, Key: key }));
  const Parts: { PartNumber: number; ETag: string }[] = [];
  for (const [at, Body] of parts.entries()) {
    const part = { Bucket, Key: key, UploadId, PartNumber: at + 1, Body };
    const { ETag = '' } = await bucket().client.send(new UploadPartCommand(part));
    Parts.push({ PartNumber: at + 1, ETag });
  }
  return { UploadId, Parts };
};

describe('notifications', () => {
  test('tell of puts, copies and uploads in parts, in the order in which they held', async () => {
    await put(bucket().client, 'in box/ä+b.png', 'one');
    const CopySource = `${Bucket}/${encodeURIComponent('in box/ä+b.png')}`;
    await bucket().client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    const { UploadId, Parts } = await uploadInParts('parts', pieces(5_242_880, 2));
    await bucket().client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key: 'parts', UploadId, MultipartUpload: { Parts } }),
    );
    await bucket().running.announcer.settled();
    const messages = await bucket().running.queues.uploads.receive({ waitSeconds: 1 });
    const records = messages.map(message => JSON.parse(message.body).Records[0]);
    expect(records.map(record => record.eventName)).toEqual([
      'ObjectCreated:Put',
      'ObjectCreated:Copy',
      'ObjectCreated:CompleteMultipartUpload',
    ]);
    const uploads = messages.flatMap(
      message => parseUploadEvent(JSON.parse(message.body)).messages[0]?.uploads ?? [],
    );
    expect(uploads.map(upload => [upload.key, upload.bytes])).toEqual([
      ['in box/ä+b.png', 3],
      ['copy', 3],
      ['parts', 10_485_760],
    ]);
    const { ETag } = await bucket().client.send(new HeadObjectCommand({ Bucket, Key: 'parts' }));
    expect(`"${uploads[2]?.etag}"`).toBe(ETag);
    expect(ETag).toMatch(/-2"$/);
    const sequencers = uploads.map(upload => upload.sequencer ?? '');
    expect([...sequencers].sort()).toEqual(sequencers);
  });

  test('go on growing their sequencer after a restart', async () => {
    await put(bucket().client, 'before', '');
    const before = bucket().running.bucket.index.find(Bucket, 'before')?.sequencer ?? '';
    await bucket().stop();
    await bucket().start();
    expect(await listKeys(bucket().client)).toEqual(['before']);
    await put(bucket().client, 'after', '');
    const after = bucket().running.bucket.index.find(Bucket, 'after')?.sequencer ?? '';
    expect(before).toMatch(/^[0-9A-F]{16}$/);
    expect(after > before).toBe(true);
  });
});

test('a start clears away bodies that a crash left without an object', async () => {
  await put(bucket().client, 'kept', 'body');
  await bucket().stop();
  await writeFile(join(bucket().path, 'objects', '0000000000000000-orphan'), 'half');
  await writeFile(join(bucket().path, 'incoming', 'half-a-body'), 'half');
  await bucket().start();
  expect(await getText(bucket().client, 'kept')).toBe('body');
  expect(await readdir(join(bucket().path, 'objects'))).toHaveLength(1);
  expect(await readdir(join(bucket().path, 'incoming'))).toEqual([]);
});

test('an upload in parts goes on after a restart', async () => {
  const { UploadId, Parts } = await uploadInParts('long', pieces(5_242_880, 2));
  await bucket().stop();
  await bucket().start();
  await bucket().client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key: 'long', UploadId, MultipartUpload: { Parts } }),
  );
  expect((await bucket().client.send(new HeadObjectCommand({ Bucket, Key: 'long' }))).ContentLength).toBe(
    10_485_760,
  );
  expect(await readdir(join(bucket().path, 'incoming'))).toEqual([]);
});

test('dead letters survive a restart and are redriven as they came', async () => {
  await bucket().running.queues.deadLetters.send([{ body: 'of no known shape' }, { body: 'another' }]);
  await bucket().stop();
  await bucket().start();
  expect(await bucket().running.queues.deadLetters.count()).toBe(2);
  expect(await redrive(bucket().running.queues)).toBe(2);
  expect(await bucket().running.queues.deadLetters.count()).toBe(0);
  const messages = await bucket().running.queues.uploads.receive({ waitSeconds: 1 });
  expect(messages.map(message => message.body).sort()).toEqual(['another', 'of no known shape']);
  expect(messages[0]?.attributes.ApproximateReceiveCount).toBe('1');
  await bucket().stop();
  await bucket().start();
  expect(await bucket().running.queues.deadLetters.count()).toBe(0);
});
