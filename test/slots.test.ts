import { describe, expect, it } from 'vitest';
import { createSlots } from '../lib/slots.ts';

/** Work that ends when it is told to. */
const heldWork = () => {
  let end = () => {};
  const begun: number[] = [];
  const held = new Promise<void>(resolve => {
    end = resolve;
  });
  const work = (n: number) => async () => {
    begun.push(n);
    await held;
    return n;
  };
  return { begun, end, work };
};

describe('createSlots', () => {
  it('lets as many work as there are slots, the others in the order they came', async () => {
    const inSlot = createSlots(2);
    const { begun, end, work } = heldWork();
    const all = [1, 2, 3, 4].map(n => inSlot(work(n)));
    await Promise.resolve();
    expect(begun).toEqual([1, 2]);
    end();
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4]);
    expect(begun).toEqual([1, 2, 3, 4]);
  });

  it('turns away whom the line has no place for, and loses no slot by work that fails', async () => {
    const inSlot = createSlots(1, 1);
    const { end, work } = heldWork();
    const failing = inSlot(async () => {
      await work(1)();
      throw new Error('broken');
    });
    const waiting = inSlot(work(2));
    await expect(inSlot(work(3))).rejects.toMatchObject({ code: 'too-busy' });
    end();
    await expect(failing).rejects.toThrow('broken');
    expect(await waiting).toBe(2);
    expect(await inSlot(work(4))).toBe(4);
  });

  it('does not begin what nobody waits for any more, and hands its turn on', async () => {
    const inSlot = createSlots(1);
    const { begun, end, work } = heldWork();
    const first = inSlot(work(1));
    const gone = inSlot(work(2), () => true);
    const last = inSlot(work(3));
    end();
    await expect(gone).rejects.toMatchObject({ code: 'too-busy' });
    expect(await Promise.all([first, last])).toEqual([1, 3]);
    expect(begun).toEqual([1, 3]);
  });
});
