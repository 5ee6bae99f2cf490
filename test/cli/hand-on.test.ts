// Handing images on: in batches, in order, and whatever ends it early says where it goes on.
import { expect, test } from 'vitest';
import type { Examined } from '../../lib/bucket/find-unread.ts';
import { type HandOn, handOnAll } from '../../lib/cli/hand-on.ts';
import { tellResume } from '../../lib/cli/resume.ts';
import { uploadOf } from '../bucket/upload-record.ts';
import { createTerminal } from './fake-terminal.ts';

const keyOf = (at: number): string => `in/${String(at).padStart(5, '0')}.png`;

/** As many images; every `every`th of them unread. */
async function* examined(count: number, every = 1): AsyncGenerator<Examined> {
  for (let at = 0; at < count; at += 1)
    yield { unread: at % every === 0 ? uploadOf(keyOf(at)) : null, doneThrough: keyOf(at) };
}

const run = async (source: AsyncIterable<Examined>, handOn: HandOn, terminal = createTerminal()) => {
  const work = { examined: source, handOn, batchesAtOnce: 3, done: 'queued' };
  const code = await handOnAll(work, terminal).catch((error: unknown) => error);
  return { code, out: terminal.out(), err: terminal.err() };
};

test('all images, ten at a time, no more batches at once than allowed', async () => {
  const sent: string[][] = [];
  let [inHand, most] = [0, 0];
  const { code, out, err } = await run(examined(95), async images => {
    inHand += 1;
    most = Math.max(most, inHand);
    await new Promise(resolve => setTimeout(resolve, 2));
    inHand -= 1;
    sent.push(images.map(({ key }) => key));
    return 0;
  });
  expect({ code, out, err }).toEqual({ code: 0, out: '95 images looked at, 95 queued\n', err: '' });
  expect(sent.flat().sort()).toEqual(Array.from({ length: 95 }, (_, at) => keyOf(at)));
  expect(Math.max(...sent.map(batch => batch.length))).toBe(10);
  expect(most).toBe(3);
});

test('images in order are counted and not handed on', async () => {
  const { out } = await run(examined(2_000, 1_000), async () => 0);
  expect(out).toBe('2000 images looked at, 2 queued\n');
});

test('an interruption finishes what is in hand and says from where it goes on', async () => {
  const terminal = createTerminal();
  const sent = new Set<string>();
  const { code, err } = await run(
    examined(10_000),
    async images => {
      for (const { key } of images) sent.add(key);
      if (sent.size >= 200) terminal.interrupt();
      return 0;
    },
    terminal,
  );
  expect(code).toBe(1);
  const resume = /goes on with --start-after=(\S+)\n$/.exec(err)?.[1];
  expect(resume).toMatch(/^in\/\d+\.png$/);
  // Everything up to that key was sent, and the whole was not.
  const upTo = Array.from({ length: 10_000 }, (_, at) => keyOf(at)).filter(key => key <= resume!);
  expect(upTo.length).toBeGreaterThanOrEqual(190);
  for (const key of upTo) expect(sent.has(key)).toBe(true);
  expect(sent.size).toBeLessThan(10_000);
});

test('a queue that refuses ends it, and what was sent before is not sent again', async () => {
  const { code, out, err } = await run(examined(100), async images => {
    if (images.some(({ key }) => key === keyOf(55))) throw new Error('no queue');
    return 0;
  });
  expect(code).toMatchObject({ message: 'no queue' });
  expect(out).toBe('50 images looked at, 50 queued\n');
  expect(err).toBe(`digitdrop: not finished; the same command goes on with --start-after=${keyOf(49)}\n`);
});

test('what fails is counted, and the exit code says so', async () => {
  const { code, out } = await run(examined(20), async images => (images[0]?.key === keyOf(0) ? 3 : 0));
  expect({ code, out }).toEqual({ code: 1, out: '20 images looked at, 17 queued, 3 failed\n' });
});

test('a key is quoted for the shell', () => {
  expect(tellResume(null)).toBe('the same command begins anew');
  expect(tellResume("in/a b'c.png")).toContain("--start-after='in/a b'\\''c.png'");
});
