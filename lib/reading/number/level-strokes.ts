// Long thin strokes that run along the rows: ruled lines, underlines, lines drawn through a row. They are followed
// column by column through the runs of ink they consist of, across the writing that crosses them.
// Carter and Bacon, "Automatic recognition of printed music", 1992, tell staff lines from notes in this way.
import type { Marks } from './row-marks.ts';

/** A run is part of a thin stroke up to this many mean stroke widths, in the column's direction. */
const thinRun = 1.9;
/** Steepest stroke that counts: the diagonals of a cross through a row of three digits. */
const steepest = 0.6;
/** Columns of white that a stroke may skip, in stroke widths: broken print, noise. */
const skippedWhite = 2.5;
/** Of its length, a stroke is seen alone in at least this share; the rest may lie under other ink. */
const leastAlone = 0.3;
/** Of its length, how far a stroke may bend from straight, root mean square. */
const mostBend = 0.035;
/** Columns back to which the direction of a stroke is taken. */
const aimed = 40;

export interface LevelStroke {
  readonly left: number;
  /** Exclusive. */
  readonly right: number;
  /** dy per dx of the straight line nearest to it. */
  readonly slope: number;
  readonly thickness: number;
  /** Middle height for each column from `left`. */
  readonly middles: Float32Array;
}

/** A stroke while it is followed. Columns where it is hidden have no entry. */
interface Track {
  readonly columns: number[];
  readonly middles: number[];
  thickness: number;
  last: number;
  y: number;
  hidden: number;
}

/** Strokes at least `leastLength` pixels long, in the order in which they end. */
export const followStrokes = (
  marks: Pick<Marks, 'width' | 'height' | 'mask' | 'strokeWidth'>,
  leastLength: number,
): readonly LevelStroke[] => {
  const { width, height, mask, strokeWidth } = marks;
  const thin = thinRun * strokeWidth + 1;
  const skip = Math.max(2, Math.round(skippedWhite * strokeWidth));
  const reach = strokeWidth / 2 + 1;
  const done: Track[] = [];
  let open: Track[] = [];
  // For each height, the stroke that is expected there in this column.
  const expected = new Int32Array(height);
  for (let x = 0; x < width; x++) {
    expected.fill(-1);
    open.forEach((track, number) => {
      const y = Math.round(aim(track, x));
      if (y >= 0 && y < height) expected[y] = number;
    });
    const fresh: Track[] = [];
    for (let y = 0; y < height; y++) {
      if (mask[y * width + x] === 0) continue;
      const top = y;
      while (y < height && mask[y * width + x] === 1) y += 1;
      if (y - top <= thin) {
        const middle = (top + y - 1) / 2;
        const track = nearest(open, expected, middle, reach, x);
        if (track === null) {
          fresh.push({ columns: [x], middles: [middle], thickness: y - top, last: x, y: middle, hidden: 0 });
        } else {
          track.columns.push(x);
          track.middles.push(middle);
          track.thickness += y - top;
          track.last = x;
          track.y = middle;
        }
      } else {
        // Under other ink a stroke is taken to go on.
        for (let v = Math.max(0, top - 1); v <= Math.min(height - 1, y); v++) {
          const track = open[expected[v]!];
          if (track === undefined || track.last === x || track.columns.length < 3) continue;
          track.y = aim(track, x);
          track.last = x;
          track.hidden += 1;
        }
      }
    }
    const kept: Track[] = [];
    for (const track of open) {
      if (x - track.last <= skip) kept.push(track);
      else done.push(track);
    }
    open = kept.concat(fresh);
  }
  return done.concat(open).flatMap(track => strokeOf(track, leastLength) ?? []);
};

/** Where the stroke is to be expected in column `x`. */
const aim = ({ columns, middles, last, y }: Track, x: number): number => {
  const newest = columns.length - 1;
  const from = Math.max(0, newest - aimed);
  const run = columns[newest]! - columns[from]!;
  if (run < 4) return y;
  const slope = (middles[newest]! - middles[from]!) / run;
  return y + Math.min(steepest, Math.max(-steepest, slope)) * (x - last);
};

const nearest = (
  open: readonly Track[],
  expected: Int32Array,
  middle: number,
  reach: number,
  x: number,
): Track | null => {
  let best: Track | null = null;
  let bestOff = reach;
  const low = Math.max(0, Math.floor(middle - reach));
  const high = Math.min(expected.length - 1, Math.ceil(middle + reach));
  for (let y = low; y <= high; y++) {
    const track = open[expected[y]!];
    if (track === undefined || track.last === x) continue;
    const off = Math.abs(y - middle);
    if (off <= bestOff) {
      best = track;
      bestOff = off;
    }
  }
  return best;
};

/** The stroke a track is; null where it is short, mostly hidden, steep or bent. */
const strokeOf = (track: Track, leastLength: number): LevelStroke | null => {
  const { columns, middles } = track;
  const left = columns[0]!;
  const right = columns.at(-1)! + 1;
  const length = right - left;
  if (length < leastLength || columns.length < leastAlone * length) return null;
  const line = fitLine(columns, middles);
  if (Math.abs(line.slope) > steepest || line.off > mostBend * length) return null;
  const heights = new Float32Array(length);
  for (let i = 0; i + 1 < columns.length; i++) {
    const run = columns[i + 1]! - columns[i]!;
    for (let k = 0; k < run; k++) {
      heights[columns[i]! - left + k] = middles[i]! + ((middles[i + 1]! - middles[i]!) * k) / run;
    }
  }
  heights[length - 1] = middles.at(-1)!;
  return { left, right, slope: line.slope, thickness: track.thickness / columns.length, middles: heights };
};

/** Least squares; `off` is the root mean square distance from the line. */
const fitLine = (xs: readonly number[], ys: readonly number[]) => {
  const count = xs.length;
  const meanX = xs.reduce((sum, x) => sum + x, 0) / count;
  const meanY = ys.reduce((sum, y) => sum + y, 0) / count;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < count; i++) {
    const x = xs[i]! - meanX;
    const y = ys[i]! - meanY;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  const slope = xx > 0 ? xy / xx : 0;
  return { slope, off: Math.sqrt(Math.max(0, yy - slope * xy) / count) };
};
