// A multipart/form-data body to images, in the order of its parts. The platform's own parser takes it apart.
import { MIMEType } from 'node:util';
import { DigitdropError } from '../errors.ts';
import { isOptionName, optionNames } from '../reading/options.ts';
import type { AskedImage } from './asked-image.ts';
import { gatherOptions, type StatedOptions } from './asked-options.ts';
import { maxImages } from './body-limits.ts';
import { shown } from './shown.ts';

const badRequest = (message: string, cause?: unknown) =>
  new DigitdropError('bad-request', message, { cause });

const unparsable = (cause?: unknown) =>
  badRequest(
    'expected multipart/form-data with the boundary its content type names, CRLF line ends, a name for each ' +
      'part and a closing boundary; got a body that does not parse so',
    cause,
  );

/** Printable ASCII, as RFC 2046 has it. */
const findBoundary = (contentType: string): string => {
  const boundary = new MIMEType(contentType).params.get('boundary') ?? '';
  if (!/^[\x20-\x7e]+$/.test(boundary)) throw unparsable();
  return boundary;
};

/** The parser is told the boundary that was counted, or the two could take the content type differently. */
const parseForm = async (body: Uint8Array<ArrayBuffer>, boundary: string): Promise<FormData> => {
  const type = new MIMEType('multipart/form-data');
  type.params.set('boundary', boundary);
  return new Response(body, { headers: { 'content-type': `${type}` } }).formData();
};

/** More parts than any form of ours has; the parser would hold each of them before we could count. */
const maxParts = maxImages + 100;

const hasTooManyParts = (body: Uint8Array, boundary: string): boolean => {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  let parts = 0;
  for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, at + delimiter.length))
    if (++parts > maxParts) return true;
  return false;
};

const entriesOf = async (body: Uint8Array, contentType: string): Promise<[string, string | File][]> => {
  try {
    const boundary = findBoundary(contentType);
    if (hasTooManyParts(body, boundary))
      throw badRequest(`expected 1 to ${maxImages} files in the form, got more than ${maxParts} parts`);
    return [...(await parseForm(new Uint8Array(body), boundary))];
  } catch (error) {
    throw error instanceof DigitdropError ? error : unparsable(error);
  }
};

/** What a browser sends for a file input that nobody filled. */
const isUnchosen = (file: File): boolean => file.name === '' && file.size === 0;

/**
 * Files under any name are images; other fields are options, by the options' own names.
 * @throws DigitdropError `bad-request`
 */
export const parseFormBody = async (
  body: Uint8Array,
  contentType: string,
): Promise<{ images: AskedImage[]; stated: StatedOptions }> => {
  const files: File[] = [];
  const fields: [string, string][] = [];
  for (const [name, value] of await entriesOf(body, contentType)) {
    if (typeof value !== 'string') files.push(value);
    else if (isOptionName(name)) fields.push([name, value]);
    else
      throw badRequest(
        `unknown field ${shown(name)} without a file; known are ${optionNames.join(', ')}, and an image is a part ` +
          `with a filename (curl: -F image=@picture.png)`,
      );
  }
  const chosen = files.filter(file => !isUnchosen(file));
  if (chosen.length === 0 || chosen.length > maxImages)
    throw badRequest(`expected 1 to ${maxImages} files in the form, got ${chosen.length}`);
  const images = await Promise.all(
    chosen.map(async file => ({ form: 'bytes', bytes: new Uint8Array(await file.arrayBuffer()) }) as const),
  );
  return { images, stated: gatherOptions(fields) };
};
