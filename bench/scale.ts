// `npm run scale`: arrivals, functions, quotas and costs from measured times; prints them, or writes them into a page.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { figuresSchema } from './figures-file.ts';
import { computePage, placeBlock } from './scale-page.ts';

const { values } = parseArgs({
  options: {
    figures: { type: 'string', default: 'bench/figures.json' },
    write: { type: 'string' },
  },
});
const figures = figuresSchema.parse(JSON.parse(await readFile(values.figures, 'utf8')));
const block = computePage(figures);
if (values.write === undefined) process.stdout.write(`${block}\n`);
else await writeFile(values.write, placeBlock(await readFile(values.write, 'utf8'), block));
