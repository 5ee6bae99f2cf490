// A request for uploads to what it asks: files in order, and options. Any fault refuses it whole.
import type { z } from 'zod';
import { DigitdropError } from '../errors.ts';
import { limits } from '../reading/limits.ts';
import { isOptionName, kebabOptionNames, optionNames, type ReadOptions } from '../reading/options.ts';
import { gatherOptions, mergeOptions } from './asked-options.ts';
import { maxUploads, maxUploadsBytes } from './body-limits.ts';
import { parseJson } from './parse-json.ts';
import type { HttpRequest } from './request.ts';
import { shown, shownNames } from './shown.ts';
import { uploadFileSchema } from './upload-schemas.ts';

type UploadFile = z.infer<typeof uploadFileSchema>;

export interface AskedUploads {
  readonly files: readonly UploadFile[];
  readonly options: ReadOptions;
}

const badRequest = (message: string, cause?: unknown) =>
  new DigitdropError('bad-request', message, { cause });

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const checkForm = ({ headers, sentBytes }: HttpRequest): void => {
  const contentType = headers['content-type'] ?? '';
  if (contentType.split(';', 1)[0]?.trim().toLowerCase() !== 'application/json')
    throw new DigitdropError(
      'unsupported-media-type',
      `expected content-type application/json, got ${contentType === '' ? 'none' : shown(contentType)}`,
    );
  if (sentBytes > maxUploadsBytes)
    throw new DigitdropError(
      'body-too-large',
      `expected a request of at most ${maxUploadsBytes} bytes, got ${sentBytes}; the files themselves come later`,
    );
};

/** A size or a type that will not do has a code of its own: whoever asks can leave that one file out. */
const faultOfField = (field: string, message: string, value: unknown, cause: unknown): DigitdropError => {
  if (field === 'bytes' && Number.isInteger(value) && Number(value) > limits.maxBytes)
    return new DigitdropError('image-too-large', message, { cause });
  if (field === 'type' && typeof value === 'string')
    return new DigitdropError('unsupported-media-type', message, { cause });
  return badRequest(message, cause);
};

const parseFile = (value: unknown, where: string): UploadFile => {
  if (!isRecord(value))
    throw badRequest(`${where}: expected an object with "name", "bytes" and "type", got ${shown(value)}`);
  const parsed = uploadFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys')
    throw badRequest(`${where}: unknown field ${shownNames(issue.keys)}`);
  const field = String(issue?.path[0] ?? '');
  const message = `${where}.${field}: ${issue?.message}, got ${shown(value[field])}`;
  throw faultOfField(field, message, value[field], parsed.error);
};

/** @throws DigitdropError `bad-request`, `bad-option`, `unsupported-media-type`, `body-too-large`, `image-too-large` */
export const parseUploadsRequest = (request: HttpRequest): AskedUploads => {
  checkForm(request);
  const value = parseJson(request.body);
  if (!isRecord(value)) throw badRequest(`expected a JSON object with "files", got ${shown(value)}`);
  const { files, ...stated } = value;
  const unknown = Object.keys(stated).filter(name => !isOptionName(name));
  if (unknown.length > 0)
    throw badRequest(`unknown field ${shownNames(unknown)}; known are files, ${optionNames.join(', ')}`);
  if (!Array.isArray(files) || files.length === 0 || files.length > maxUploads) {
    const got = Array.isArray(files) ? `${files.length} files` : shown(files);
    throw badRequest(`files: expected an array of 1 to ${maxUploads} files, got ${got}`);
  }
  return {
    options: mergeOptions(gatherOptions(request.query), stated),
    files: files.map((file, index) => parseFile(file, `files[${index}]`)),
  };
};

/**
 * Options as an object's metadata has them, which is where the upload's reading looks for them.
 * @throws DigitdropError `bad-option` for what a header would not bring over as it is.
 */
export const metadataOf = (options: ReadOptions): Readonly<Record<string, string>> =>
  Object.fromEntries(
    optionNames.flatMap(option => {
      const value = options[option];
      if (value === null) return [];
      if (!/^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(String(value)))
        throw new DigitdropError(
          'bad-option',
          `${option}: expected ASCII without spaces at its ends or two in a row, got ${shown(value)}; with an ` +
            'upload it is sent as a header',
        );
      return [[kebabOptionNames[option], String(value)]];
    }),
  );
