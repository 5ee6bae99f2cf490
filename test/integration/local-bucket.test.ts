// The laptop's bucket and queue over their own protocols, without the functions behind them.
import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseUploadEvent } from '../../lib/bucket/events.ts';
import { readConfig } from '../../lib/config.ts';
import { type Closers, createClosers } from '../../lib/local/closers.ts';
import { redrive } from '../../lib/local/queues.ts';
import { type RunningBucket, startBucket } from '../../lib/local/running-bucket.ts';
import { createLog } from '../../lib/log.ts';
import { bucketName as Bucket, getText, listKeys, openClient, put } from './bucket-client.ts';
import { makeFolder } from './start-house.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
let closers: Closers;
let running: RunningBucket;
let client: S3Client;

const start = async () => {
  closers = createClosers();
  const config = readConfig({ DATA_DIR: folder.path, S3_PORT: '0' });
  running = await startBucket(config, { log: createLog('silent'), closers, origins: () => [] });
  client = openClient(running.url);
};

beforeEach(async () => {
  folder = await makeFolder();
  await start();
});

afterEach(async () => {
  client.destroy();
  await closers.close();
  await folder.remove();
});

const pieces = (size: number, count: number): Buffer[] =>
  Array.from({ length: count }, (_, at) => Buffer.alloc(size, at));

describe('objects', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['12 MB in one PUT', Buffer.alloc(12_000_000, 7)],
  ])('come back as they were: %s', async (_what, body) => {
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'k',
        Body: body,
        ContentType: 'image/png',
        Metadata: { expect: 'digit' },
      }),
    );
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
    expect(got).toMatchObject({
      ContentType: 'image/png',
      ContentLength: body.length,
      ETag: `"${createHash('md5').update(body).digest('hex')}"`,
      Metadata: { expect: 'digit' },
    });
  });

  test('come whole from a stream, which the SDK sends in chunks with a checksum behind', async () => {
    const body = Buffer.concat(pieces(70_000, 9));
    const stream = Readable.from(pieces(70_000, 9));
    await client.send(new PutObjectCommand({ Bucket, Key: 's', Body: stream, ContentLength: body.length }));
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 's' }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
    expect(got.ContentEncoding).toBeUndefined();
  });

  test('with a checksum or digest that is not theirs are refused, and leave nothing behind', async () => {
    const wrong = [
      { ChecksumCRC32: 'AAAAAA==' },
      { ChecksumSHA256: createHash('sha256').update('other').digest('base64') },
      { ContentMD5: createHash('md5').update('other').digest('base64') },
    ];
    for (const claim of wrong)
      await expect(
        client.send(new PutObjectCommand({ Bucket, Key: 'w', Body: 'mine', ...claim })),
      ).rejects.toMatchObject({ name: 'BadDigest' });
    expect(await listKeys(client)).toEqual([]);
    expect(await readdir(join(folder.path, 'incoming'))).toEqual([]);
  });

  test('come in ranges, and not at all where they have not changed', async () => {
    await put(client, 'r', '0123456789');
    const range = async (Range: string) =>
      (await client.send(new GetObjectCommand({ Bucket, Key: 'r', Range }))).Body?.transformToString();
    expect(await range('bytes=2-4')).toBe('234');
    expect(await range('bytes=7-')).toBe('789');
    expect(await range('bytes=-3')).toBe('789');
    expect(await range('bytes=5-99')).toBe('56789');
    await expect(range('bytes=10-')).rejects.toMatchObject({ name: 'InvalidRange' });
    const { ETag = '' } = await client.send(new HeadObjectCommand({ Bucket, Key: 'r' }));
    await expect(
      client.send(new GetObjectCommand({ Bucket, Key: 'r', IfNoneMatch: ETag })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
  });

  test('honour If-None-Match and If-Match: of twenty writers at once one wins', async () => {
    const writes = Array.from({ length: 20 }, (_, at) =>
      client.send(new PutObjectCommand({ Bucket, Key: 'c', Body: `writer ${at}`, IfNoneMatch: '*' })),
    );
    const settled = await Promise.allSettled(writes);
    expect(settled.filter(one => one.status === 'fulfilled')).toHaveLength(1);
    const { ETag = '' } = await client.send(new HeadObjectCommand({ Bucket, Key: 'c' }));
    await client.send(new PutObjectCommand({ Bucket, Key: 'c', Body: 'next', IfMatch: ETag }));
    await expect(
      client.send(new PutObjectCommand({ Bucket, Key: 'c', Body: 'late', IfMatch: ETag })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await getText(client, 'c')).toBe('next');
  });

  test('keep apart what file systems would not', async () => {
    const keys = ['a', 'a/b', 'a//b', 'A', '../a', './a', 'a.json', 'x'.repeat(1024), 'ä', 'a\u0308', 'a\nb'];
    for (const key of keys) await put(client, key, `body of ${key}`);
    for (const key of keys) expect(await getText(client, key)).toBe(`body of ${key}`);
    expect([...(await listKeys(client))].sort()).toEqual([...keys].sort());
    await expect(put(client, 'x'.repeat(1025), '')).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });

  test('are not touched by sub-resources that are not served', async () => {
    await put(client, 't', 'body');
    const TagSet = [{ Key: 'a', Value: 'b' }];
    await expect(
      client.send(new PutObjectTaggingCommand({ Bucket, Key: 't', Tagging: { TagSet } })),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
    expect(await getText(client, 't')).toBe('body');
  });

  test('are listed in the order of their UTF-8 bytes, whatever the page', async () => {
    const keys = ['B', 'a', 'b/1', 'b/2', 'b0', 'c/d/e', 'é', '\u{ff5e}', '\u{1f4f7}'];
    for (const key of [...keys].reverse()) await put(client, key, '');
    expect(await listKeys(client)).toEqual(keys);
    for (const pageSize of [1, 2, 3]) expect(await listKeys(client, '', pageSize)).toEqual(keys);
    expect(await listKeys(client, 'b')).toEqual(['b/1', 'b/2', 'b0']);
    const found: string[] = [];
    let token: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({
          ...{ Bucket, Delimiter: '/', MaxKeys: 1 },
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      );
      found.push(...(page.Contents ?? []).map(one => one.Key ?? ''));
      found.push(...(page.CommonPrefixes ?? []).map(one => one.Prefix ?? ''));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    expect(found).toEqual(['B', 'a', 'b/', 'b0', 'c/', 'é', '\u{ff5e}', '\u{1f4f7}']);
  });

  test('go away alone and by the list', async () => {
    for (const key of ['one', 'two & <three>', 'four']) await put(client, key, '');
    const Objects = [{ Key: 'one' }, { Key: 'two & <three>' }, { Key: 'never there' }];
    const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toHaveLength(3);
    expect(await listKeys(client)).toEqual(['four']);
    expect(await readdir(join(folder.path, 'objects'))).toHaveLength(1);
  });
});

const uploadInParts = async (key: string, parts: readonly Buffer[]) => {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: key }));
  const Parts: { PartNumber: number; ETag: string }[] = [];
  for (const [at, Body] of parts.entries()) {
    const part = { Bucket, Key: key, UploadId, PartNumber: at + 1, Body };
    const { ETag = '' } = await client.send(new UploadPartCommand(part));
    Parts.push({ PartNumber: at + 1, ETag });
  }
  return { UploadId, Parts };
};

