// The event of a placed reading: what it holds, what it leaves out, and that it is the same each time.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseReadingEvents } from '../../lib/after/read-events.ts';
import { readingCreated, readingCreatedSchema } from '../../lib/after/reading-created.ts';
import { readingOf } from '../http/fake-house.ts';

const source = {
  bucket: 'digitdrop',
  key: 'inbox/zip code #7.png',
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  versionId: 'v1',
  sequencer: '0055AED6DCD90281E5',
  bytes: 2628,
};
const box = { x: 0, y: 0, width: 1, height: 1 };
const digits = [{ value: '4', confidence: 0.99, box, alternatives: [] }];

describe('Reading Created', () => {
  test('holds what was read and where the rest lies', () => {
    const event = readingCreated(readingOf('42', { source, text: '42', digits }));
    expect(event).toEqual({
      schema: 'digitdrop.reading-created/1',
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      bucket: 'digitdrop',
      key: 'inbox/zip code #7.png',
      versionId: 'v1',
      etag: 'd41d8cd98f00b204e9800998ecf8427e',
      sequencer: '0055AED6DCD90281E5',
      resultKey: 'inbox/zip code #7.png.json',
      status: 'accepted',
      reason: null,
      value: '42',
      text: '42',
      confidence: 0.99,
      promise: { maxError: 0.005, threshold: 0.9 },
      model: { name: 'fake', version: '1', sha256: '0'.repeat(64) },
      readAt: '2026-11-23T06:00:00.000Z',
    });
    expect(readingCreatedSchema.parse(event)).toEqual(event);
  });

  test('has one id for one stored reading, and another for any other', () => {
    const idOf = (more: Parameters<typeof readingOf>[1]) => readingCreated(readingOf('42', more))!.id;
    const id = idOf({ source });
    expect(idOf({ source: { ...source } })).toBe(id);
    const others = [
      { source: { ...source, key: 'b.png' } },
      { source: { ...source, versionId: 'v2' } },
      { source, readAt: '2026-11-23T06:00:00.001Z' },
      { source, model: { name: 'fake', version: '2', sha256: '1'.repeat(64) } },
    ].map(idOf);
    expect(new Set([id, ...others]).size).toBe(others.length + 1);
  });

  test('is small, whatever was read', () => {
    const longest = {
      source: { ...source, bucket: 'b'.repeat(255), key: '\u0001'.repeat(1019), versionId: 'v'.repeat(1024) },
      text: '9'.repeat(100_000),
      digits: Array.from({ length: 10_000 }, () => digits[0]!),
    };
    const event = readingCreated(readingOf('9'.repeat(100_000), longest))!;
    expect(event).toMatchObject({ value: null, text: null, resultKey: `${longest.source.key}.json` });
    // EventBridge takes 256 KB an entry.
    expect(JSON.stringify(event).length).toBeLessThan(20_000);
    expect(readingCreated(readingOf('9'.repeat(1024), { source }))!.value).toHaveLength(1024);
  });

  test('is not of what lies nowhere', () => {
    expect(readingCreated(readingOf('4'))).toBeNull();
  });
});

describe('messages of the queue', () => {
  test('are read as EventBridge writes them, as the sample shows', () => {
    const sample = JSON.parse(
      readFileSync(new URL('../../events/reading-created-in-sqs.json', import.meta.url), 'utf8'),
    );
    const [message] = parseReadingEvents(sample);
    expect(message).toMatchObject({
      messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
      event: { key: 'inbox/zip code #7.png', status: 'accepted', value: '42' },
    });
  });

  test.each(['{', '{}', '"x"', JSON.stringify({ 'detail-type': 'Object Created', detail: {} })])(
    'of another shape are faults of their own: %s',
    body => {
      const good = JSON.stringify({
        'detail-type': 'Reading Created',
        detail: readingCreated(readingOf('4', { source })),
      });
      const messages = parseReadingEvents({
        Records: [
          { messageId: 'a', body },
          { messageId: 'b', body: good },
        ],
      });
      expect(messages).toMatchObject([
        { messageId: 'a', event: { code: 'unknown-event' } },
        { messageId: 'b', event: { value: '4' } },
      ]);
      expect(() => parseReadingEvents({ hello: 'world' })).toThrow(/messages of SQS/);
    },
  );
});
