// PNG's text chunks are inflated by every decoder, and half a megabyte of them may hold gigabytes. They say nothing
// of the picture: they are left out before anything decodes it.

const signatureBytes = 8;
/** Length, type and CRC around a chunk's data (W3C PNG, 5.3). */
const frameBytes = 12;
const textTypes = new Set(['tEXt', 'zTXt', 'iTXt']);

/** The same PNG without its text chunks; what is damaged stays as it is, for the decoder to refuse. */
export const withoutTextChunks = (png: Uint8Array): Uint8Array => {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const kept: { start: number; end: number }[] = [{ start: 0, end: signatureBytes }];
  let at = signatureBytes;
  while (at + frameBytes <= png.length) {
    const end = at + frameBytes + view.getUint32(at);
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (end > png.length) break;
    const last = kept.at(-1)!;
    if (!textTypes.has(type)) {
      if (last.end === at) last.end = end;
      else kept.push({ start: at, end });
    }
    at = end;
    if (type === 'IEND') break;
  }
  if (kept.length === 1 && kept[0]!.end === at) return png;
  // What follows a damaged chunk may hide text: the damage alone stays.
  return Buffer.concat(kept.map(({ start, end }) => png.subarray(start, end)));
};
