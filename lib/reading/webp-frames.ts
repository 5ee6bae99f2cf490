// An animated WebP's decoder looks up each frame from the start again: a few megabytes of tiny frames keep it for
// minutes. The first frame is all that is read: the others are left out before anything decodes it.

/** `RIFF`, size, `WEBP`. */
const headBytes = 12;
/** Type and size before a chunk's data, which is padded to an even length (RFC 9649, 2.3). */
const frameBytes = 8;

/** The same WebP with its first animation frame alone; what is damaged is left as it is, for the decoder to refuse. */
export const withFirstFrameAlone = (webp: Uint8Array): Uint8Array => {
  const view = new DataView(webp.buffer, webp.byteOffset, webp.byteLength);
  const typeAt = (at: number): string => String.fromCharCode(...webp.subarray(at, at + 4));
  let at = headBytes;
  let firstEnd = 0;
  while (at + frameBytes <= webp.length) {
    const size = view.getUint32(at + 4, true);
    const end = at + frameBytes + size + (size % 2);
    if (typeAt(at) === 'ANMF') {
      if (firstEnd > 0) return cutAt(webp, firstEnd);
      firstEnd = end;
    }
    at = end;
  }
  return webp;
};

/** What follows a second frame says nothing of the first. */
const cutAt = (webp: Uint8Array, end: number): Uint8Array => {
  const cut = Buffer.from(webp.subarray(0, end));
  cut.writeUInt32LE(cut.length - frameBytes, 4);
  return cut;
};
