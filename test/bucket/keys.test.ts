// Keys: what is an image, where its result goes, how notifications spell it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeNotificationKey, isImageKey, resultKeyOf } from '../../lib/bucket/keys.ts';
import { faultCodeOf } from '../../lib/errors.ts';
import { encodeEventKey } from '../../lib/queue/notification.ts';

test.each([
  ['a.png', null, true],
  ['a.png.json', null, false],
  ['.json', null, false],
  ['a.JSON', null, true],
  ['a.json.png', null, true],
  ['json', 0, true],
  ['folder/', 0, false],
  ['folder/', 5, true],
  ['empty.png', 0, true],
  ['.digitdrop/probe.png', 9, false],
  ['my.digitdrop/a.png', 9, true],
])('%s of %s bytes is an image: %s', (key, bytes, is) => {
  expect(isImageKey(key, bytes)).toBe(is);
});

test("the result has the image's key and .json, within 1,024 bytes of UTF-8", () => {
  expect(resultKeyOf('inbox/zip.png')).toBe('inbox/zip.png.json');
  expect(Buffer.byteLength(resultKeyOf('é'.repeat(509)))).toBe(1023);
  expect(() => resultKeyOf('é'.repeat(510))).toThrow(/1024.*1025/);
  expect(() => resultKeyOf('a'.repeat(1020))).toThrow(
    expect.objectContaining({ code: 'no-place-for-result' }),
  );
  expect(resultKeyOf('a'.repeat(1019))).toHaveLength(1024);
});

// From AWS's own words on event messages: "red flower.jpg" comes as "red+flower.jpg".
test.each([
  ['red+flower.jpg', 'red flower.jpg'],
  ['a%2Bb.png', 'a+b.png'],
  ['inbox%2Fa.png', 'inbox/a.png'],
  ['100%25.png', '100%.png'],
  ['%E6%95%B0.png', '数.png'],
  ['plain/key.png', 'plain/key.png'],
])('%s is %s', (encoded, key) => {
  expect(decodeNotificationKey(encoded)).toBe(key);
});

test.each(['100%.png', '%zz', '%E6%95', '%FF'])('%s is an unknown event', encoded => {
  expect(() => decodeNotificationKey(encoded)).toThrow(expect.objectContaining({ code: 'unknown-event' }));
});

const keys = fc.string({ unit: 'grapheme', minLength: 1 });

/** As Python's `quote_plus` writes keys, and moto with it. */
const formEncoded = (key: string): string => new URLSearchParams({ '': key }).toString().slice(1);

test('any key comes back from either spelling', () => {
  fc.assert(
    fc.property(keys, key => {
      expect(decodeNotificationKey(encodeEventKey(key))).toBe(key);
      expect(decodeNotificationKey(formEncoded(key))).toBe(key);
    }),
  );
});

test('whatever comes as a key, nothing but an unknown event is thrown', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), encoded => {
      try {
        decodeNotificationKey(encoded);
      } catch (error) {
        expect(faultCodeOf(error)).toBe('unknown-event');
      }
    }),
  );
});

test("a result is never an image, and an image's result is its own", () => {
  fc.assert(
    fc.property(keys, keys, (a, b) => {
      fc.pre(a !== b);
      expect(isImageKey(resultKeyOf(a), null)).toBe(false);
      expect(resultKeyOf(a)).not.toBe(resultKeyOf(b));
    }),
  );
});
