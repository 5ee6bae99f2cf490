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
