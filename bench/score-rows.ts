// How well rows are found on drawn pieces of pages: `node bench/score-rows.ts FOLDER [--list]`, FOLDER as written by
// `python -m training.number.pages`. A row is found where one box covers it and little else; the reader has no part in it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode, readHeader } from '../lib/reading/decode.ts';
import { boxHeight, boxWidth, type PixelBox } from '../lib/reading/grey-image.ts';
import { type FoundRow, findRows } from '../lib/reading/number/find-rows.ts';

interface TrueRow {
  readonly text: string;
  /** Left, top, right, bottom of its ink. */
  readonly box: readonly [number, number, number, number];
  /** The kind of stroke through it. */
  readonly struck: string | null;
}

/** Of the row's ink, what its box must cover; and of both together, with the row's usual margin, what they share. */
const leastCovered = 0.85;
const leastShared = 0.55;

const [folder, list] = process.argv.slice(2);
if (folder === undefined) throw new Error('expected a folder of pages');
const pages = (await readFile(join(folder, 'rows.ndjson'), 'utf8'))
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as { filename: string; rows: TrueRow[] });

const overlap = (a: PixelBox, b: PixelBox): number =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

const areaOf = (box: PixelBox): number => boxWidth(box) * boxHeight(box);

const finds = (found: FoundRow, row: TrueRow): boolean => {
  const [left, top, right, bottom] = row.box;
  const ink = { left, top, right, bottom };
  const margin = 0.22 * (bottom - top);
  const around = {
    left: left - 2 * margin,
    top: top - margin,
    right: right + 2 * margin,
    bottom: bottom + margin,
  };
  const shared = overlap(found.box, around);
  return (
    overlap(found.box, ink) >= leastCovered * areaOf(ink) &&
    shared >= leastShared * (areaOf(found.box) + areaOf(around) - shared)
  );
};

const counts = {
  pages: 0,
  whole: 0,
  rows: 0,
  found: 0,
  extra: 0,
  struck: 0,
  flagged: 0,
  standing: 0,
  lost: 0,
};
const kinds = new Map<string, [number, number]>();
const times: number[] = [];
for (const page of pages) {
  const bytes = await readFile(join(folder, page.filename));
  const { grey } = await decode(bytes, await readHeader(bytes));
  const start = performance.now();
  const found = findRows(grey);
  times.push(performance.now() - start);
  const faults: string[] = [];
  const left = new Set(found);
  for (const row of page.rows) {
    const match = [...left].find(candidate => finds(candidate, row));
    if (match !== undefined) left.delete(match);
    const letters = row.text.includes('?');
    if (letters) continue;
    counts.rows += 1;
    if (match !== undefined) counts.found += 1;
    if (row.struck !== null) {
      const kind = kinds.get(row.struck) ?? [0, 0];
      kinds.set(row.struck, [kind[0] + (match?.struckOut ? 1 : 0), kind[1] + 1]);
      counts.struck += 1;
      if (match?.struckOut) counts.flagged += 1;
      else faults.push(`${row.struck} not seen`);
    } else {
      counts.standing += 1;
      if (match?.struckOut) {
        counts.lost += 1;
        faults.push(`${row.text} struck out`);
      }
      if (match === undefined) faults.push(`${row.text} not found`);
    }
  }
  // A box over a heading is no fault, whatever its size.
  const headings = page.rows.filter(row => row.text.includes('?')).map(row => row.box[3]);
  const extra = [...left].filter(
    row => !row.struckOut && !headings.some(bottom => (row.box.top + row.box.bottom) / 2 < bottom),
  );
  counts.extra += extra.length;
  if (extra.length > 0) faults.push(`${extra.length} more`);
  counts.pages += 1;
  if (faults.length === 0) counts.whole += 1;
  else if (list === '--list') console.log(page.filename, faults.join('; '));
}
const share = (part: number, of: number) => `${part} of ${of} (${((100 * part) / of).toFixed(1)}%)`;
times.sort((a, b) => a - b);
console.log(`pages without fault        ${share(counts.whole, counts.pages)}`);
console.log(`rows of digits found       ${share(counts.found, counts.rows)}, ${counts.extra} boxes more`);
console.log(`standing rows taken as struck out  ${share(counts.lost, counts.standing)}`);
console.log(`struck-out rows seen       ${share(counts.flagged, counts.struck)}`);
for (const [kind, [seen, all]] of kinds) console.log(`  ${kind.padEnd(12)} ${seen} of ${all}`);
console.log(`ms a page: median ${times[times.length >> 1]!.toFixed(1)}, most ${times.at(-1)!.toFixed(1)}`);
