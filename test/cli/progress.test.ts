// Progress on a terminal: quiet at first, then a line with count, rate and time left.
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openProgress } from '../../lib/cli/progress.ts';

const open = (shown: boolean) => {
  const stream = new PassThrough({ encoding: 'utf8' });
  const clock = { ms: 0 };
  const progress = openProgress(stream, { shown, now: () => clock.ms });
  return { progress, clock, text: () => String(stream.read() ?? '') };
};

describe('progress', () => {
  it('says nothing in the first second, then count, rate and time left', () => {
    const { progress, clock, text } = open(true);
    progress.tellTotal(400);
    clock.ms = 900;
    progress.step();
    expect(text()).toBe('');
    for (let i = 1; i < 100; i += 1) progress.step();
    clock.ms = 2_000;
    progress.step();
    expect(text()).toBe('\r\u001b[K101 of 400 files, 51/s, 6 s left');
  });

  it('does without a total, and draws at most five times a second', () => {
    const { progress, clock, text } = open(true);
    clock.ms = 1_000;
    progress.step();
    clock.ms = 1_100;
    progress.step();
    expect(text()).toBe('\r\u001b[K1 files, 1.0/s');
  });

  it('clears its line before anything else is said, and at the end', () => {
    const { progress, clock, text } = open(true);
    clock.ms = 1_000;
    progress.step();
    progress.say('a file is missing');
    expect(text().endsWith('\r\u001b[Ka file is missing\n')).toBe(true);
    progress.close();
    expect(text()).toBe('');
  });

  it('only says what must be said where nobody watches', () => {
    const { progress, clock, text } = open(false);
    clock.ms = 5_000;
    progress.step();
    progress.say('a file is missing');
    progress.close();
    expect(text()).toBe('a file is missing\n');
  });
});
