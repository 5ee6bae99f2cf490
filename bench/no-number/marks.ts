// Marks of a pen that are no writing: crosses, ticks, scribbles and dashes, some in a printed box or on a rule.
import type { Random } from '../../lib/random.ts';
import { type Canvas, createCanvas, drawLine, type Point } from './canvas.ts';

type DrawMark = (canvas: Canvas, middle: Point, size: number, pen: number, random: Random) => void;

/** An unsteady line through points that are shares of the size, about a middle. */
const stroke = (
  canvas: Canvas,
  [x, y]: Point,
  size: number,
  pen: number,
  random: Random,
  points: readonly Point[],
): void => {
  const shaken = points.map(
    ([dx, dy]): Point => [x + (dx + random.normal() * 0.03) * size, y + (dy + random.normal() * 0.03) * size],
  );
  drawLine(canvas, shaken, pen);
};

const cross: DrawMark = (canvas, middle, size, pen, random) => {
  const wide = random.between(0.35, 0.6);
  stroke(canvas, middle, size, pen, random, [
    [-wide, -0.45],
    [0, 0],
    [wide, 0.45],
  ]);
  stroke(canvas, middle, size, pen, random, [
    [wide, -0.45],
    [0, 0.02],
    [-wide, 0.45],
  ]);
};

const tick: DrawMark = (canvas, middle, size, pen, random) =>
  stroke(canvas, middle, size, pen, random, [
    [-0.4, 0.05],
    [-0.15, 0.42],
    [0.15, 0],
    [0.6, -0.45],
  ]);

/** To and fro at least three times, so that no digit comes of it. */
const scribble: DrawMark = (canvas, middle, size, pen, random) => {
  const turns = 6 + Math.floor(random.next() * 10);
  const [wide, high] = [random.between(0.6, 1.6), random.between(0.3, 0.5)];
  const points = Array.from(
    { length: turns },
    (_, i): Point => [
      (i / (turns - 1) - 0.5) * wide * 2 + random.normal() * 0.12,
      (i % 2 === 0 ? high : -high) * random.between(0.5, 1),
    ],
  );
  stroke(canvas, middle, size, pen, random, points);
};

/** Round and round over itself, as one tries a pen or blots something out: no row of noughts. */
const coil: DrawMark = (canvas, middle, size, pen, random) => {
  const [rounds, drift] = [random.between(4, 8), random.between(0.15, 0.55)];
  const points = Array.from({ length: Math.round(rounds * 14) }, (_, i): Point => {
    const turn = (i / 14) * 2 * Math.PI;
    return [(i / (rounds * 14) - 0.5) * 2 * drift + 0.35 * Math.cos(turn), 0.4 * Math.sin(turn)];
  });
  stroke(canvas, middle, size, pen, random, points);
};

/** One to four dashes in a row, or one long one that strikes the field. */
const dashes: DrawMark = (canvas, [x, y], size, pen, random) => {
  const count = 1 + Math.floor(random.next() * 4);
  const long = count === 1 ? random.between(0.5, 1.5) : random.between(0.18, 0.3);
  for (let i = 0; i < count; i += 1) {
    const at: Point = [x + (i - (count - 1) / 2) * size * 0.8, y];
    stroke(canvas, at, size, pen, random, [
      [-long, 0],
      [long, random.normal() * 0.05],
    ]);
  }
};

const drawMark = (marks: readonly DrawMark[], random: Random): Canvas => {
  const height = random.between(30, 120);
  const canvas = createCanvas(height * random.between(2, 4), height);
  const middle: Point = [canvas.width * random.between(0.35, 0.65), height * random.between(0.45, 0.55)];
  const size = height * random.between(0.4, 0.75);
  const pen = Math.max(1.2, height * random.between(0.02, 0.07));
  marks[Math.floor(random.next() * marks.length)]!(canvas, middle, size, pen, random);
  const printed = random.next();
  const [left, right, top, bottom] = [1, canvas.width - 2, 2, canvas.height - 3];
  if (printed < 0.2)
    drawLine(
      canvas,
      [
        [left, bottom],
        [right, bottom],
      ],
      1.2,
    );
  else if (printed < 0.4)
    drawLine(
      canvas,
      [
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
        [left, top],
      ],
      1.2,
    );
  return canvas;
};

export const drawCrossOrTick = (random: Random): Canvas => drawMark([cross, tick], random);
export const drawScribble = (random: Random): Canvas => drawMark([scribble, coil], random);
export const drawDashes = (random: Random): Canvas => drawMark([dashes], random);
