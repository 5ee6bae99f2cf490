// A 1 of one upright stroke at the end of a number: it looks like the border of a field, and was once left out there.
import { beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../lib/log.ts';
import type { GreyImage } from '../../lib/reading/grey-image.ts';
import { openReader } from '../../lib/reading/open-reader.ts';
import { defaultOptions } from '../../lib/reading/options.ts';
import type { Reader } from '../../lib/reading/reader.ts';
import { asPixels } from './drawing.ts';

let reader: Reader;
beforeAll(async () => {
  const store = { get: async () => null };
  reader = await openReader({ log: createLog('silent'), modelUri: null, store });
});

type Points = readonly (readonly [x: number, y: number])[];

/** Polylines, y from 0 at a digit's top to 1 on its line. */
const shapes: Readonly<Record<string, { readonly width: number; readonly lines: readonly Points[] }>> = {
  '1': {
    width: 0,
    lines: [
      [
        [0, 0],
        [0, 1],
      ],
    ],
  },
  '2': {
    width: 0.55,
    lines: [
      [
        [0.03, 0.22],
        [0.12, 0.05],
        [0.3, 0],
        [0.48, 0.08],
        [0.52, 0.28],
        [0.4, 0.52],
        [0, 1],
        [0.55, 0.98],
      ],
    ],
  },
  '4': {
    width: 0.55,
    lines: [
      [
        [0.3, 0],
        [0, 0.62],
        [0.55, 0.62],
      ],
      [
        [0.42, 0.32],
        [0.4, 1],
      ],
    ],
  },
  '5': {
    width: 0.5,
    lines: [
      [
        [0.48, 0],
        [0.1, 0],
        [0.06, 0.42],
        [0.25, 0.36],
        [0.46, 0.48],
        [0.5, 0.7],
        [0.4, 0.92],
        [0.2, 1],
        [0, 0.9],
      ],
    ],
  },
  '7': {
    width: 0.5,
    lines: [
      [
        [0, 0.02],
        [0.5, 0],
        [0.18, 1],
      ],
    ],
  },
};

const high = 80;
const margin = 30;
const pen = 3.5;

/** Dark strokes on white paper; `slant`: dx per dy. */
const write = (text: string, slant: number, gap: number): GreyImage => {
  let x = margin;
  const segments: (readonly [number, number, number, number])[] = [];
  for (const character of text) {
    const { width, lines } = shapes[character]!;
    const at = ([u, v]: readonly [number, number]) =>
      [x + (u + slant * (1 - v)) * high, margin + v * high] as const;
    for (const line of lines)
      for (const [i, point] of line.slice(1).entries()) segments.push([...at(line[i]!), ...at(point)]);
    x += (width + gap) * high;
  }
  const [width, height] = [Math.ceil(x + slant * high - gap * high + margin), high + 2 * margin];
  const data = new Float32Array(width * height).fill(1);
  for (const [x0, y0, x1, y1] of segments)
    for (let i = 0; i < data.length; i++) {
      const [px, py] = [(i % width) - x0, Math.floor(i / width) - y0];
      const [dx, dy] = [x1 - x0, y1 - y0];
      const along = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy)));
      const far = Math.hypot(px - along * dx, py - along * dy);
      data[i] = Math.min(data[i]!, Math.min(1, Math.max(0.15, 0.5 + far - pen)));
    }
  return { width, height, data };
};

const readAll = async (values: readonly string[]) => {
  const outcomes = [];
  for (const value of values)
    for (const slant of [0, 0.08, 0.16])
      for (const gap of [0.2, 0.4]) {
        const pixels = asPixels(write(value, slant, gap));
        const { status, value: got } = await reader.readPixels({ pixels, options: defaultOptions });
        outcomes.push({ value, slant, gap, status, got });
      }
  return outcomes;
};

describe('a bare 1', () => {
  it('at the end of a number is mostly read, and never left out of what is accepted', async () => {
    const outcomes = await readAll(['41', '21', '71', '51', '241', '5741', '4211', '27451']);
    expect(outcomes.filter(({ status, value, got }) => status === 'accepted' && got !== value)).toEqual([]);
    const right = outcomes.filter(({ value, got }) => got === value);
    expect(right.length).toBeGreaterThan(0.8 * outcomes.length);
  });

  it('at its beginning is read, and mostly accepted', async () => {
    const outcomes = await readAll(['14', '12', '17', '15', '142', '1475']);
    expect(outcomes.filter(({ value, got }) => got !== value)).toEqual([]);
    const accepted = outcomes.filter(({ status }) => status === 'accepted');
    expect(accepted.length).toBeGreaterThan(outcomes.length / 2);
  });
});
