// `npm run samples`: draws the sample images, writes what must come back for each, and draws the pictures of the page's help
// with what is read in them.
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

const pictures = await Promise.all(
  helpPictures.map(async ({ file, draw }) => ({ file, bytes: await draw() })),
);
const pagePictures = new URL('../web/pictures/', import.meta.url);
for (const { file, bytes } of pictures) await writeFile(new URL(file, pagePictures), bytes);
// Only now: with the reader loaded, sharp takes no SVG any more, which is what the pictures are drawn by.
const { readHelpPictures } = await import('./read-help-pictures.ts');
const answers = await readHelpPictures(pictures);
await writeFile(new URL('answers.json', pagePictures), `${JSON.stringify(answers, null, 2)}\n`);