describe('notifications', () => {
  test('tell of puts, copies and uploads in parts, in the order in which they held', async () => {
    await put(client, 'in box/ä+b.png', 'one');
    const CopySource = `${Bucket}/${encodeURIComponent('in box/ä+b.png')}`;
    await client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    const { UploadId, Parts } = await uploadInParts('parts', pieces(5_242_880, 2));
    await client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key: 'parts', UploadId, MultipartUpload: { Parts } }),
    );
    await running.announcer.settled();
    const messages = await running.queues.uploads.receive({ waitSeconds: 1 });
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
    const { ETag } = await client.send(new HeadObjectCommand({ Bucket, Key: 'parts' }));
    expect(`"${uploads[2]?.etag}"`).toBe(ETag);
    expect(ETag).toMatch(/-2"$/);
    const sequencers = uploads.map(upload => upload.sequencer ?? '');
    expect([...sequencers].sort()).toEqual(sequencers);
  });

  test('go on growing their sequencer after a restart', async () => {
    await put(client, 'before', '');
    const before = running.bucket.index.find(Bucket, 'before')?.sequencer ?? '';
    client.destroy();
    await closers.close();
    await start();
    expect(await listKeys(client)).toEqual(['before']);
    await put(client, 'after', '');
    const after = running.bucket.index.find(Bucket, 'after')?.sequencer ?? '';
    expect(before).toMatch(/^[0-9A-F]{16}$/);
    expect(after > before).toBe(true);
  });
});

test('a start clears away bodies that a crash left without an object', async () => {
  await put(client, 'kept', 'body');
  await closers.close();
  await writeFile(join(folder.path, 'objects', '0000000000000000-orphan'), 'half');
  await writeFile(join(folder.path, 'incoming', 'half-a-body'), 'half');
  await start();
  expect(await getText(client, 'kept')).toBe('body');
  expect(await readdir(join(folder.path, 'objects'))).toHaveLength(1);
  expect(await readdir(join(folder.path, 'incoming'))).toEqual([]);
});

test('an upload in parts goes on after a restart', async () => {
  const { UploadId, Parts } = await uploadInParts('long', pieces(5_242_880, 2));
  client.destroy();
  await closers.close();
  await start();
  await client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key: 'long', UploadId, MultipartUpload: { Parts } }),
  );
  expect((await client.send(new HeadObjectCommand({ Bucket, Key: 'long' }))).ContentLength).toBe(10_485_760);
  expect(await readdir(join(folder.path, 'incoming'))).toEqual([]);
});

test('dead letters survive a restart and are redriven as they came', async () => {
  await running.queues.deadLetters.send([{ body: 'of no known shape' }, { body: 'another' }]);
  await closers.close();
  await start();
  expect(await running.queues.deadLetters.count()).toBe(2);
  expect(await redrive(running.queues)).toBe(2);
  expect(await running.queues.deadLetters.count()).toBe(0);
  const messages = await running.queues.uploads.receive({ waitSeconds: 1 });
  expect(messages.map(message => message.body).sort()).toEqual(['another', 'of no known shape']);
  expect(messages[0]?.attributes.ApproximateReceiveCount).toBe('1');
  await closers.close();
  await start();
  expect(await running.queues.deadLetters.count()).toBe(0);
});
