// Rows of digits drawn with a round pen on white paper, tilted and crossed out as a test wants.
import type { GreyImage, PixelBox } from '../../../lib/reading/grey-image.ts';

type Point = readonly [number, number];

/** Polylines, in heights: x to the right, y from 0 (top) to 1 (base line). */
const shapes: Readonly<Record<string, readonly Point[][]>> = {
  '0': [[[0.3, 0], [0.05, 0.3], [0.05, 0.7], [0.3, 1], [0.55, 0.7], [0.55, 0.3], [0.3, 0]]],
  '1': [[[0.1, 0.2], [0.3, 0], [0.3, 1]]],
  '2': [[[0.05, 0.2], [0.3, 0], [0.5, 0.25], [0.05, 1], [0.55, 1]]],
  '4': [[[0.4, 1], [0.4, 0], [0, 0.65], [0.6, 0.65]]],
  '7': [[[0, 0], [0.55, 0], [0.2, 1]]],
  '9': [[[0.5, 0.2], [0.25, 0], [0.05, 0.25], [0.25, 0.5], [0.5, 0.2], [0.45, 1]]],
  // A 7 whose tail hangs a whole height below its base line.
  j: [[[0, 0], [0.55, 0], [0.2, 2]]],
}; // biome-ignore format: a shape a line

export interface DrawnRow {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly height: number;
  /** Strokes through it, in heights from its left end and top, or under it. */
  readonly strokes?: readonly (readonly Point[])[];
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly rows: readonly DrawnRow[];
  /** Radians, clockwise, about the middle. */
  readonly tilt?: number;
  /** Heights of level lines across the picture. */
  readonly rules?: readonly number[];
  readonly pen?: number;
}

/** The picture, and the box around each row's digits. */
export const drawRows = ({ width, height, rows, tilt = 0, rules = [], pen = 3 }: Drawing) => {
  const data = new Float32Array(width * height).fill(1);
  const image: GreyImage = { width, height, data };
  const turn = ([x, y]: Point): Point => [
    width / 2 + Math.cos(tilt) * (x - width / 2) - Math.sin(tilt) * (y - height / 2),
    height / 2 + Math.sin(tilt) * (x - width / 2) + Math.cos(tilt) * (y - height / 2),
  ];
  for (const y of rules) drawLine(image, [turn([-width, y]), turn([2 * width, y])], 2, 0.55);
  const boxes = rows.map(row => {
    const digits = [...row.text].flatMap((character, i) =>
      shapes[character]!.map(line =>
        line.map(([x, y]) => turn([row.left + (x + 0.8 * i) * row.height, row.top + y * row.height])),
      ),
    );
    for (const line of digits) drawLine(image, line, pen, 0.1);
    for (const line of row.strokes ?? []) {
      drawLine(
        image,
        line.map(([x, y]) => turn([row.left + x * row.height, row.top + y * row.height])),
        pen,
        0.1,
      );
    }
    return around(digits.flat());
  });
  return { image, boxes };
};

const around = (points: readonly Point[]): PixelBox => ({
  left: Math.floor(Math.min(...points.map(p => p[0]))),
  top: Math.floor(Math.min(...points.map(p => p[1]))),
  right: Math.ceil(Math.max(...points.map(p => p[0]))),
  bottom: Math.ceil(Math.max(...points.map(p => p[1]))),
});

/** Every pixel within half a pen's width of the line takes the ink's level, its edge softened over a pixel. */
const drawLine = ({ width, height, data }: GreyImage, line: readonly Point[], pen: number, ink: number) => {
  for (let i = 0; i + 1 < line.length; i++) {
    const [[ax, ay], [bx, by]] = [line[i]!, line[i + 1]!];
    const steps = Math.ceil(Math.hypot(bx - ax, by - ay) * 2) + 1;
    for (let step = 0; step <= steps; step++) {
      const x = ax + ((bx - ax) * step) / steps;
      const y = ay + ((by - ay) * step) / steps;
      for (let v = Math.floor(y - pen); v <= y + pen; v++) {
        for (let u = Math.floor(x - pen); u <= x + pen; u++) {
          if (u < 0 || v < 0 || u >= width || v >= height) continue;
          const cover = Math.min(1, Math.max(0, pen / 2 + 0.5 - Math.hypot(u + 0.5 - x, v + 0.5 - y)));
          data[v * width + u] = Math.min(data[v * width + u]!, 1 - cover * (1 - ink));
        }
      }
    }
  }
};
