// An evaluation folder whose labels tell the reader how many digits each number has, to see what that is worth:
//   npm run -s bench:lengths -- FOLDER OUT
// OUT/labels.csv with a column `length`, and OUT/images, a link to FOLDER's pictures.
import { mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseLabels } from '../lib/evaluation/labels.ts';

const [from, to, ...others] = process.argv.slice(2);
if (from === undefined || to === undefined || others.length > 0)
  throw new Error('expected: node bench/with-lengths.ts FOLDER OUT');

const labels = parseLabels(await readFile(join(from, 'labels.csv'), 'utf8'), {});
const inImages = await stat(join(from, 'images')).then(
  found => found.isDirectory(),
  () => false,
);
const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;
const rows = labels.map(({ filename, value }) => `${quoted(filename)},${value},${value.length || ''}\n`);
await mkdir(to, { recursive: true });
await writeFile(join(to, 'labels.csv'), `filename,value,length\n${rows.join('')}`);
await rm(join(to, 'images'), { force: true });
await symlink(resolve(from, inImages ? 'images' : '.'), join(to, 'images'));
process.stdout.write(`${rows.length} labels in ${join(to, 'labels.csv')}\n`);
