// The hand: strokes become a slightly unsteady pen line, as an SVG that any renderer draws.
import { createRandom, type Random } from '../lib/random.ts';
import { allographs, type Point, type Stroke } from './strokes.ts';

/** How a number (or another sign) is written on a sheet. Lengths in pixels, angles in degrees. */
export interface Handwriting {
  readonly digits: string;
  /** Which allograph of each digit; the first where none is named. */
  readonly allograph?: number;
  /** Middle of the number on the sheet. */
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly pen: number;
  /** Leans to the right by this angle. */
  readonly slant?: number;
  readonly turn?: number;
  /** 0 a ruler, 1 a usual hand, 2 an unsteady one. */
  readonly wobble?: number;
  /** How much the line swells and thins along its way, 0 to 1. */
  readonly pressure?: number;
  /** From one character to the next, as a factor on the usual step: below 0.8 digits touch. */
  readonly spacing?: number;
  readonly seed: number;
}

const pointsPerSpan = 14;
/** Width of one digit's cell and the step to the next, in digit heights. */
const cellWidth = 0.65;
const cellStep = 0.82;
/** The step after a point or a comma. */
const pointStep = 0.36;

const stepAfter = (character: string, spacing = 1): number =>
  (/[.,]/.test(character) ? pointStep : cellStep) * spacing;

/** The pen's line as an SVG of the sheet's size: black on nothing. */
export const writeAsSvg = (hand: Handwriting, width: number, height: number): string => {
  const random = createRandom(hand.seed);
  const count = hand.digits.length;
  const lefts = leftsOf(hand);
  const total = cellWidth + (lefts.at(-1) ?? 0);
  const dashes = [...hand.digits].flatMap((digit, position) => {
    const variants = allographs[digit] ?? [];
    const strokes = variants[(hand.allograph ?? 0) % variants.length] ?? [];
    const shake = createShake(random, hand.wobble ?? 1);
    const size = count === 1 ? 1 : random.between(0.93, 1.05);
    const left = (lefts[position] ?? 0) - total / 2;
    return strokes.flatMap(stroke => {
      const line = curveThrough(stroke).map(p => {
        const [x, y] = shake(p);
        return placeOnSheet([left + x, (y - 0.5) * size], hand);
      });
      return drawLine(line, hand, random);
    });
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g stroke="#000" stroke-linecap="round">${dashes.join('')}</g></svg>`;
};

/** Where each character begins, in digit heights from the first. */
const leftsOf = ({ digits, spacing }: Handwriting): readonly number[] => {
  let left = 0;
  return [...digits].map(character => {
    const begin = left;
    left += stepAfter(character, spacing);
    return begin;
  });
};

/** A smooth displacement of the whole digit, so that strokes that meet still meet. */
const createShake = (random: Random, wobble: number) => {
  const waves = Array.from({ length: 5 }, (_, i) => ({
    angle: random.between(0, 2 * Math.PI),
    phase: random.between(0, 2 * Math.PI),
    rate: 2 + i * 2.6,
    // The quick waves are the tremor of the fingers, the slow ones the swing of the wrist.
    dx: (random.between(-1, 1) * 0.022 * wobble) / (1 + i * 0.9),
    dy: (random.between(-1, 1) * 0.022 * wobble) / (1 + i * 0.9),
  }));
  return ([x, y]: Point): Point => {
    let [movedX, movedY] = [x, y];
    for (const wave of waves) {
      const swing = Math.sin((x * Math.cos(wave.angle) + y * Math.sin(wave.angle)) * wave.rate + wave.phase);
      movedX += wave.dx * swing;
      movedY += wave.dy * swing;
    }
    return [movedX, movedY];
  };
};

const placeOnSheet = ([x, y]: Point, hand: Handwriting): Point => {
  const leaned = x - y * Math.tan(((hand.slant ?? 0) * Math.PI) / 180);
  const turn = ((hand.turn ?? 0) * Math.PI) / 180;
  return [
    hand.x + (leaned * Math.cos(turn) - y * Math.sin(turn)) * hand.height,
    hand.y + (leaned * Math.sin(turn) + y * Math.cos(turn)) * hand.height,
  ];
};

/** A Catmull-Rom spline through the points, its ends doubled. */
const curveThrough = (stroke: Stroke): readonly Point[] => {
  const at = (i: number): Point => stroke[Math.min(Math.max(i, 0), stroke.length - 1)] ?? [0, 0];
  const line: Point[] = [];
  for (let i = 0; i < stroke.length - 1; i += 1) {
    for (let step = 0; step < pointsPerSpan; step += 1)
      line.push(blend([at(i - 1), at(i), at(i + 1), at(i + 2)], step / pointsPerSpan));
  }
  return [...line, at(stroke.length - 1)];
};

const blend = (p: readonly [Point, Point, Point, Point], t: number): Point => {
  const along = (axis: 0 | 1) => {
    const [a, b, c, d] = [p[0][axis], p[1][axis], p[2][axis], p[3][axis]];
    return (
      0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t ** 2 + (3 * b - a - 3 * c + d) * t ** 3)
    );
  };
  return [along(0), along(1)];
};

/** Short dashes with round ends; their width follows the pressure of the hand. */
const drawLine = (line: readonly Point[], hand: Handwriting, random: Random): readonly string[] => {
  const phase = random.between(0, 2 * Math.PI);
  const pressure = hand.pressure ?? 0.2;
  return line.slice(1).map((to, i) => {
    const from = line[i] ?? to;
    const along = i / line.length;
    const swell = 1 + pressure * (0.6 * Math.sin(along * 7 + phase) + 0.4 * Math.sin(along * 3.1 * Math.PI));
    const width = (hand.pen * swell).toFixed(2);
    return `<path stroke-width="${width}" d="M${round(from)}L${round(to)}"/>`;
  });
};

const round = ([x, y]: Point): string => `${x.toFixed(2)} ${y.toFixed(2)}`;
