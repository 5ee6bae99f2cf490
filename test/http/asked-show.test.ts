// `show=model-input` in the query: passed on to the reader, for a few images at once, and nowhere else.
import { describe, expect, it } from 'vitest';
import { ask, askForm, askJson, formBody } from './ask.ts';
import { createFakeHouse } from './fake-house.ts';

const data = Buffer.from('image:1').toString('base64');
const pixels = Array(8).fill(Array(8).fill(0));
const stored = { bucket: 'digitdrop', key: 'inbox/zip.png' };
const objects = { 'inbox/zip.png': 'image:3' };

describe('show', () => {
  it.each([
    ['show=model-input', true],
    ['', false],
  ])('"%s" asks the reader for what the networks got: %s', async (query, isWanted) => {
    const { house, asked } = createFakeHouse({ objects });
    await askJson(house, { images: [{ data }, { pixels }, stored] }, query);
    await askForm(house, formBody([{ name: 'a', filename: 'a.png', content: 'image:2' }]), query);
    const headers = { 'content-type': 'image/png' };
    await ask(house, { method: 'POST', path: '/v1/readings', headers, body: 'image:4', query });
    expect(asked.map(({ showsInput }) => showsInput)).toEqual(Array(5).fill(isWanted));
  });

  it.each([
    ['show=boxes', 'show: expected model-input, got "boxes"'],
    ['show=', 'show: expected model-input, got ""'],
    ['show=model-input&show=model-input', '"show": expected once, got several times'],
  ])('%s is refused', async (query, detail) => {
    const { house, asked } = createFakeHouse();
    const answer = await askJson(house, { images: [{ data }] }, query);
    expect([answer.status, answer.json.code, answer.json.detail]).toEqual([400, 'bad-option', detail]);
    expect(asked).toEqual([]);
  });

  it('is for a few images at once', async () => {
    const { house } = createFakeHouse();
    const askFor = (count: number, query: string) =>
      askJson(house, { images: Array(count).fill({ data }) }, query);
    expect((await askFor(8, 'show=model-input')).status).toBe(200);
    expect((await askFor(9, 'show=model-input')).json.code).toBe('bad-option');
    expect((await askFor(9, '')).status).toBe(200);
  });

  it('is no option of a reading: a body does not hold it', async () => {
    const { house } = createFakeHouse();
    expect((await askJson(house, { images: [{ data }], show: 'model-input' })).status).toBe(400);
  });
});
