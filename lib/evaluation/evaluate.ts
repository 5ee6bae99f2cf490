// From outcomes to figures: how often the reader is right, how well it knows, what it takes for what.
import { posix } from 'node:path';
import { areaUnderRoc } from './auroc.ts';
import { calibrationError, calibrationErrorOfChance, type Judged, reliabilityOf } from './calibration.ts';
import { type Confusion, confusionOf } from './confusion.ts';
import { clopperPearson, type Share, shareOf } from './intervals.ts';
import { isSeveral, type Outcome } from './outcome.ts';

export interface Accuracy {
  readonly files: number;
  /** Of the pictures with a number, those whose whole value is right. */
  readonly right: Share;
  readonly digitErrors: { readonly edits: number; readonly digits: number; readonly rate: number | null };
  /** Of the pictures with a number, those accepted. */
  readonly accepted: Share;
  /** Of those accepted, the wrong ones; the interval is exact. */
  readonly acceptedWrong: Share;
  /** Of the pictures without a number, those accepted all the same; null where there are none. */
  readonly noNumberAccepted: Share | null;
}

export interface Evaluation extends Accuracy {
  readonly schema: 'digitdrop.evaluation/1';
  readonly missing: number;
  readonly promises: readonly Outcome['promise'][];
  readonly textRight: Share | null;
  /** Null where no picture has several. */
  readonly linesRight: Share | null;
  /** Lines read that stand in no label, or out of order. */
  readonly linesMadeUp: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly reasons: Readonly<Record<string, number>>;
  /** Over pictures with one number whose reading has a value; null where there are none. */
  readonly calibration: {
    readonly files: number;
    readonly error: number;
    readonly errorOfChance: number;
    readonly difference: number;
    readonly reliability: ReturnType<typeof reliabilityOf>;
  } | null;
  /** `confidence` (0 where there is no value) of pictures with a number against those without. */
  readonly auroc: number | null;
  readonly confusion: Confusion;
  readonly folders: readonly (Accuracy & { readonly folder: string })[] | null;
  /** Wrong readings, the surest first. */
  readonly errors: readonly Outcome[];
}

export const evaluate = (
  outcomes: readonly Outcome[],
  { missing, byFolder }: { readonly missing: number; readonly byFolder: boolean },
): Evaluation => {
  const numbers = outcomes.filter(isNumber);
  const texts = outcomes.filter(o => o.textRight !== null);
  const lines = outcomes.some(o => isSeveral(o.truth)) ? outcomes.map(o => o.lines) : [];
  const linesRight = sumOf(lines.map(l => l.right));
  return {
    schema: 'digitdrop.evaluation/1',
    missing,
    ...accuracyOf(outcomes),
    promises: distinct(outcomes.map(o => o.promise)),
    textRight: texts.length === 0 ? null : shareOf(texts.filter(o => o.textRight).length, texts.length),
    linesRight: lines.length === 0 ? null : shareOf(linesRight, sumOf(lines.map(l => l.true))),
    linesMadeUp: sumOf(lines.map(l => l.read)) - linesRight,
    statuses: countOf(outcomes.map(o => o.status)),
    reasons: countOf(outcomes.flatMap(o => o.reason ?? [])),
    calibration: calibrationOf(numbers.filter(o => !isSeveral(o.truth))),
    auroc: areaUnderRoc(numbers.map(scoreOf), outcomes.filter(o => !isNumber(o)).map(scoreOf)),
    confusion: confusionOf(numbers),
    folders: byFolder ? foldersOf(outcomes) : null,
    errors: outcomes.filter(o => !o.right).sort((a, b) => scoreOf(b) - scoreOf(a)),
  };
};

const isNumber = ({ truth }: Outcome): boolean => truth !== '';

const scoreOf = ({ value, confidence }: Outcome): number => (value === null ? 0 : (confidence ?? 0));

const accuracyOf = (outcomes: readonly Outcome[]): Accuracy => {
  const numbers = outcomes.filter(isNumber);
  const others = outcomes.length - numbers.length;
  const accepted = numbers.filter(isAccepted);
  const { edits, digits } = confusionOf(numbers);
  return {
    files: outcomes.length,
    right: shareOf(numbers.filter(o => o.right).length, numbers.length),
    digitErrors: { edits, digits, rate: digits === 0 ? null : edits / digits },
    accepted: shareOf(accepted.length, numbers.length),
    acceptedWrong: shareOf(accepted.filter(o => !o.right).length, accepted.length, clopperPearson),
    noNumberAccepted:
      others === 0
        ? null
        : shareOf(outcomes.filter(isAccepted).length - accepted.length, others, clopperPearson),
  };
};

const isAccepted = ({ status }: Outcome): boolean => status === 'accepted';

const calibrationOf = (numbers: readonly Outcome[]): Evaluation['calibration'] => {
  const judged = numbers.flatMap(({ value, confidence, right }): readonly Judged[] =>
    value === null || confidence === null ? [] : [{ confidence, right }],
  );
  if (judged.length === 0) return null;
  const error = calibrationError(judged);
  const errorOfChance = calibrationErrorOfChance(judged.map(j => j.confidence));
  return {
    files: judged.length,
    error,
    errorOfChance,
    difference: error - errorOfChance,
    reliability: reliabilityOf(judged),
  };
};

const foldersOf = (outcomes: readonly Outcome[]): Evaluation['folders'] => {
  const byFolder = Map.groupBy(outcomes, o => posix.dirname(o.filename));
  return [...byFolder]
    .map(([folder, inside]) => ({ folder, ...accuracyOf(inside) }))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
};

const distinct = <T>(values: readonly T[]): readonly T[] => [
  ...new Map(values.map(value => [JSON.stringify(value), value])).values(),
];

const countOf = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...Map.groupBy(names, name => name)]
      .map(([name, same]) => [name, same.length] as const)
      .sort((a, b) => b[1] - a[1]),
  );

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
