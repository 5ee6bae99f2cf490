import { expect, it } from 'vitest';
import { extend, movePen, paintStrokes, type Stroke, type Surface } from '../../web/strokes.ts';

it('adds points to the last stroke, and leaves what was as it was', () => {
  const before = [[{ x: 1, y: 1 }], [{ x: 2, y: 2 }]];
  expect(extend(before, { x: 3, y: 3 })).toEqual([
    [{ x: 1, y: 1 }],
    [
      { x: 2, y: 2 },
      { x: 3, y: 3 },
    ],
  ]);
  expect(before[1]).toHaveLength(1);
});

it('moves the pen by arrows, within the sheet', () => {
  const sheet = { stepPixels: 10, width: 100, height: 50 };
  expect(movePen({ x: 5, y: 5 }, 'ArrowRight', sheet)).toEqual({ x: 15, y: 5 });
  expect(movePen({ x: 5, y: 5 }, 'ArrowLeft', sheet)).toEqual({ x: 0, y: 5 });
  expect(movePen({ x: 5, y: 45 }, 'ArrowDown', sheet)).toEqual({ x: 5, y: 50 });
  expect(movePen({ x: 5, y: 5 }, 'a', sheet)).toBeNull();
});

/** What is painted, as lines of one width each. */
const painted = (strokes: readonly Stroke[]): readonly (readonly [number, number])[] => {
  const lines: [number, number][] = [];
  let points = 0;
  const surface: Surface = {
    ...{ fillStyle: '', strokeStyle: '', lineWidth: 0, lineCap: '', lineJoin: '' },
    fillRect: () => {},
    beginPath: () => {
      points = 0;
    },
    moveTo: () => {},
    lineTo: () => {
      points += 1;
    },
    stroke: () => lines.push([surface.lineWidth, points]),
  };
  paintStrokes(surface, strokes, { width: 10, height: 10 });
  return lines;
};

it('paints a stroke of even pressure as one line, and a pen’s as wide as it is pressed', () => {
  const even = [
    { x: 0, y: 0 },
    { x: 5, y: 5 },
    { x: 9, y: 5 },
  ];
  expect(painted([even, even])).toEqual([
    [9, 3],
    [9, 3],
  ]);
  const pressures = [0.1, 0.1, 0.9];
  const pressed = even.map((point, i) => ({ ...point, pressure: pressures[i] ?? 0 }));
  const [light, firm] = painted([pressed]);
  expect([light?.[1], firm?.[1]]).toEqual([2, 1]);
  expect(firm?.[0]).toBeGreaterThan(2 * (light?.[0] ?? 9));
  expect(painted([[]])).toEqual([]);
});
