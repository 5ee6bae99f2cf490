// What a JPEG's markers say of the work that it makes, ahead of the pixels (ITU T.81, B.1 and B.2): how much its
// components hold beside each other, and how many passes over them there are.

/** Frames that the decoder takes: baseline, extended and progressive, by Huffman or arithmetic coding. */
const frames = new Set([0xc0, 0xc1, 0xc2, 0xc9, 0xca]);
const startOfScan = 0xda;
const endOfImage = 0xd9;

/** Codes without a segment: a stuffed zero, TEM and the restarts. */
const standsAlone = (code: number): boolean => code <= 0x01 || (code >= 0xd0 && code <= 0xd7);

/**
 * Past the start of the image, over what is no marker, to its end, as the decoder goes: both must find the same.
 * `visit` gets each marker that has a segment and where that begins, until it says that it is done.
 */
const walk = (jpeg: Uint8Array, visit: (code: number, at: number) => boolean): void => {
  for (let at = 2; at < jpeg.length; ) {
    if (jpeg[at] !== 0xff) {
      at = jpeg.indexOf(0xff, at);
      if (at < 0) return;
    }
    while (jpeg[at] === 0xff) at += 1;
    const code = jpeg[at] ?? endOfImage;
    at += 1;
    if (code === endOfImage) return;
    if (standsAlone(code)) continue;
    if (visit(code, at)) return;
    at += Math.max(2, lengthAt(jpeg, at));
  }
};

/** The samples of all its components, counted in pictures of its full size; null where no frame says. */
export const planesOf = (jpeg: Uint8Array): number | null => {
  let planes: number | null = null;
  walk(jpeg, (code, at) => {
    if (code === startOfScan) return true;
    if (!frames.has(code)) return false;
    planes = planesOfFrame(jpeg, at);
    return true;
  });
  return planes;
};

/** How many scans it has, counted up to `most`. */
export const countScans = (jpeg: Uint8Array, most: number): number => {
  let scans = 0;
  walk(jpeg, code => {
    if (code === startOfScan) scans += 1;
    return scans === most;
  });
  return scans;
};

const lengthAt = (jpeg: Uint8Array, at: number): number => ((jpeg[at] ?? 0) << 8) | (jpeg[at + 1] ?? 0);

/** Length, precision, height and width (7 bytes) and a count come before the components, three bytes each. */
const planesOfFrame = (jpeg: Uint8Array, at: number): number | null => {
  const count = jpeg[at + 7] ?? 0;
  const components = jpeg.subarray(at + 8, at + 8 + 3 * count);
  if (count === 0 || components.length < 3 * count) return null;
  let [across, down, samples] = [0, 0, 0];
  for (let i = 1; i < components.length; i += 3) {
    const factors = components[i]!;
    across = Math.max(across, factors >> 4);
    down = Math.max(down, factors & 15);
    samples += (factors >> 4) * (factors & 15);
  }
  return across * down === 0 ? null : samples / (across * down);
};
