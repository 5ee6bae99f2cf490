import { describe, expect, it } from 'vitest';
import type { Answer } from '../../web/post-image.ts';
import { retry, waitBefore } from '../../web/retry.ts';

const again: Answer = { kind: 'again', why: 'The connection dropped', afterMs: null };
const refused: Answer = { kind: 'refused', why: 'no' };

const run = async (answers: readonly Answer[], maxTries = 8) => {
  const [waits, said]: [number[], string[]] = [[], []];
  let tried = 0;
  const result = await retry(async () => answers[Math.min(tried++, answers.length - 1)] ?? refused, {
    maxTries,
    random: () => 0.5,
    sleep: async ms => void waits.push(ms),
    onWait: message => said.push(message),
  });
  return { result, tried, waits, said };
};

describe('trying again', () => {
  it('ends with the first answer that is one, and says when it comes back', async () => {
    const { result, tried, waits, said } = await run([again, again, refused]);
    expect(result).toEqual(refused);
    expect(tried).toBe(3);
    expect(waits).toEqual([375, 750]);
    expect(said).toEqual(Array(2).fill('The connection dropped; trying again in 1 s'));
  });

  it('does not try again what is settled', async () => {
    expect(await run([refused])).toMatchObject({ tried: 1, waits: [] });
  });

  it('counts no try that was made without any connection', async () => {
    const [waits, said]: [number[], string[]] = [[], []];
    let [tried, offline] = [0, 12];
    const result = await retry(
      async () => {
        tried += 1;
        return offline > 0 ? again : refused;
      },
      {
        maxTries: 2,
        isOffline: () => offline > 0,
        sleep: async ms => {
          waits.push(ms);
          offline -= 1;
        },
        onWait: message => said.push(message),
      },
    );
    expect([result, tried]).toEqual([refused, 13]);
    expect(new Set(waits)).toEqual(new Set([30_000]));
    expect(new Set(said)).toEqual(new Set(['You are offline; it goes on when the connection is back']));
  });

  it('gives up, and says how often it tried', async () => {
    const { result, tried } = await run([again], 4);
    expect(tried).toBe(4);
    expect(result).toMatchObject({ kind: 'refused', why: expect.stringContaining('4 times') });
  });

  it('waits longer each time, as long as the server asks, and never for ever', () => {
    expect([0, 1, 2, 3].map(attempt => waitBefore(attempt, null, 1))).toEqual([500, 1000, 2000, 4000]);
    expect(waitBefore(0, null, 0)).toBe(250);
    expect(waitBefore(0, 7000, 0)).toBe(7000);
    expect(waitBefore(20, null, 1)).toBe(30_000);
    expect(waitBefore(0, 3_600_000, 0)).toBe(30_000);
  });
});
