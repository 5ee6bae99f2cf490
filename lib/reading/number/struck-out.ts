// Which rows are struck out? Each is compared with the others on its page: one hand, one pen.
import { median } from '../statistics.ts';
import type { LevelStroke } from './level-strokes.ts';
import type { MeasuredRow } from './measure-rows.ts';
import { type Crossing, measureCrossing } from './row-crossing.ts';
import type { Marks } from './row-marks.ts';
import { eraseStrokes } from './row-pieces.ts';

/** A line that goes on beyond the row by more than this, in its heights, is printed. */
const longestEnd = 1.3;
/** Where in a row's height, from its top, lines that cross it out run; others are rules, underlines, bars of 7s. */
const highest = 0.12;
const lowest = 0.82;
/** A shorter row, in its heights, is a digit or two: a bar through a 7 and a slash through a 0 are no crossing out. */
const shortest = 1.3;
/**
 * A logistic regression on 3,400 rows of 700 drawn pages (`training.number.pages`, training writers, 582 rows crossed
 * out), the nine measures that told most: with folds of pages left out it finds 65% of the rows crossed out where it
 * takes 0.2% of the others for one. The others of the page are represented by their median.
 */
const weights = {
  base: -5.84,
  cutsRatio: -3.24,
  joinedLength: 1.76,
  alone: 2.45,
  holes: 1.03,
  joinedMore: 3.57,
  levelMore: 2.84,
  holesRatio: 1.35,
  levelAndJoined: 5.35,
  denseAndJoined: 6.0,
};
/** The score above which a row is taken to be struck out: a lost row is worse than one too many. */
const leastScore = 1.8;
/** What it takes where a page has but one row to compare with, or another row that is struck out more clearly. */
const clearScore = 3.5;

/**
 * For each row, whether it is struck out. A row by itself never is, nor are most of a page's rows.
 * @param slope of the page.
 */
export const findStruckOut = (
  rows: readonly MeasuredRow[],
  marks: Marks,
  owned: Int32Array,
  lines: readonly LevelStroke[],
  slope: number,
): readonly boolean[] => {
  if (rows.length < 2) return rows.map(() => false);
  const crossings = rows.map(row =>
    measureCrossing({ ...rowInk(row, marks, owned, lines, slope), strokeWidth: marks.strokeWidth }),
  );
  const scores = crossings.map((crossing, i) =>
    crossing.aspect < shortest
      ? Number.NEGATIVE_INFINITY
      : scoreCrossing(crossing, medianCrossing(crossings.toSpliced(i, 1))),
  );
  const clearest = Math.max(...scores);
  const struck = scores.map(
    score => score > (rows.length > 2 && score === clearest ? leastScore : clearScore),
  );
  return struck.filter(Boolean).length * 2 <= rows.length ? struck : rows.map(() => false);
};

const scoreCrossing = (row: Crossing, others: Pick<Crossing, Measure>): number => {
  const joinedMore = row.joined - others.joined;
  const levelMore = row.level - others.level;
  const denser = Math.log(Math.max(0.5, row.density) / Math.max(0.5, others.density));
  return (
    weights.base +
    weights.cutsRatio * Math.log(Math.max(0.3, row.cuts) / Math.max(0.3, others.cuts)) +
    weights.joinedLength * row.joined * Math.log(row.aspect) +
    weights.alone * row.alone +
    weights.holes * Math.log1p(row.holes) +
    weights.joinedMore * joinedMore +
    weights.levelMore * levelMore +
    weights.holesRatio * (Math.log1p(row.holes) - Math.log1p(others.holes)) +
    weights.levelAndJoined * levelMore * joinedMore +
    weights.denseAndJoined * denser * joinedMore
  );
};

type Measure = 'joined' | 'level' | 'density' | 'cuts' | 'holes';

const medianCrossing = (rows: readonly Crossing[]): Pick<Crossing, Measure> => {
  const of = (measure: Measure) => median(Float32Array.from(rows, row => row[measure]));
  return {
    joined: of('joined'),
    level: of('level'),
    density: of('density'),
    cuts: of('cuts'),
    holes: of('holes'),
  };
};

/** The row's band, sheared level, without what belongs to other rows and without printed lines. */
const rowInk = (
  { row, number, slope: own }: MeasuredRow,
  marks: Marks,
  owned: Int32Array,
  lines: readonly LevelStroke[],
  slope: number,
) => {
  const high = row.bottom - row.top;
  const around = 0.15 * high;
  const height = Math.ceil(high + 2 * around);
  const left = Math.max(0, Math.floor(row.left - 0.5 * high));
  const right = Math.min(marks.width, Math.ceil(row.right + 0.5 * high));
  const width = right - left;
  const middle = (row.left + row.right) / 2;
  const topAt = (x: number) => Math.round(row.top + slope * middle + own * (x - middle) - around);
  const mask = new Uint8Array(width * height);
  for (let x = 0; x < width; x++) {
    const top = topAt(left + x);
    for (let y = 0; y < height; y++) {
      const v = top + y;
      if (v < 0 || v >= marks.height) continue;
      const at = v * marks.width + left + x;
      const owner = owned[at]!;
      if (marks.mask[at] === 1 && (owner === 0 || owner === number)) mask[y * width + x] = 1;
    }
  }
  const printed = lines.flatMap(line => {
    const from = Math.max(left, line.left);
    const to = Math.min(right, line.right);
    if (to <= from) return [];
    const middles = line.middles.slice(from - line.left, to - line.left).map((y, i) => y - topAt(from + i));
    const place = (middles.reduce((sum, y) => sum + y, 0) / middles.length - around) / high;
    const goesOn = row.left - line.left > longestEnd * high || line.right - row.right > longestEnd * high;
    return goesOn || place < highest || place > lowest
      ? [{ ...line, left: from - left, right: to - left, middles }]
      : [];
  });
  return { width, height, mask: eraseStrokes({ width, height, mask }, printed).mask };
};
