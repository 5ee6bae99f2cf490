// What is left out of a PNG before it is decoded, and how many chunks are looked at for it.
import { describe, expect, it } from 'vitest';
import { decode, readHeader } from '../../lib/reading/decode.ts';
import { withoutTextChunks } from '../../lib/reading/png-chunks.ts';
import { drawn, onPaper, seven } from './drawing.ts';
import { asSharp, pngChunk } from './encoded.ts';

const picture = onPaper(drawn(seven, { zoom: 3 }), 10);
const png = await asSharp(picture).png().toBuffer();
const dataAt = png.indexOf('IDAT') - 4;
const text = pngChunk('tEXt', Buffer.from('a\0b'));
const other = pngChunk('abCd', Buffer.alloc(0));

/** The picture with `chunks` between its header and its data. */
const withChunks = (...chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([png.subarray(0, dataAt), ...chunks, png.subarray(dataAt)]);

/** The picture with text and other chunks in turn, as often as said. */
const alternating = (times: number): Buffer =>
  withChunks(Buffer.alloc(times * (text.length + other.length), Buffer.concat([text, other])));

const faultOf = (bytes: Uint8Array) =>
  readHeader(bytes).then(
    () => 'none',
    (error: { code: string }) => error.code,
  );

describe('withoutTextChunks', () => {
  it('leaves out text wherever it stands, and nothing else', () => {
    const international = pngChunk('iTXt', Buffer.from('a\0\0\0\0\0b'));
    const packed = pngChunk('zTXt', Buffer.from('a\0\0'));
    const loaded = withChunks(text, other, packed, international, other);
    const withTail = Buffer.concat([loaded.subarray(0, -12), text, loaded.subarray(-12), text]);
    const expected = withChunks(other, other);
    expect(Buffer.from(withoutTextChunks(withTail))).toEqual(expected);
    expect(withTail.subarray(dataAt, dataAt + text.length)).toEqual(text);
  });

  it('is the PNG itself where it has no text', () => {
    expect(withoutTextChunks(png)).toBe(png);
    const cut = png.subarray(0, png.length - 20);
    expect(withoutTextChunks(cut)).toBe(cut);
  });

  it('keeps of a damaged PNG what stands before the damage', () => {
    const cut = withChunks(text).subarray(0, -20);
    const kept = withoutTextChunks(cut);
    expect(Buffer.from(kept)).toEqual(png.subarray(0, kept.length));
    expect(kept.length).toBeLessThan(png.length);
  });
});

describe('a PNG of very many chunks', () => {
  it('is read with as many as an encoder of rows could write', async () => {
    const bytes = alternating(20_000);
    const { grey } = await decode(bytes, await readHeader(bytes));
    expect([grey.width, grey.height]).toEqual([picture.width, picture.height]);
  });

  it('is broken with more than that, and nobody is kept waiting by it', async () => {
    const bytes = alternating(700_000);
    const before = process.memoryUsage().rss;
    const started = performance.now();
    expect(await faultOf(bytes)).toBe('image-broken');
    expect(performance.now() - started).toBeLessThan(1000);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });
});
