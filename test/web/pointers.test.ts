// Which of the pointers on a sheet draws.
import { expect, it } from 'vitest';
import { createPointers } from '../../web/pointers.ts';

const finger = { pointerId: 1, pointerType: 'touch', button: 0 };
const thumb = { pointerId: 2, pointerType: 'touch', button: 0 };
const pen = { pointerId: 3, pointerType: 'pen', button: 0 };
const mouse = { pointerId: 4, pointerType: 'mouse', button: 0 };

it('is the first of several fingers, until it is lifted', () => {
  const pointers = createPointers();
  expect([pointers.land(finger), pointers.land(thumb)]).toEqual(['draws', 'rests']);
  expect([pointers.isDrawing(finger), pointers.isDrawing(thumb)]).toEqual([true, false]);
  expect([pointers.lift(thumb), pointers.lift(finger), pointers.lift(finger)]).toEqual([false, true, false]);
  expect(pointers.land(thumb)).toBe('draws');
});

it('is the pen, whatever of the hand rests there before or after', () => {
  const pointers = createPointers();
  expect([pointers.land(finger), pointers.land(pen), pointers.land(thumb)]).toEqual([
    'draws',
    'takes-over',
    'rests',
  ]);
  expect([pointers.lift(finger), pointers.lift(pen)]).toEqual([false, true]);
  expect(pointers.land(finger)).toBe('rests');
  pointers.reset();
  expect(pointers.land(finger)).toBe('draws');
});

it('is never another button, and a pen does not take over from a mouse', () => {
  const pointers = createPointers();
  expect(pointers.land({ ...mouse, button: 2 })).toBe('rests');
  expect([pointers.land(mouse), pointers.land(pen)]).toEqual(['draws', 'rests']);
});
