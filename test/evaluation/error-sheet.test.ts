// The sheet of errors and its PNG, looked at through another's decoder.
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { glyphOf } from '../../lib/evaluation/bitmap-font.ts';
import { drawErrorSheet, fitInto } from '../../lib/evaluation/error-sheet.ts';
import type { Outcome } from '../../lib/evaluation/outcome.ts';
import { encodePng } from '../../lib/reading/encode-png.ts';
import type { GreyImage } from '../../lib/reading/grey-image.ts';

const picture = (rows: readonly (readonly number[])[]): GreyImage => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  data: Float32Array.from(rows.flat()),
});

const outcome: Outcome = {
  filename: 'a.png',
  truth: '7',
  value: '1',
  confidence: 0.75,
  status: 'review',
  reason: 'low-confidence',
  promise: { maxError: 0.005, threshold: 0.9 },
  right: false,
  textRight: null,
  lines: { true: 1, read: 1, right: 0 },
};

describe('encodePng', () => {
  it('writes what another decoder reads', async () => {
    const png = encodePng(
      picture([
        [0, 0.5, 1],
        [1.2, -0.2, 0.2],
      ]),
    );
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ format: 'raw', width: 3, height: 2 });
    const grey = [...data].filter((_, i) => i % info.channels === 0);
    expect(grey).toEqual([0, 128, 255, 255, 0, 51]);
  });
});

describe('fitInto', () => {
  it('takes means where it shrinks and repeats where it enlarges', () => {
    const board = picture([
      [0, 1, 1, 1],
      [1, 0, 1, 1],
    ]);
    expect(fitInto(board, 2, 10)).toMatchObject({ width: 2, height: 1, data: Float32Array.of(0.5, 1) });
    expect(fitInto(picture([[0, 1]]), 4, 10)).toMatchObject({ width: 4, height: 2 });
    expect(fitInto(picture([[0.5]]), 100, 100)).toMatchObject({ width: 4, height: 4 });
  });
});

describe('glyphOf', () => {
  const shown = (character: string) => [...glyphOf(character).data].join('').match(/.{5}/g);

  it('draws a seven, a small letter as its capital, and what it lacks as a question mark', () => {
    expect(shown('7')).toEqual(['11111', '00001', '00010', '00100', '01000', '01000', '01000']);
    expect(shown('a')).toEqual(shown('A'));
    expect(shown('é')).toEqual(shown('?'));
    expect(shown('a')).not.toEqual(shown('?'));
  });
});

describe('drawErrorSheet', () => {
  it('holds each picture and its caption, in rows of five', () => {
    const dark = picture(Array.from({ length: 20 }, () => new Array(20).fill(0)));
    const tiles = Array.from({ length: 6 }, () => ({ outcome, picture: dark }));
    const sheet = drawErrorSheet(tiles);
    const one = drawErrorSheet(tiles.slice(0, 1));
    expect(sheet.width).toBeGreaterThan(4 * one.width);
    expect(sheet.height).toBeGreaterThan(1.9 * one.height);
    const inked = (drawn: GreyImage) => drawn.data.filter(level => level === 0).length;
    // The picture, enlarged to 80 x 80, and under it the caption.
    expect(inked(one)).toBeGreaterThan(6400);
    expect(inked(sheet)).toBe(6 * inked(one));
  });

  it('says more where more was read, and needs no picture', () => {
    const inked = (told: Partial<Outcome>) =>
      drawErrorSheet([{ outcome: { ...outcome, ...told }, picture: null }]).data.filter(level => level === 0)
        .length;
    expect(inked({ value: '18' })).toBeGreaterThan(inked({}));
    expect(inked({ value: null, confidence: null })).toBeGreaterThan(0);
  });

  it('is no larger than its frame where nothing was wrong', () => {
    expect(drawErrorSheet([]).data.every(level => level > 0.5)).toBe(true);
  });
});
