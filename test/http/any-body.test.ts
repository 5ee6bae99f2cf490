// Whatever comes, the API answers: 200 or 4xx, in JSON, and never throws.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, askForm, askJson, formBody } from './ask.ts';
import { createFakeHouse } from './fake-house.ts';

const { house } = createFakeHouse({ objects: { 'a.png': 'image:1', 'a.png.json': '{}' } });

const isAnswered = ({ status, json, headers }: Awaited<ReturnType<typeof ask>>) => {
  const isFine = status === 200 && Array.isArray(json.readings);
  const isProblem = status >= 400 && status < 500 && json.status === status && typeof json.code === 'string';
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(isFine || isProblem, JSON.stringify({ status, json })).toBe(true);
};

const types = fc.constantFrom(
  'image/png',
  'application/json',
  'multipart/form-data; boundary=line',
  'multipart/form-data; boundary="a b"',
  'text/plain',
  ';;;',
);
const names = fc.constantFrom(
  'images',
  'data',
  'pixels',
  'bucket',
  'key',
  'expect',
  'maxError',
  'length',
  'pattern',
  'check',
  '__proto__',
  'constructor',
  'toString',
  'x',
);
const values = fc.oneof(
  fc.constantFrom('digitdrop', 'digit', 'data:', 'data:,', 'data:;base64,', 'a.png', 'aGk=', '', '../..'),
  fc.jsonValue(),
  fc.array(fc.array(fc.integer({ min: -1, max: 256 }), { minLength: 7, maxLength: 9 }), {
    minLength: 7,
    maxLength: 9,
  }),
);
const image = fc.oneof(fc.dictionary(names, values, { maxKeys: 3 }), values);
const body = fc.oneof(fc.record({ images: fc.array(image) }), fc.dictionary(names, values), values);

const post = { method: 'POST', path: '/v1/readings' };
const runs = { numRuns: 500 };

describe('any body at all', () => {
  it('is answered as bytes of any type and encoding', () =>
    fc.assert(
      fc.asyncProperty(types, fc.uint8Array({ maxLength: 300 }), fc.string(), async (type, bytes, query) =>
        isAnswered(await ask(house, { ...post, headers: { 'content-type': type }, body: bytes, query })),
      ),
      runs,
    ));

  it('is answered as JSON that looks nearly right', () =>
    fc.assert(
      fc.asyncProperty(body, async value => isAnswered(await askJson(house, value))),
      runs,
    ));

  it('is answered as a form with bytes cut, doubled or changed', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ name: fc.string(), filename: fc.string(), content: fc.string() }), {
          maxLength: 3,
        }),
        fc.nat(400),
        fc.string({ maxLength: 3 }),
        async (parts, at, noise) => {
          const whole = formBody(parts);
          isAnswered(await askForm(house, whole.slice(0, at) + noise + whole.slice(at)));
          isAnswered(await askForm(house, whole.slice(0, at)));
        },
      ),
      runs,
    ));

  it('is answered at any path, by any method', () =>
    fc.assert(
      fc.asyncProperty(
        fc.string(),
        fc.constantFrom('GET', 'HEAD', 'PUT', 'OPTIONS', 'X'),
        async (path, method) => {
          for (const prefix of ['/', '/v1/readings/', '']) {
            const { status } = await ask(house, { method, path: `${prefix}${path}` });
            expect([200, 204, 404, 405]).toContain(status);
          }
        },
      ),
      runs,
    ));
});
