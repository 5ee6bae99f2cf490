import { describe, expect, it } from 'vitest';
import { defaultOptions } from '../../lib/reading/options.ts';
import { ask, askForm, askJson, formBody } from './ask.ts';
import { createFakeHouse, readingOf } from './fake-house.ts';

const post = { method: 'POST', path: '/v1/readings' };

describe('an image as the body', () => {
  it.each(['image/png', 'IMAGE/JPEG', 'image/svg+xml; charset=utf-8', 'application/octet-stream'])(
    'reads %s, with options of the query',
    async type => {
      const { house, asked } = createFakeHouse();
      const answer = await ask(house, {
        ...post,
        headers: { 'content-type': type },
        body: 'image:4',
        query: 'expect=digit',
      });
      expect([answer.status, answer.json.readings[0].value]).toEqual([200, '4']);
      expect(asked[0]?.options.expect).toBe('digit');
    },
  );

  it('answers a rejected reading for bytes that are no image', async () => {
    const { house } = createFakeHouse();
    const answer = await ask(house, { ...post, headers: { 'content-type': 'image/png' }, body: 'hello' });
    expect([answer.status, answer.json.readings[0].reason]).toEqual([200, 'not-an-image']);
  });

  it.each([
    ['application/x-www-form-urlencoded', /got "application\/x-www-form-urlencoded".*curl/],
    ['text/plain', /got "text\/plain"/],
    ['image/', /image\/\*/],
    ['', /got none/],
  ])('refuses content type "%s" with 415', async (type, message) => {
    const { house } = createFakeHouse();
    const answer = await ask(house, {
      ...post,
      headers: type === '' ? {} : { 'content-type': type },
      body: 'image:4',
    });
    expect([answer.status, answer.json.code]).toEqual([415, 'unsupported-media-type']);
    expect(answer.json.detail).toMatch(message);
  });

  it('refuses a body in another encoding', async () => {
    const { house } = createFakeHouse();
    const headers = { 'content-type': 'image/png' };
    const send = (encoding: string) =>
      ask(house, { ...post, headers: { ...headers, 'content-encoding': encoding }, body: 'image:4' });
    expect((await send('identity')).status).toBe(200);
    expect((await send('gzip')).status).toBe(415);
  });

  it('refuses an empty body, of any type', async () => {
    const { house } = createFakeHouse();
    for (const type of ['image/png', 'application/json', 'multipart/form-data; boundary=x', 'text/plain']) {
      const answer = await ask(house, { ...post, headers: { 'content-type': type } });
      expect([answer.status, answer.json.code], type).toEqual([400, 'bad-request']);
    }
    expect((await ask(house, post)).json.detail).toMatch(/empty/);
  });

  it('takes 6,291,456 bytes as they were sent and not one more; the bucket is the way', async () => {
    const { house } = createFakeHouse();
    const headers = { 'content-type': 'image/png' };
    const send = (sentBytes: number) => ask(house, { ...post, headers, body: 'image:4', sentBytes });
    expect((await send(6_291_456)).status).toBe(200);
    const answer = await send(6_291_457);
    expect([answer.status, answer.json.code]).toEqual([413, 'body-too-large']);
    expect(answer.json.detail).toMatch(/6291456.*6291457.*bucket.*20000000/);
  });

  it('does not send an answer that Lambda would drop', async () => {
    const { house } = createFakeHouse();
    const message = 'x'.repeat(4_000_000);
    const reader = { ...house.reader, readPixels: async () => readingOf('5', { message }) };
    const pixels = Array(8).fill(Array(8).fill(0));
    const send = (count: number) => askJson({ ...house, reader }, { images: Array(count).fill({ pixels }) });
    expect((await send(1)).status).toBe(200);
    expect((await send(2)).status).toBe(413);
  });
});

