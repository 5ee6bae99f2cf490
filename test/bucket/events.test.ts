// Events in: every shape the design names, the quirks of other servers, and whatever else may come.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseUploadEvent, type UploadRecord } from '../../lib/bucket/events.ts';
import { encodeEventKey } from '../../lib/queue/notification.ts';

const folder = new URL('../../events/', import.meta.url);

/** A fresh copy with each call. */
const sample = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));

const put: UploadRecord = {
  bucket: 'digitdrop',
  key: 'inbox/zip code #7.png',
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  versionId: null,
  sequencer: '0055AED6DCD90281E5',
  bytes: 2628,
  createdAt: '2026-11-23T06:00:00.000Z',
};

const multipart: UploadRecord = {
  bucket: 'digitdrop',
  key: 'inbox/über uns.jpg',
  etag: '0cc175b9c0f1b6a831c399e269772661-2',
  versionId: '096fKKXTRTtl3on89fVO.nfljtsv6qko',
  sequencer: '0055AED6DCD90281E6',
  bytes: 12_000_000,
  createdAt: '2026-11-23T06:00:00.000Z',
};

/** What has a space, a `+` and a percent sign of its own: some stores spell it, others do not. */
const odd = { ...put, key: 'inbox/zip code #7 100%25+ä.png' };

const bare: Readonly<Record<string, readonly UploadRecord[]>> = {
  's3-notification': [put],
  's3-notification-several-records': [put, multipart],
  's3-notification-of-versitygw': [{ ...odd, sequencer: '7' }],
  's3-notification-of-minio': [{ ...odd, sequencer: '187A85B0E1C2D3F4' }],
  's3-notification-of-ceph': [{ ...odd, sequencer: 'ceph:FDFF2469AC8F5E0F' }],
  's3-notification-of-moto': [{ ...put, sequencer: null }],
  's3-test-event': [],
  'eventbridge-object-created': [put],
  'eventbridge-object-deleted': [],
  'sns-s3-notification': [put],
  'sns-eventbridge-object-created': [put],
  'sns-s3-test-event': [],
};

test.each(Object.entries(bare))('%s, bare and in an SQS message', (name, uploads) => {
  const removals =
    name.endsWith('deleted') || name.endsWith('several-records')
      ? { removals: [{ bucket: put.bucket, key: put.key }] }
      : {};
  const found = { uploads, ...removals, faults: [] };
  expect(parseUploadEvent(sample(name))).toEqual({
    fromQueue: false,
    messages: [{ messageId: null, ...found }],
  });
  const body = JSON.stringify(sample(name));
  expect(parseUploadEvent({ Records: [{ messageId: 'm', body }] })).toEqual({
    fromQueue: true,
    messages: [{ messageId: 'm', ...found }],
  });
});

const queued: Readonly<Record<string, readonly (readonly UploadRecord[])[]>> = {
  'sqs-s3-notification': [[put]],
  'sqs-s3-test-event': [[]],
  'sqs-eventbridge-object-created': [[put]],
  'sqs-sns-s3-notification': [[put]],
  'sqs-sns-eventbridge-object-created': [[put]],
  'sqs-sns-s3-test-event': [[]],
  'sqs-several-messages': [[put], [put, multipart], [put], [], [put]],
};

test.each(Object.entries(queued))('%s', (name, uploads) => {
  const batch = parseUploadEvent(sample(name));
  expect(batch.fromQueue).toBe(true);
  expect(batch.messages.map(message => message.uploads)).toEqual(uploads);
  expect(batch.messages.flatMap(message => message.faults)).toEqual([]);
});

test('every sample of an upload is tried here', () => {
  const names = readdirSync(folder).map(file => file.replace(/\.json$/, ''));
  const tried = [...Object.keys(bare), ...Object.keys(queued), 'sqs-unknown-message'];
  expect(names.filter(name => /^(s3|eventbridge|sns|sqs)-/.test(name)).sort()).toEqual(tried.sort());
});

describe('of no known shape', () => {
  test.each([
    ['nothing', undefined],
    ['a number', 7],
    ['an empty object', {}],
    ['a scheduled event', { 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} }],
    ['a record of nothing', { Records: [{}] }],
    ['no key', { Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' }, object: {} } }] }],
    [
      'half a key',
      {
        Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' }, object: { key: '%E6' } } }],
      },
    ],
    [
      'an EventBridge event without a key',
      { 'detail-type': 'Object Created', detail: { bucket: { name: 'b' } } },
    ],
    [
      'half a character in a raw key',
      { 'detail-type': 'Object Created', detail: { bucket: { name: 'b' }, object: { key: '\ud800' } } },
    ],
    [
      'a bucket that can have no such name',
      {
        Records: [
          { eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'a b/../c' }, object: { key: 'a.png' } } },
        ],
      },
    ],
    [
      'NUL in a key',
      {
        Records: [
          { eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' }, object: { key: 'a%00.png' } } },
        ],
      },
    ],
    ['an envelope of no JSON', { Type: 'Notification', Message: 'hello' }],
    [
      'an envelope in an envelope',
      { Type: 'Notification', Message: JSON.stringify({ Type: 'Notification', Message: '{}' }) },
    ],
  ])('%s', (_name, event) => {
    const { fromQueue, messages } = parseUploadEvent(event);
    expect(fromQueue).toBe(false);
    expect(messages).toMatchObject([{ messageId: null, uploads: [], faults: [{ code: 'unknown-event' }] }]);
  });

  test('a message of no known shape fails alone', () => {
    const { Records } = sample('sqs-s3-notification') as { Records: { body: string }[] };
    const unknown = (sample('sqs-unknown-message') as { Records: object[] }).Records[0];
    const { messages } = parseUploadEvent({
      Records: [{ messageId: 'good', body: Records[0]!.body }, unknown, { messageId: 'no JSON', body: '{' }],
    });
    expect(messages.map(message => message.uploads.length)).toEqual([1, 0, 0]);
    expect(messages.map(message => message.faults.length)).toEqual([0, 1, 1]);
  });

  test('a bad record of a notification leaves the good ones readable', () => {
    const event = sample('s3-notification') as { Records: unknown[] };
    const { messages } = parseUploadEvent({
      Records: [...event.Records, { eventName: 'ObjectCreated:Put' }],
    });
    expect(messages).toMatchObject([{ uploads: [put], faults: [{ code: 'unknown-event' }] }]);
  });
});

