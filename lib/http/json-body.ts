// A JSON body to images and options. Nothing of its shape is believed before a schema has seen it.
import type { z } from 'zod';
import { DigitdropError } from '../errors.ts';
import { isOptionName, optionNames } from '../reading/options.ts';
import type { AskedImage } from './asked-image.ts';
import type { StatedOptions } from './asked-options.ts';
import { decodeData } from './base64.ts';
import { maxImages } from './body-limits.ts';
import { parseJson } from './parse-json.ts';
import { imageForms } from './request-schemas.ts';
import { shown, shownNames } from './shown.ts';

const badRequest = (message: string, cause?: unknown) =>
  new DigitdropError('bad-request', message, { cause });

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `images[2].pixels[0][5]: expected an integer from 0 to 255, got 300`, for the first fault. */
const describeFault = (error: z.ZodError, value: unknown, where: string): string => {
  const issue = error.issues[0];
  if (issue === undefined) return `${where}: expected an image`;
  let [place, got] = [where, value];
  for (const step of issue.path) {
    place += typeof step === 'number' ? `[${step}]` : `.${String(step)}`;
    got = isRecord(got) || Array.isArray(got) ? Reflect.get(got, step) : undefined;
  }
  if (issue.code === 'unrecognized_keys') return `${place}: unknown field ${shownNames(issue.keys)}`;
  return `${place}: ${issue.message}, got ${shown(got)}`;
};

const parseForm = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
): z.infer<Schema> => {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw badRequest(describeFault(parsed.error, value, where), parsed.error);
  return parsed.data;
};

const parseImage = (value: unknown, where: string): AskedImage => {
  const expected = 'exactly one of "data", "pixels", or "bucket" with "key"';
  if (!isRecord(value))
    throw badRequest(`${where}: expected an object with ${expected}, got ${shown(value)}`);
  const has = (name: string) => Object.hasOwn(value, name);
  const forms = [has('data'), has('pixels'), has('bucket') || has('key')].filter(Boolean).length;
  if (forms !== 1)
    throw badRequest(
      `${where}: expected ${expected}, got fields ${shownNames(Object.keys(value)) || 'none'}`,
    );
  if (has('data')) {
    const { data } = parseForm(imageForms.data, value, where);
    return { form: 'bytes', bytes: decodeData(data, `${where}.data`) };
  }
  if (has('pixels')) return { form: 'pixels', pixels: parseForm(imageForms.pixels, value, where).pixels };
  return { form: 'stored', ...parseForm(imageForms.stored, value, where) };
};

/** @throws DigitdropError `bad-request` naming the first fault: which image, which field, what came. */
export const parseJsonBody = (body: Uint8Array): { images: AskedImage[]; stated: StatedOptions } => {
  const value = parseJson(body);
  if (!isRecord(value)) throw badRequest(`expected a JSON object with "images", got ${shown(value)}`);
  const { images, ...stated } = value;
  const unknown = Object.keys(stated).filter(name => !isOptionName(name));
  if (unknown.length > 0)
    throw badRequest(`unknown field ${shownNames(unknown)}; known are images, ${optionNames.join(', ')}`);
  if (!Array.isArray(images) || images.length === 0 || images.length > maxImages) {
    const got = Array.isArray(images) ? `${images.length} images` : shown(images);
    throw badRequest(`images: expected an array of 1 to ${maxImages} images, got ${got}`);
  }
  return { images: images.map((image, index) => parseImage(image, `images[${index}]`)), stated };
};
