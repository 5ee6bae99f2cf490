// What the reader answers for the pictures of the page's help, by their files: shown under each of them.
import { createLog } from '../lib/log.ts';
import { openReader } from '../lib/reading/open-reader.ts';
import { defaultOptions } from '../lib/reading/options.ts';
import { noSource, type Reading } from '../lib/reading/reading.ts';

export type HelpAnswer = Pick<Reading, 'status' | 'reason' | 'text' | 'value' | 'confidence'>;

/** With the packaged models, as the house reads a picture of which nothing is said. */
export const readHelpPictures = async (
  pictures: readonly { readonly file: string; readonly bytes: Uint8Array }[],
): Promise<Readonly<Record<string, HelpAnswer>>> => {
  const reader = await openReader({
    log: createLog('warn'),
    modelUri: null,
    store: { get: async () => null },
  });
  const answers: Record<string, HelpAnswer> = {};
  for (const { file, bytes } of pictures) {
    const request = { bytes, options: defaultOptions, source: noSource, optionFault: null };
    const { status, reason, text, value, confidence } = await reader.readImage(request);
    answers[file] = { status, reason, text, value, confidence };
  }
  return answers;
};
