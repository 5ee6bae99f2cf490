// Room for bytes: taken up to its bound, and given to who waits, in line.
import { expect, test } from 'vitest';
import { createRoom } from '../../lib/local/room.ts';

test('lets in what fits, and the others in line once there is room', async () => {
  const room = createRoom(10);
  const entered: string[] = [];
  const take = (name: string, bytes: number) => room.take(bytes).then(() => entered.push(name));
  const settle = () => new Promise(resolve => setImmediate(resolve));
  void take('a', 6);
  void take('b', 4);
  void take('c', 5);
  void take('small', 1);
  await settle();
  expect(entered).toEqual(['a', 'b']);
  room.free(4);
  await settle();
  expect(entered).toEqual(['a', 'b']);
  room.free(6);
  await settle();
  expect(entered).toEqual(['a', 'b', 'c', 'small']);
});

test('refuses who has waited too long, and lets in who fits behind', async () => {
  const room = createRoom(10, 40);
  await room.take(6);
  const settled: string[] = [];
  const take = (name: string, bytes: number) =>
    room.take(bytes).then(
      () => settled.push(name),
      (error: { code: string }) => settled.push(`${name}: ${error.code}`),
    );
  const large = take('large', 5);
  const small = take('small', 4);
  await Promise.all([large, small]);
  expect(settled).toEqual(['large: too-busy', 'small']);
  // What was refused took nothing: all that was taken is free again, and no more.
  room.free(6);
  room.free(4);
  await take('whole', 10);
  await take('one more', 1);
  expect(settled.slice(2)).toEqual(['whole', 'one more: too-busy']);
});

test('keeps nobody who is let in to the clock of the line', async () => {
  const room = createRoom(10, 20);
  await room.take(10);
  const entered = room.take(10);
  room.free(10);
  await entered;
  await new Promise(resolve => setTimeout(resolve, 60));
  const next = room.take(10);
  room.free(10);
  await expect(next).resolves.toBe(undefined);
});
