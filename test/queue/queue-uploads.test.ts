// Uploads as messages: the upload function reads them like S3's own; and dead letters are looked at, not taken.
import { expect, test } from 'vitest';
import { parseUploadEvent } from '../../lib/bucket/events.ts';
import { listDeadLetters } from '../../lib/local/list-dead-letters.ts';
import type { QueueMessage } from '../../lib/queue/queue.ts';
import { queueUploads } from '../../lib/queue/queue-uploads.ts';
import { collect } from '../bucket/collect.ts';
import { sequencerAt, uploadOf } from '../bucket/upload-record.ts';
import { message } from '../local/fake-queue.ts';

test('what is queued is what the function reads, whatever is known of it', async () => {
  const uploads = [
    uploadOf('in/a b+c%20 ü.png', { etag: 'abc', bytes: 7, sequencer: sequencerAt(1) }),
    ...Array.from({ length: 12 }, (_, at) => uploadOf(`${at}.png`)),
  ];
  const batches: string[][] = [];
  const send = async (messages: readonly { readonly body: string }[]) =>
    void batches.push(messages.map(({ body }) => body));
  await queueUploads({ send, region: 'eu-central-1' }, uploads, 'SWEEP');
  expect(batches.map(batch => batch.length)).toEqual([10, 3]);
  const read = batches.flat().flatMap((body, at) => {
    const [found] = parseUploadEvent({ Records: [{ messageId: String(at), body }] }).messages;
    expect(found?.faults).toEqual([]);
    return found?.uploads ?? [];
  });
  expect(read).toMatchObject(uploads);
  expect(read).toHaveLength(uploads.length);
});

test('each dead letter is shown once and let go of', async () => {
  const notification = JSON.stringify({
    Records: [
      { eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'digitdrop' }, object: { key: 'a+b.png' } } },
    ],
  });
  const letters: QueueMessage[] = [
    { ...message('1'), body: notification, attributes: { SentTimestamp: '0', ApproximateReceiveCount: '6' } },
    { ...message('2'), body: 'x'.repeat(1_000) },
  ];
  const released: string[] = [];
  let received = 0;
  const queue = {
    count: async () => 5,
    receive: async () => (received++ < 2 ? letters : []),
    delay: async ({ id }: QueueMessage, seconds: number) => void released.push(`${id} ${seconds}`),
  };
  expect(await collect(listDeadLetters(queue))).toEqual([
    { sentAt: '1970-01-01T00:00:00.000Z', tries: 6, images: ['s3://digitdrop/a b.png'], message: null },
    expect.objectContaining({ images: [], message: 'x'.repeat(300) }),
  ]);
  expect(released).toEqual(['1 0', '2 0']);
});
