// 2,000 damaged images: each ends as a picture or as one of our faults of content, in bounded time.
import { describe, expect, it } from 'vitest';
import { DigitdropError } from '../../lib/errors.ts';
import { decode, readHeader } from '../../lib/reading/decode.ts';
import { drawn, onPaper, seven } from './drawing.ts';
import { asSharp } from './encoded.ts';

const contentFaults = new Set(['not-an-image', 'image-broken', 'image-too-large', 'image-too-small']);

/** A small deterministic generator (mulberry32). */
const generator = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

const mutate = (bytes: Buffer, random: () => number): Buffer => {
  const out = Buffer.from(bytes);
  const at = () => Math.floor(random() * out.length);
  const kind = Math.floor(random() * 4);
  if (kind === 0) return out.subarray(0, at());
  if (kind === 1) return Buffer.concat([out.subarray(0, at()), out.subarray(at())]);
  // Headers decide more than pixels do: half of the hits go to the first 64 bytes.
  const hits = 1 + Math.floor(random() * 12);
  for (let i = 0; i < hits; i++) {
    const place = random() < 0.5 ? Math.floor(random() * Math.min(64, out.length)) : at();
    out[place] = kind === 2 ? Math.floor(random() * 256) : out[place]! ^ (1 << Math.floor(random() * 8));
  }
  return out;
};

describe('mutated images', () => {
  it('never crash, hang or throw anything but a fault of content', { timeout: 240_000 }, async () => {
    const picture = onPaper(drawn(seven, { zoom: 3 }), 8);
    const originals = await Promise.all([
      asSharp(picture).png().toBuffer(),
      asSharp(picture).jpeg().toBuffer(),
      asSharp(picture).webp().toBuffer(),
      asSharp(picture).gif().toBuffer(),
      asSharp(picture).tiff({ compression: 'lzw' }).toBuffer(),
      asSharp(picture).avif().toBuffer(),
    ]);
    const random = generator(20_261_123);
    const outcomes = new Map<string, number>();
    for (let i = 0; i < 2000; i++) {
      const bytes = mutate(originals[i % originals.length]!, random);
      const outcome = await readHeader(bytes)
        .then(header => decode(bytes, header))
        .then(
          ({ grey }) => (grey.data.every(Number.isFinite) ? 'decoded' : 'not finite'),
          (error: unknown) => (error instanceof DigitdropError ? error.code : String(error)),
        );
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    const strange = [...outcomes.keys()].filter(key => key !== 'decoded' && !contentFaults.has(key));
    expect(strange).toEqual([]);
    // Both ways out are really taken.
    expect(outcomes.get('decoded')).toBeGreaterThan(100);
    expect(outcomes.get('image-broken')).toBeGreaterThan(100);
  });
});
