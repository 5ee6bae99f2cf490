// Numbers and tables as a page of Markdown shows them.

export const number = (value: number, digits = 0): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
/** Three figures that count, whatever the size; whole numbers as they are. */
export const short = (value: number): string =>
  number(value, value >= 100 || Number.isInteger(value) ? 0 : value >= 10 ? 1 : 2);
export const usd = (value: number): string => `$${number(value, value >= 1_000 ? 0 : 2)}`;
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map(() => ' --- |').join('')}`,
  ...rows.map(cells => `| ${cells.join(' | ')} |`),
  '',
];
export const seconds = (value: number): string =>
  value < 90 ? `${short(value)} s` : `${short(value / 60)} min`;