test('an unknown eventVersion, the prefix s3: and unknown fields are no fault', () => {
  const event = sample('s3-notification') as { Records: object[] };
  const later = {
    ...event.Records[0],
    eventVersion: '9.7',
    eventName: 's3:ObjectCreated:Teleport',
    novelty: 1,
  };
  expect(parseUploadEvent({ Records: [later], more: true }).messages[0]).toMatchObject({
    uploads: [put],
    faults: [],
  });
});

test('events other than ObjectCreated are skipped, however little they hold', () => {
  for (const eventName of [
    'ObjectRemoved:Delete',
    's3:ObjectTagging:Put',
    'TestEvent',
    'ObjectCreatedNot:Put',
  ])
    expect(parseUploadEvent({ Records: [{ eventName }] }).messages[0]).toMatchObject({
      uploads: [],
      faults: [],
    });
});

test.each([
  ['versitygw', { configurationId: 'webhook-global' }],
  ['versitygw through NATS', { configurationId: 'nats-global' }],
])('removals of %s spell their keys as the store has them', (_, more) => {
  const s3 = { bucket: { name: 'b' }, object: { key: '100%25 +.png', eTag: null }, ...more };
  const { messages } = parseUploadEvent({ Records: [{ eventName: 's3:ObjectRemoved:DeleteObjects', s3 }] });
  expect(messages[0]?.removals).toEqual([{ bucket: 'b', key: '100%25 +.png' }]);
});

test('only who is known to write keys raw is believed to: a quoted ETag beside a long sequencer says nothing', () => {
  const keyIn = (more: object, object: object = {}) => {
    const s3 = { bucket: { name: 'b' }, object: { key: 'a+b%41.png', ...object }, ...more };
    const { messages } = parseUploadEvent({ Records: [{ eventName: 's3:ObjectCreated:Put', s3 }] });
    return messages[0]?.uploads[0]?.key;
  };
  expect(keyIn({})).toBe('a bA.png');
  expect(keyIn({ configurationId: 'my-webhook-global-rule' })).toBe('a bA.png');
  expect(keyIn({}, { eTag: '"e"', sequencer: '0055AED6DCD90281E5' })).toBe('a bA.png');
  expect(keyIn({}, { eTag: 'e', sequencer: '7' })).toBe('a bA.png');
  expect(keyIn({}, { eTag: '"e"', sequencer: '7' })).toBe('a+b%41.png');
  expect(keyIn({ configurationId: 'webhook-global' })).toBe('a+b%41.png');
});

test('any key survives S3, EventBridge, SNS and SQS', () => {
  const keys = fc.string({ unit: 'grapheme', minLength: 1 });
  fc.assert(
    fc.property(keys, key => {
      const s3 = { bucket: { name: 'b' }, object: { key: encodeEventKey(key) } };
      const notification = { Records: [{ eventName: 'ObjectCreated:Put', s3 }] };
      const bridged = { 'detail-type': 'Object Created', detail: { bucket: { name: 'b' }, object: { key } } };
      for (const payload of [notification, bridged]) {
        const envelope = { Type: 'Notification', Message: JSON.stringify(payload) };
        const events = [
          payload,
          { Records: [{ Sns: { Message: JSON.stringify(payload) } }] },
          { Records: [{ messageId: 'm', body: JSON.stringify(payload) }] },
          { Records: [{ messageId: 'm', body: JSON.stringify(envelope) }] },
        ];
        for (const event of events)
          expect(parseUploadEvent(event).messages.flatMap(m => m.uploads)).toMatchObject([
            { bucket: 'b', key },
          ]);
      }
    }),
  );
});

test('whatever comes, nothing is thrown, and what is neither read nor skipped is a fault', () => {
  const parts = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.constantFrom(...Object.keys(bare).map(sample)),
    fc.anything({ withBigInt: true, withDate: true, withMap: true }),
  );
  const events = fc.oneof(
    parts,
    fc.record({
      Records: fc.array(fc.oneof(parts, fc.record({ messageId: fc.string(), body: fc.string() }))),
    }),
    fc.record({ Type: fc.constant('Notification'), Message: fc.oneof(fc.string(), fc.json()) }),
  );
  fc.assert(
    fc.property(events, event => {
      const { messages } = parseUploadEvent(event);
      for (const { faults, uploads } of messages) {
        expect(faults.every(fault => fault.code === 'unknown-event')).toBe(true);
        expect(uploads.every(({ bucket, key }) => bucket !== '' && key.isWellFormed())).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
