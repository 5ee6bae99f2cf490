// One line on the terminal that says how far long work has come. Silent where nobody watches.
import type { Writable } from 'node:stream';

export interface Progress {
  /** One more is done, or so many. */
  readonly step: (count?: number) => void;
  /** Work of which this is the whole; unknown until told. */
  readonly tellTotal: (total: number) => void;
  /** Prints a line that stays. */
  readonly say: (line: string) => void;
  readonly close: () => void;
}

interface ProgressOptions {
  readonly shown: boolean;
  readonly now?: () => number;
  /** What is counted: "files". */
  readonly unit?: string;
}

/** Short work should not flicker. */
const quietMs = 1_000;
const everyMs = 200;
const eraseLine = '\r\u001b[K';

export const openProgress = (stream: Writable, options: ProgressOptions): Progress => {
  const now = options.now ?? performance.now.bind(performance);
  const startedAt = now();
  let [done, total, drawnAt, drawn] = [0, 0, startedAt + quietMs - everyMs, false];
  const erase = () => {
    if (drawn) stream.write(eraseLine);
    drawn = false;
  };
  return {
    step: (count = 1) => {
      done += count;
      if (!options.shown || now() - drawnAt < everyMs) return;
      drawnAt = now();
      drawn = true;
      stream.write(`${eraseLine}${describe(done, total, now() - startedAt, options.unit ?? 'files')}`);
    },
    tellTotal: sum => {
      total = sum;
    },
    say: line => {
      erase();
      stream.write(`${line}\n`);
    },
    close: erase,
  };
};

const describe = (done: number, total: number, elapsedMs: number, unit: string): string => {
  const rate = (done / elapsedMs) * 1000;
  const count = total > 0 ? `${done} of ${total} ${unit}` : `${done} ${unit}`;
  const left = total > done ? `, ${describeSeconds((total - done) / rate)} left` : '';
  return `${count}, ${rate.toFixed(rate < 10 ? 1 : 0)}/s${left}`;
};

const describeSeconds = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
