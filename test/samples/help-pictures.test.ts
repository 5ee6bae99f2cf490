// What stands under the pictures of the page's help is what is read in them. That they are what the script draws is
// tested beside the samples: with the reader loaded, nothing can be drawn any more.
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { helpPictures } from '../../samples/help-pictures.ts';
import { type HelpAnswer, readHelpPictures } from '../../samples/read-help-pictures.ts';

const folder = new URL('../../web/pictures/', import.meta.url);
type Answers = Readonly<Record<string, HelpAnswer>>;

describe('the pictures of the help', () => {
  let told: Answers;
  let read: Answers;

  beforeAll(async () => {
    told = JSON.parse(await readFile(new URL('answers.json', folder), 'utf8'));
    const opened = helpPictures.map(async ({ file }) => ({
      file,
      bytes: await readFile(new URL(file, folder)),
    }));
    read = await readHelpPictures(await Promise.all(opened));
  });

  it.each(helpPictures.map(({ file, value }) => [file, value] as const))(
    '%s reads as it is told to',
    (file, value) => {
      const { confidence, ...answer } = told[file]!;
      expect(read[file]).toMatchObject(answer);
      expect(read[file]!.confidence ?? 0).toBeCloseTo(confidence ?? 0, 2);
      if (value === null) expect(answer.status).not.toBe('accepted');
      else expect(answer).toMatchObject({ status: 'accepted', value });
    },
  );

  it('are all that is told of', () => {
    expect(Object.keys(told)).toEqual(helpPictures.map(({ file }) => file));
  });
});