describe('forms', () => {
  it('reads files under any name, in their order, and options as fields', async () => {
    const { house, asked } = createFakeHouse();
    const body = formBody([
      { name: 'b', filename: 'b.png', content: 'image:1' },
      { name: 'expect', content: 'digit' },
      { name: 'a', filename: 'ä.png', content: 'no image' },
      { name: 'b', filename: 'b.png', content: 'image:2' },
      { name: '__proto__', filename: 'p', content: 'image:3' },
      { name: 'empty', filename: 'empty.png', content: '' },
    ]);
    const { status, json } = await askForm(house, body, 'maxError=0.01');
    expect(status).toBe(200);
    expect(json.readings.map((r: { value: string | null }) => r.value)).toEqual(['1', null, '2', '3', null]);
    expect(asked[0]?.options).toEqual({ ...defaultOptions, expect: 'digit', maxError: 0.01 });
  });

  it('leaves aside a file input that nobody filled', async () => {
    const { house } = createFakeHouse();
    const unchosen = { name: 'file', filename: '', content: '' };
    const chosen = { name: 'file', filename: 'a.png', content: 'image:1' };
    expect((await askForm(house, formBody([unchosen, chosen]))).json.readings).toHaveLength(1);
    expect((await askForm(house, formBody([unchosen]))).json.detail).toMatch(/1 to 1000 files .*got 0/);
  });

  const file = { name: 'image', filename: 'a.png', content: 'image:1' };
  const good = formBody([file]);
  it.each([
    ['no closing boundary', good.replace('--line--\r\n', ''), 'bad-request', /closing boundary/],
    ['truncated in a header', good.slice(0, 30), 'bad-request', /does not parse/],
    ['another boundary', good.replaceAll('--line', '--other'), 'bad-request', /boundary/],
    ['bare line feeds', good.replaceAll('\r\n', '\n'), 'bad-request', /CRLF/],
    ['no name', good.replace('name="image"; ', ''), 'bad-request', /name/],
    ['no parts', '--line--\r\n', 'bad-request', /got 0/],
    ['not a form at all', 'hello', 'bad-request', /does not parse/],
    [
      'a field for a file',
      formBody([{ name: 'image', content: 'image:1' }]),
      'bad-request',
      /unknown field "image" .*curl/,
    ],
    [
      'an unknown field',
      formBody([file, { name: 'rotate', content: '1' }]),
      'bad-request',
      /unknown field "rotate"/,
    ],
    [
      'a field twice',
      formBody([file, ...Array(2).fill({ name: 'expect', content: 'digit' })]),
      'bad-option',
      /once/,
    ],
    ['a bad option', formBody([file, { name: 'expect', content: 'word' }]), 'bad-option', /expect/],
    ['too many files', formBody(Array(1001).fill(file)), 'bad-request', /1 to 1000 files .*got 1001/],
    ['parts without end', formBody(Array(50_000).fill(file)), 'bad-request', /more than 1100 parts/],
  ])('refuses one with %s', async (_name, body, code, message) => {
    const { house, asked } = createFakeHouse();
    expect((await askForm(house, good)).status).toBe(200);
    asked.length = 0;
    const { status, json } = await askForm(house, body);
    expect([status, json.code]).toEqual([400, code]);
    expect(json.detail).toMatch(message);
    expect(asked).toEqual([]);
  });

  it.each([
    'multipart/form-data; xboundary=zzz; boundary=line',
    'multipart/form-data; x="; boundary=zzz"; boundary=line',
    'multipart/form-data; boundary="li\\ne"',
    'multipart/form-data; BOUNDARY=line; boundary=zzz',
    'multipart/form-data; boundary=zzz, multipart/form-data; boundary=line',
  ])('counts the parts of the boundary that takes the form apart: %s', async type => {
    const { house, asked } = createFakeHouse();
    const send = (body: string) => ask(house, { ...post, headers: { 'content-type': type }, body });
    const { status, json } = await send(formBody(Array(50_000).fill(file)));
    expect([status, json.code]).toEqual([400, 'bad-request']);
    // Where the boundary is not this form's, the form does not parse, and that is as soon told.
    const readsOne = (await send(good)).status === 200;
    expect(json.detail).toMatch(readsOne ? /more than 1100 parts/ : /does not parse/);
    expect(asked).toHaveLength(readsOne ? 1 : 0);
  });

  it('refuses one whose content type names no boundary', async () => {
    const { house } = createFakeHouse();
    const answer = await ask(house, {
      ...post,
      headers: { 'content-type': 'multipart/form-data' },
      body: good,
    });
    expect([answer.status, answer.json.code]).toEqual([400, 'bad-request']);
  });
});
