// An evaluation as a person reads it: one figure a line, then the tables.
import type { Confusion } from './confusion.ts';
import type { Accuracy, Evaluation } from './evaluate.ts';
import type { Share } from './intervals.ts';

export const describeEvaluation = (evaluation: Evaluation): string =>
  [
    ...figuresOf(evaluation).map(([what, figure]) => `${what.padEnd(20)} ${figure}`),
    ...(evaluation.right.whole > 0 ? ['', ...confusionTable(evaluation.confusion)] : []),
    ...(evaluation.folders === null ? [] : ['', ...folderTable(evaluation.folders)]),
    '',
  ].join('\n');

type Figure = readonly [what: string, figure: string];

const figuresOf = (e: Evaluation): readonly Figure[] => {
  const others = e.files - e.right.whole;
  const missing = e.missing === 0 ? '' : `; ${e.missing} more could not be opened`;
  return [
    ['files', `${e.files}: ${e.right.whole} with a number, ${others} without${missing}`],
    ...optional('value accuracy', e.right),
    ...optional('text accuracy', e.textRight),
    ...optional('lines right', e.linesRight, `; ${e.linesMadeUp} made up`),
    ...digitErrorFigure(e),
    ...optional('accepted', e.accepted),
    ...optional('  wrong among them', e.acceptedWrong),
    ...optional('no number, accepted', e.noNumberAccepted),
    [
      'promise',
      e.promises.map(p => `${percent(p.maxError)} wrong at most, from ${p.threshold} on`).join('; '),
    ],
    ...calibrationFigure(e),
    ...(e.auroc === null
      ? []
      : [['AUROC', `${e.auroc.toFixed(4)} of confidence, numbers against none`] as const]),
    ['statuses', listOf(e.statuses)],
    ['reasons', listOf(e.reasons)],
  ];
};

const optional = (what: string, share: Share | null, more = ''): readonly Figure[] =>
  share === null || share.share === null ? [] : [[what, `${describeShare(share)}${more}`]];

const digitErrorFigure = ({ digitErrors: { edits, digits, rate } }: Accuracy): readonly Figure[] =>
  rate === null ? [] : [['digit error rate', `${percent(rate)}, ${edits} edits over ${digits} digits`]];

const calibrationFigure = ({ calibration }: Evaluation): readonly Figure[] => {
  if (calibration === null) return [];
  const { error, errorOfChance, difference, files } = calibration;
  const shown = [error, errorOfChance, difference].map(value => value.toFixed(4));
  return [
    ['ECE', `${shown[0]}, of a calibrated reader ${shown[1]}, difference ${shown[2]} (${files} files)`],
  ];
};

/** Small shares keep two digits that say something. */
const percent = (share: number): string => {
  const shown = share * 100;
  return `${shown > 0 && shown < 0.1 ? shown.toPrecision(2) : shown.toFixed(shown >= 99 || shown < 10 ? 2 : 1)}%`;
};

const describeShare = ({ part, whole, share, low, high }: Share): string =>
  share === null || low === null || high === null
    ? '-'
    : `${percent(share)} (${percent(low)} to ${percent(high)}), ${part} of ${whole}`;

const listOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none';

const cell = (value: string | number): string => String(value === 0 ? '.' : value).padStart(6);

const confusionTable = ({ counts, lost, madeUp }: Confusion): readonly string[] => {
  const digits = counts.map((_, digit) => digit);
  return [
    `true \\ read ${digits.map(digit => cell(String(digit))).join('')}   lost`,
    ...digits.map(d => `${d}           ${(counts[d] ?? []).map(cell).join('')} ${cell(lost[d] ?? 0)}`),
    `made up     ${madeUp.map(cell).join('')}`,
  ];
};

const folderTable = (folders: NonNullable<Evaluation['folders']>): readonly string[] => {
  const width = Math.max(6, ...folders.map(f => f.folder.length));
  return folders.flatMap(folder => [
    `${folder.folder.padEnd(width)}  ${String(folder.files).padStart(6)} files`,
    ...[
      ...optional('value accuracy', folder.right),
      ...digitErrorFigure(folder),
      ...optional('accepted', folder.accepted),
      ...optional('wrong among them', folder.acceptedWrong),
      ...optional('no number, accepted', folder.noNumberAccepted),
    ].map(([what, figure]) => `  ${what.padEnd(20)} ${figure}`),
  ]);
};
