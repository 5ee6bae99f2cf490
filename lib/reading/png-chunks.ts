// PNG's text chunks are inflated by every decoder, and half a megabyte of them may hold gigabytes. They say nothing
// of the picture: they are left out before anything decodes it.
import { DigitdropError } from '../errors.ts';

const signatureBytes = 8;
/** Length, type and CRC around a chunk's data (W3C PNG, 5.3). */
const frameBytes = 12;
/** A chunk's type as a number: comparing text would cost more than all else here. */
const typeOf = (name: string): number => Buffer.from(name, 'latin1').readUInt32BE();
const textTypes = new Set(['tEXt', 'zTXt', 'iTXt'].map(typeOf));
const endType = typeOf('IEND');
/**
 * Three for each row of the highest picture: an encoder that sends every row on at once writes one. At 8 KB each, as
 * libpng writes them, the largest file has 2,500. Every chunk costs time, here and in the decoder.
 */
const maxChunks = 100_000;

/**
 * The same PNG without its text chunks; what is damaged stays as it is, for the decoder to refuse.
 * @throws DigitdropError `image-broken` where it has more chunks than any picture needs.
 */
export const withoutTextChunks = (png: Uint8Array): Uint8Array => {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  let kept: Uint8Array | null = null;
  let keptBytes = 0;
  /** Where what is to be kept begins, and is not yet. */
  let start = 0;
  let at = signatureBytes;
  for (let chunks = 1; at + frameBytes <= png.length; chunks++) {
    if (chunks > maxChunks)
      throw new DigitdropError('image-broken', `expected a PNG of at most ${maxChunks} chunks, got more`);
    const end = at + frameBytes + view.getUint32(at);
    const type = view.getUint32(at + 4);
    if (end > png.length) break;
    if (textTypes.has(type)) {
      kept ??= new Uint8Array(png.length);
      kept.set(png.subarray(start, at), keptBytes);
      keptBytes += at - start;
      start = end;
    }
    at = end;
    if (type === endType) break;
  }
  if (kept === null) return png;
  // What follows a damaged chunk may hide text: the damage alone stays.
  kept.set(png.subarray(start, at), keptBytes);
  return kept.subarray(0, keptBytes + at - start);
};
