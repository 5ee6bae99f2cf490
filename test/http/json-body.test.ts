import { describe, expect, it } from 'vitest';
import { DigitdropError } from '../../lib/errors.ts';
import { ask, askJson } from './ask.ts';
import { createFakeHouse } from './fake-house.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const square = (value: unknown = 0, side = 8) => Array.from({ length: side }, () => Array(side).fill(value));
const image = { data: base64('image:3') };

describe('JSON bodies', () => {
  it('reads every form of image, in the order given', async () => {
    const { house } = createFakeHouse({ objects: { 'in/9.png': 'image:9' } });
    const images = [
      { data: base64('image:1') },
      { data: `data:image/png;base64,${base64('image:2')}` },
      { pixels: square(255) },
      { bucket: 'digitdrop', key: 'in/9.png' },
      { data: 'data:image/png,image%3A4' },
    ];
    const answer = await askJson(house, { images });
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json.readings.map((r: { value: string }) => r.value)).toEqual(['1', '2', '5', '9', '4']);
    expect(answer.json.readings[3].source).toEqual({
      bucket: 'digitdrop',
      key: 'in/9.png',
      etag: 'e1',
      versionId: 'v1',
      sequencer: null,
      bytes: 7,
    });
  });

  it('keeps the order of a hundred images that take unequal time', async () => {
    const { house } = createFakeHouse();
    const digits = Array.from({ length: 100 }, (_, n) => String((n * 7) % 10));
    const answer = await askJson(house, { images: digits.map(d => ({ data: base64(`image:${d}`) })) });
    expect(answer.json.readings.map((r: { value: string }) => r.value)).toEqual(digits);
  });

  it('takes base64 with line breaks, and data URLs with escapes', async () => {
    const { house } = createFakeHouse();
    const wrapped = base64('image:1').replace(/(.{4})/g, '$1\r\n');
    const escaped = `data:image/png;charset=x;BASE64,${encodeURIComponent(base64('image:2'))}`;
    const answer = await askJson(house, { images: [{ data: wrapped }, { data: escaped }] });
    expect(answer.json.readings.map((r: { value: string }) => r.value)).toEqual(['1', '2']);
  });

  it('answers a rejected reading in its place for what is no image', async () => {
    const { house } = createFakeHouse({
      objects: { 'big.png': new DigitdropError('image-too-large', 'got 21000000 bytes') },
    });
    const images = [
      image,
      { data: `data:text/plain;base64,${base64('hello')}` },
      { data: 'data:,hello' },
      { data: '' },
      { bucket: 'digitdrop', key: 'big.png' },
      image,
    ];
    const { status, json } = await askJson(house, { images });
    expect(status).toBe(200);
    expect(json.readings.map((r: { reason: string | null }) => r.reason)).toEqual([
      null,
      'not-an-image',
      'not-an-image',
      'not-an-image',
      'image-too-large',
      null,
    ]);
  });

  it.each([
    ['no JSON', '{"images":', /expected JSON/],
    ['nothing but a word', 'NaN', /expected JSON/],
    ['an array', '[]', /expected a JSON object/],
    ['null', 'null', /expected a JSON object/],
    ['no images', '{}', /images: expected an array of 1 to 1000 images, got nothing/],
    ['empty images', '{"images":[]}', /got 0 images/],
    ['images that are none', '{"images":"x"}', /images: .*got "x"/],
    ['an image that is text', '{"images":["x"]}', /images\[0\]: expected an object .*got "x"/],
    ['an image that is null', '{"images":[null]}', /images\[0\]: .*got null/],
    ['an image of no form', '{"images":[{}]}', /images\[0\]: expected exactly one of .*none/],
    ['an image of an unknown form', '{"images":[{"url":"http://10.0.0.1/"}]}', /images\[0\].*"url"/],
    ['two forms at once', { images: [{ ...image, pixels: square() }] }, /exactly one/],
    [
      'an unknown field in an image',
      { images: [image, { ...image, name: 'x' }] },
      /images\[1\]: unknown field "name"/,
    ],
    ['an unknown field', { images: [image], expects: 'digit' }, /unknown field "expects"; known are images/],
    ['a field named __proto__', '{"images":[{"data":""}],"__proto__":{"a":1}}', /unknown field "__proto__"/],
    ['__proto__ in an image', '{"images":[{"data":"","__proto__":1}]}', /unknown field "__proto__"/],
    ['constructor', '{"images":[{"data":""}],"constructor":1}', /unknown field "constructor"/],
    ['data that is a number', { images: [{ data: 7 }] }, /images\[0\].data: expected base64 .*got 7/],
    ['bad base64', { images: [image, { data: 'no*base64' }] }, /images\[1\].data: expected base64/],
    ['base64 with a torn end', { images: [{ data: 'aGVsbG8' }] }, /images\[0\].data/],
    ['base64 of the URL alphabet', { images: [{ data: '_-__' }] }, /images\[0\].data/],
    ['a data URL without a comma', { images: [{ data: 'data:image/png;base64' }] }, /comma/],
    ['a data URL of bad base64', { images: [{ data: 'data:image/png;base64,a' }] }, /images\[0\].data/],
    ['a data URL of bad escapes', { images: [{ data: 'data:,%zz' }] }, /escapes/],
    ['pixels that are none', { images: [{ pixels: 'x' }] }, /images\[0\].pixels: expected rows .*got "x"/],
    ['too few rows', { images: [{ pixels: square(0, 7) }] }, /at least 8 rows, got an array of 7/],
    [
      'too few columns',
      { images: [{ pixels: Array(8).fill([1, 2]) }] },
      /pixels\[0\]: expected at least 8 columns/,
    ],
    ['ragged pixels', { images: [{ pixels: [...square(), [1]] }] }, /pixels\[8\]: expected/],
    [
      'longer later rows',
      { images: [{ pixels: [...square(), Array(9).fill(0)] }] },
      /8 columns as in the first row, got an array of 9/,
    ],
    [
      'a level too high',
      { images: [{ pixels: [...square(), [0, 0, 0, 256, 0, 0, 0, 0]] }] },
      /pixels\[8\]\[3\]: expected an integer from 0 to 255, got 256/,
    ],
    ['a level below', { images: [{ pixels: square(-1) }] }, /pixels\[0\]\[0\].*got -1/],
    ['a level between', { images: [{ pixels: square(0.5) }] }, /got 0.5/],
    ['a level of null, as NaN becomes', { images: [{ pixels: square(Number.NaN) }] }, /got null/],
    [
      'a level out of all bounds',
      `{"images":[{"pixels":${JSON.stringify(square(7)).replaceAll('7', '1e999')}}]}`,
      /got Infinity/,
    ],
    ['a level as text', { images: [{ pixels: square('0') }] }, /got "0"/],
    [
      'a foreign bucket',
      { images: [image, { bucket: 'theirs', key: 'a' }] },
      /images\[1\].bucket: expected "digitdrop", .*got "theirs"/,
    ],
    [
      'a bucket without a key',
      { images: [{ bucket: 'digitdrop' }] },
      /images\[0\].key: expected a key, got nothing/,
    ],
    ['a key without a bucket', { images: [{ key: 'a' }] }, /images\[0\].bucket/],
    ['an empty key', { images: [{ bucket: 'digitdrop', key: '' }] }, /1 to 1024 bytes/],
    ['a key with a lone surrogate', { images: [{ bucket: 'digitdrop', key: 'a\ud800' }] }, /UTF-8.*got/],
    ['a key with NUL', { images: [{ bucket: 'digitdrop', key: 'a\0b' }] }, /without NUL.*got/],
    [
      'a reading’s key',
      { images: [{ bucket: 'digitdrop', key: 'in/9.png.json' }] },
      /expected an image.*got/,
    ],
    ['the house’s own', { images: [{ bucket: 'digitdrop', key: '.digitdrop/keys/a' }] }, /expected an image/],
    ['a key too long', { images: [{ bucket: 'digitdrop', key: 'ü'.repeat(513) }] }, /1 to 1024 bytes/],
    ['more images than may be', { images: Array(1001).fill(image) }, /got 1001 images/],
  ])('refuses %s', async (_name, body, message) => {
    const { house, asked, fetched } = createFakeHouse();
    const { status, headers, json } = await askJson(house, body);
    expect([status, json.code]).toEqual([400, 'bad-request']);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(json.detail).toMatch(message);
    expect([asked.length, fetched.length]).toEqual([0, 0]);
  });

  it('refuses the whole request where one object is not there, naming the image', async () => {
    const { house } = createFakeHouse({ objects: { a: 'image:1' } });
    const there = { bucket: 'digitdrop', key: 'a' };
    expect((await askJson(house, { images: [there] })).status).toBe(200);
    const answer = await askJson(house, { images: [there, { bucket: 'digitdrop', key: 'b' }] });
    expect([answer.status, answer.json.code]).toEqual([404, 'not-found']);
    expect(answer.json.detail).toContain('images[1]');
  });

  it('tells nothing internal where the store fails, and logs it', async () => {
    const refused = new DigitdropError('store-refused', 'AccessDenied for arn:aws:iam::1', {
      cause: new Error('x'),
    });
    const gone = new DigitdropError('store-unavailable', 'connect ECONNREFUSED 10.0.0.1');
    const { house, logged } = createFakeHouse({ objects: { refused, gone, odd: new Error('secret') } });
    for (const [key, status, code] of [
      ['refused', 403, 'store-refused'],
      ['gone', 503, 'store-unavailable'],
      ['odd', 500, 'internal'],
    ] as const) {
      const answer = await askJson(house, { images: [{ bucket: 'digitdrop', key }] });
      expect([answer.status, answer.json.code]).toEqual([status, code]);
      expect(answer.body).not.toMatch(/arn|10\.0|secret|stack/);
      expect(answer.json.instance).toBe('urn:digitdrop:request:request-1');
    }
    expect(logged).toHaveLength(3);
    expect(logged.join()).toMatch(/arn.*10\.0.*secret/s);
  });

  it('bounds what it shows of a caller’s own values', async () => {
    const { house } = createFakeHouse();
    const long = 'x'.repeat(50_000);
    const names = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`field-${n}`, n]));
    for (const body of [
      { images: [{ data: `${long}*` }] },
      { images: [image], [long]: 1 },
      { images: [image], ...names },
      { images: [image], expect: long },
      { images: [{ ...image, ...names }] },
      { images: [{ pixels: square(long) }] },
      { images: [{ bucket: long, key: 'a' }] },
      long,
    ]) {
      const answer = await askJson(house, body);
      expect(answer.status).toBe(400);
      expect(answer.body.length).toBeLessThan(1000);
    }
  });

  it('answers a bomb of deep nesting, wherever it lies', async () => {
    const { house } = createFakeHouse();
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    for (const body of [
      deep,
      `{"images":${deep}}`,
      `{"images":[{"data":${deep}}]}`,
      `{"images":[{"pixels":${deep}}]}`,
      `{"images":[{"data":""}],"expect":${deep}}`,
      `{"images":[{"data":""}],"x":${deep}}`,
      '[{"a":'.repeat(300_000),
    ])
      expect((await askJson(house, body)).status).toBe(400);
  });

  it('stays quick and small on 5 MB of anything', async () => {
    const { house } = createFakeHouse();
    const rows = (row: string) =>
      Array(Math.floor(5_000_000 / (row.length + 1)))
        .fill(row)
        .join(',');
    const bad = [
      `{"images":[${rows('{}')}]}`,
      `{"images":[{"pixels":[[${rows('300')}]]}]}`,
      `{"images":[{"pixels":[${rows('[300,300,300,300,300,300,300,300]')}]}]}`,
      `{"images":[{"data":"${'*'.repeat(5_000_000)}"}]}`,
      `{"images":[{"data":"data:${';base64 '.repeat(600_000)}"}]}`,
      `{${rows('"a":1')}}`,
      `{"images":[${rows('"a"')}]}`,
      `{"images":[{"pixels":[${rows('[]')}]}]}`,
      '['.repeat(5_000_000),
    ];
    for (const body of bad) {
      const start = performance.now();
      expect((await askJson(house, body)).status).toBe(400);
      expect(performance.now() - start).toBeLessThan(2000);
    }
    const good = `{"images":[{"pixels":[${rows(JSON.stringify(Array(100).fill(0)))}]}]}`;
    expect((await askJson(house, good)).status).toBe(200);
  });

  it('asks the reader for what the query or the fields say', async () => {
    const { house, asked } = createFakeHouse();
    await askJson(house, { images: [image], expect: 'digit' }, 'maxError=0.01');
    await askJson(house, { images: [image], maxError: 0.01 }, 'maxError=0.010&expect=number');
    await askJson(house, { images: [image], maxError: '1e-2' });
    await askJson(house, { images: [image] });
    await askJson(house, { images: [image], length: 5, check: 'luhn' }, 'pattern=99999&length=5');
    const nothing = { expect: null, maxError: null, length: null, pattern: null, check: null };
    expect(asked.map(({ options }) => options)).toEqual([
      { ...nothing, expect: 'digit', maxError: 0.01 },
      { ...nothing, expect: 'number', maxError: 0.01 },
      { ...nothing, maxError: 0.01 },
      nothing,
      { ...nothing, length: 5, pattern: '99999', check: 'luhn' },
    ]);
  });

  it.each([
    ['an unknown value', { expect: 'word' }, '', /expect.*got "word"/],
    ['a rate that is none', { maxError: 'x' }, '', /maxError/],
    ['a rate of 1', { maxError: 1 }, '', /maxError/],
    ['a length that is none', { length: 0 }, '', /length: expected a whole number from 1 to 64, got 0/],
    ['a pattern that is a number', { pattern: 99999 }, '', /pattern: expected a text, got 99999/],
    ['lengths that disagree', { length: 4 }, 'length=5', /5 in the query and 4 in the body/],
    ['nothing that all can obey', { length: 4 }, 'pattern=99999', /pattern|length/],
    ['null', { expect: null }, '', /expect: .*got null/],
    ['an unknown parameter', {}, 'expects=digit', /unknown option "expects"/],
    ['a parameter named __proto__', {}, '__proto__=1', /unknown option "__proto__"/],
    ['a parameter that comes twice', {}, 'expect=digit&expect=digit', /expect.*once/],
    [
      'query and body that disagree',
      { expect: 'digit' },
      'expect=number',
      /number in the query and digit in the body/,
    ],
    ['a rate that cannot be had', { maxError: 0.0001 }, '', /at least 0.001, got 0.0001/],
  ])('refuses an option: %s', async (_name, fields, query, message) => {
    const { house, asked } = createFakeHouse();
    const { status, json } = await askJson(house, { images: [image], ...fields }, query);
    expect([status, json.code]).toEqual([400, 'bad-option']);
    expect(json.detail).toMatch(message);
    expect(asked).toEqual([]);
  });

  it('takes JSON in UTF-8 only, a byte order mark or none', async () => {
    const { house } = createFakeHouse();
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    const body = JSON.stringify({ images: [image] });
    const post = (bytes: Buffer) =>
      ask(house, { method: 'POST', path: '/v1/readings', headers, body: bytes });
    expect((await post(Buffer.from(body))).status).toBe(200);
    expect((await post(Buffer.from(`\uFEFF${body}`))).status).toBe(200);
    expect((await post(Buffer.from(body, 'utf16le'))).status).toBe(400);
    expect((await post(Buffer.from([...Buffer.from(body), 0xff]))).status).toBe(400);
  });
});
