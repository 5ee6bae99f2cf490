import { expect, it } from 'vitest';
import { extend, movePen } from '../../web/strokes.ts';

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
