// Fields that nobody has filled in: nothing, a rule, a dotted line, a box, a row of boxes, a comb.
import type { Random } from '../../lib/random.ts';
import { type Canvas, createCanvas, drawLine } from './canvas.ts';

export const drawEmptyField = (random: Random): Canvas => {
  const height = random.between(30, 120);
  const canvas = createCanvas(height * random.between(1.5, 6), height);
  const draw = kinds[Math.floor(random.next() * kinds.length)]!;
  draw(canvas, random);
  return canvas;
};

type Draw = (canvas: Canvas, random: Random) => void;

const nothing: Draw = () => {};

const rules: Draw = (canvas, random) => {
  const count = 1 + Math.floor(random.next() * 3);
  const [pen, tilt] = [random.between(0.8, 2.5), random.between(-0.015, 0.015) * canvas.width];
  for (let i = 0; i < count; i += 1) {
    const y = canvas.height * (0.85 - (i * 0.7) / count);
    drawLine(
      canvas,
      [
        [canvas.width * random.between(0, 0.1), y],
        [canvas.width, y + tilt],
      ],
      pen,
    );
  }
};

const dots: Draw = (canvas, random) => {
  const y = canvas.height * random.between(0.6, 0.9);
  const [pen, step] = [random.between(1, 2.2), random.between(4, 9)];
  for (let x = step; x < canvas.width; x += step) drawLine(canvas, [[x, y]], pen);
};

/** From `left` to `right`, as shares of the width. */
const boxFrom = (canvas: Canvas, left: number, right: number, pen: number): void => {
  const [l, r] = [canvas.width * left, canvas.width * right];
  const [top, bottom] = [canvas.height * 0.15, canvas.height * 0.85];
  drawLine(
    canvas,
    [
      [l, top],
      [r, top],
      [r, bottom],
      [l, bottom],
      [l, top],
    ],
    pen,
  );
};

const box: Draw = (canvas, random) => boxFrom(canvas, 0.04, 0.96, random.between(1, 3));

const boxes: Draw = (canvas, random) => {
  const pen = random.between(1, 2.5);
  const count = 3 + Math.floor(random.next() * 6);
  const gap = random.next() < 0.5 ? 0 : 0.02;
  for (let i = 0; i < count; i += 1)
    boxFrom(canvas, 0.03 + (i / count) * 0.94 + gap, 0.03 + ((i + 1) / count) * 0.94, pen);
};

/** A rule with short uprights that part the places of the digits. */
const comb: Draw = (canvas, random) => {
  const pen = random.between(0.8, 1.8);
  const count = 4 + Math.floor(random.next() * 6);
  const [base, teeth] = [canvas.height * 0.85, canvas.height * random.between(0.55, 0.7)];
  drawLine(
    canvas,
    [
      [canvas.width * 0.03, base],
      [canvas.width * 0.97, base],
    ],
    pen,
  );
  for (let i = 0; i <= count; i += 1) {
    const x = canvas.width * (0.03 + (i / count) * 0.94);
    drawLine(
      canvas,
      [
        [x, base],
        [x, teeth],
      ],
      pen,
    );
  }
};

const kinds: readonly Draw[] = [nothing, rules, dots, box, boxes, comb];
