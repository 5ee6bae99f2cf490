// `npm run samples`: draws the sample images, writes what must come back for each, and draws the pictures of the page's help.
import { mkdir, writeFile } from 'node:fs/promises';
import { drawings } from './drawings.ts';
import { helpPictures } from './help-pictures.ts';

const images = new URL('images/', import.meta.url);

await mkdir(images, { recursive: true });
let total = 0;
for (const { file, shows, draw } of drawings) {
  const bytes = await draw();
  await writeFile(new URL(file, images), bytes);
  total += bytes.length;
  process.stdout.write(`${file.padEnd(24)} ${String(bytes.length).padStart(7)} bytes  ${shows}\n`);
}
const expected = drawings.map(({ draw: _, ...rest }) => rest);
await writeFile(new URL('expected.json', import.meta.url), `${JSON.stringify(expected, null, 2)}\n`);
process.stdout.write(`${drawings.length} samples, ${total} bytes\n`);

for (const { file, draw } of helpPictures)
  await writeFile(new URL(`../web/pictures/${file}`, import.meta.url), await draw());
