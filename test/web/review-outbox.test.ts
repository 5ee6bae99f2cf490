// Corrections on their way to the server: kept, sent in order, tried again, mended, and told where they are not taken.
import { describe, expect, it } from 'vitest';
import type { Sent, Unsent } from '../../web/review-calls.ts';
import { createOutbox, type OutboxState } from '../../web/review-outbox.ts';

const correction = (key: string, value: string | null): Unsent => ({
  key,
  value,
  etag: 'e1',
  holder: 'page-of-anna',
});
const stored: Sent = { kind: 'stored' };
const away: Sent = { kind: 'again', why: 'The server cannot be reached.' };

const createStorage = (kept: string | null = null) => {
  let text = kept;
  return {
    getItem: () => text,
    setItem: (_: string, value: string) => {
      text = value;
    },
    text: () => text,
  };
};

const open = (answers: readonly Sent[], storage: Pick<Storage, 'getItem' | 'setItem'> = createStorage()) => {
  const sent: Unsent[] = [];
  const waits: number[] = [];
  const states: OutboxState[] = [];
  const outbox = createOutbox({
    storage,
    send: async one => {
      sent.push(one);
      return answers[sent.length - 1] ?? stored;
    },
    sleep: async ms => void waits.push(ms),
  });
  outbox.listen(state => states.push(state));
  const settled = async () => {
    for (let i = 0; i < 50; i++) await Promise.resolve();
    return states.at(-1);
  };
  return { outbox, sent, waits, states, settled };
};

describe('the outbox', () => {
  it('keeps what the server has not taken, and tries again until it has', async () => {
    const storage = createStorage();
    const { outbox, sent, waits, states, settled } = open([away, away, stored], storage);
    outbox.put(correction('a.png', '7'));
    expect(JSON.parse(storage.text() ?? '')).toEqual([correction('a.png', '7')]);
    expect(await settled()).toEqual({ unsent: 0, trouble: '', refusals: [] });
    expect(states.some(({ unsent, trouble }) => unsent === 1 && trouble === away.why)).toBe(true);
    expect(sent).toHaveLength(3);
    expect(waits).toHaveLength(2);
    expect(storage.text()).toBe('[]');
  });

  it('sends what was left by an earlier page, under that page’s name', async () => {
    const earlier = { ...correction('a.png', null), holder: 'an-earlier-page' };
    const { outbox, sent, settled } = open([], createStorage(JSON.stringify([earlier, { not: 'one' }, 3])));
    outbox.start();
    await settled();
    expect(sent).toEqual([earlier]);
  });

  it('sends the last of what was said of one picture, also where the first is under way', async () => {
    const { outbox, sent, settled } = open([]);
    outbox.put(correction('a.png', '1'));
    outbox.put(correction('a.png', '2'));
    outbox.put(correction('b.png', '3'));
    await settled();
    expect(sent.map(({ key, value }) => [key, value])).toEqual([
      ['a.png', '1'],
      ['a.png', '2'],
      ['b.png', '3'],
    ]);
  });

  it('tells what was not taken, and goes on', async () => {
    const { outbox, sent, settled } = open([{ kind: 'settled', why: 'ben said 5 first' }]);
    outbox.put(correction('a.png', '1'));
    outbox.put(correction('b.png', '2'));
    expect(await settled()).toEqual({ unsent: 0, trouble: '', refusals: ['ben said 5 first'] });
    expect(sent).toHaveLength(2);
  });

  it('sends from memory where the browser keeps nothing, and what is broken there stops nobody', async () => {
    const full = {
      getItem: () => '{"broken',
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    };
    const { outbox, sent, states, settled } = open([away, stored], full);
    outbox.put(correction('a.png', '1'));
    expect(await settled()).toMatchObject({ unsent: 0 });
    expect(sent).toHaveLength(2);
    expect(states.some(({ unsent }) => unsent === 1)).toBe(true);
  });
});
