// Uploads in parts that several hands end at once: each ends once, and what was answered is what holds.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { bucketName as Bucket, getText, listKeys } from './bucket-client.ts';
import { useBucket } from './start-bucket.ts';

const bucket = useBucket();

const sendPart = (upload: { readonly Key: string; readonly UploadId: string }, PartNumber: number) => {
  // Large enough that it takes several reads to join them.
  const part = { Bucket, ...upload, PartNumber, Body: Buffer.alloc(1_000_000, String(PartNumber)) };
  return bucket().client.send(new UploadPartCommand(part));
};

const begin = async (Key: string) => {
  const { UploadId = '' } = await bucket().client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const Parts: { readonly PartNumber: number; readonly ETag: string }[] = [];
  for (const PartNumber of [1, 2, 3]) {
    const { ETag = '' } = await sendPart({ Key, UploadId }, PartNumber);
    Parts.push({ PartNumber, ETag });
  }
  return {
    ...{ Key, UploadId },
    complete: () =>
      bucket().client.send(
        new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
      ),
    abort: () => bucket().client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })),
  };
};

/** `200` and the like, or the code of the fault. */
const outcomeOf = (
  asked: Promise<{ readonly $metadata: { readonly httpStatusCode?: number | undefined } }>,
) =>
  asked.then(
    answer => String(answer.$metadata.httpStatusCode),
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );

const leftOver = () => readdir(join(bucket().path, 'incoming'));

const countEvents = async (): Promise<number> => {
  await bucket().running.announcer.settled();
  return bucket().running.queues.uploads.count();
};

test('of several completions at once one makes the object, once, and the others find no upload', async () => {
  const { complete } = await begin('k');
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => outcomeOf(complete())));
  expect(outcomes.sort()).toEqual(['200', ...Array(5).fill('NoSuchUpload')]);
  expect((await getText(bucket().client, 'k')).length).toBe(3_000_000);
  expect(await countEvents()).toBe(1);
  expect(await leftOver()).toEqual([]);
  expect(await outcomeOf(complete())).toBe('NoSuchUpload');
});

test('of a completion and an abort at once one holds, and an abort is never followed by the object', async () => {
  let completed = 0;
  for (let round = 0; round < 16; round++) {
    const key = `k${round}`;
    const { complete, abort } = await begin(key);
    const [ofComplete, ofAbort] = await Promise.all([
      outcomeOf(complete()),
      // From before the parts are chosen until after they are joined.
      wait(round).then(() => outcomeOf(abort())),
    ]);
    const isMade = (await listKeys(bucket().client, key)).includes(key);
    expect([ofComplete, ofAbort, isMade]).toEqual(
      ofComplete === '200' ? ['200', 'NoSuchUpload', true] : ['NoSuchUpload', '204', false],
    );
    completed += isMade ? 1 : 0;
  }
  expect(await countEvents()).toBe(completed);
  expect(await leftOver()).toEqual([]);
}, 60_000);

test('a part that is sent anew during the completion takes no part from it', async () => {
  for (let round = 0; round < 16; round++) {
    const { complete, ...upload } = await begin(`again${round}`);
    const sent = [0, 2, 4, 6, 8].map(ms => wait(ms).then(() => outcomeOf(sendPart(upload, 2))));
    const [ofComplete, ...ofParts] = await Promise.all([outcomeOf(complete()), ...sent]);
    expect(ofComplete).toBe('200');
    for (const outcome of ofParts) expect(['200', 'NoSuchUpload']).toContain(outcome);
    expect((await getText(bucket().client, upload.Key)).length).toBe(3_000_000);
  }
  expect(await leftOver()).toEqual([]);
}, 60_000);

test('an upload that may not be completed yet can be', async () => {
  const { complete, ...upload } = await begin('k');
  const wrong = { Parts: [{ PartNumber: 1, ETag: '"00000000000000000000000000000000"' }] };
  await expect(
    bucket().client.send(new CompleteMultipartUploadCommand({ Bucket, ...upload, MultipartUpload: wrong })),
  ).rejects.toMatchObject({ name: 'InvalidPart' });
  expect(await outcomeOf(complete())).toBe('200');
});
