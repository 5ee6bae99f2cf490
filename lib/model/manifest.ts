// models/manifest.json: what each model reads, promises and weighs. Parsed once; a model is loaded only by its hash.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DigitdropError } from '../errors.ts';
import { acceptSchema } from './accept.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Hundreds, so they are looked at as one: finite, as JSON has them. */
const logits = z.custom<readonly number[]>(
  value => Array.isArray(value) && value.every(Number.isFinite),
  'expected numbers',
);

const everyEntry = {
  name: z.string().min(1),
  version: z.string().min(1),
  /** Beside the manifest; a name, never a path. */
  file: z.string().regex(/^[a-z0-9][a-z0-9.-]*\.onnx$/),
  sha256,
  accept: acceptSchema,
  reference: z.looseObject({ logits, tolerance: z.number().positive() }),
  metrics: z.record(z.string(), z.unknown()),
};

/** Reads one character in MNIST's normal form. `?` among the labels is no digit: a letter, a scribble. */
const digitEntry = z.looseObject({
  ...everyEntry,
  task: z.literal('digit'),
  input: z.looseObject({
    name: z.string(),
    shape: z.tuple([z.null(), z.literal(1), z.literal(28), z.literal(28)]),
  }),
  output: z.looseObject({ name: z.string(), labels: z.array(z.string().regex(/^[0-9?]$/)).min(2) }),
  calibration: z.looseObject({ temperature: z.number().positive() }),
});

/** A view is the same crop at a width of its own. */
const view = z.looseObject({ stretch: z.number().min(0.25).max(4) });

/** Reads a string of any length by CTC (Graves et al. 2006). `?` among the labels is a character that is no number's. */
const numberEntry = z.looseObject({
  ...everyEntry,
  task: z.literal('number'),
  input: z.looseObject({
    name: z.string(),
    shape: z.tuple([z.null(), z.literal(1), z.literal(48), z.null()]),
    views: z.array(view).min(1).max(4),
    /** Where the first view is as sure of its value, the others are not asked; above 1 they always are. */
    surely: z.number().positive().default(2),
  }),
  output: z.looseObject({
    name: z.string(),
    labels: z.array(z.string().regex(/^.$/u)).min(11),
    blank: z.literal(0),
    framePixels: z.literal(2),
  }),
  calibration: z.looseObject({
    method: z.literal('logit-linear'),
    slope: z.number().positive(),
    offset: z.number(),
  }),
});

const manifestSchema = z.looseObject({
  schema: z.literal('digitdrop.models/1'),
  models: z.array(z.discriminatedUnion('task', [digitEntry, numberEntry])).min(1),
});

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
export type DigitEntry = Frozen<z.infer<typeof digitEntry>>;
export type NumberEntry = Frozen<z.infer<typeof numberEntry>>;
export type ModelEntry = DigitEntry | NumberEntry;

/** The two models that read together: a reading never mixes what was trained and promised apart. */
export interface Manifest {
  readonly digit: DigitEntry;
  readonly number: NumberEntry;
}

/** Fetches a file that lies beside the manifest, or the manifest itself. */
export type ReadModelFile = (name: string) => Promise<Uint8Array>;

/** @throws DigitdropError `model-unusable` where it is no manifest of ours, or does not name one model of each task. */
export const parseManifest = (bytes: Uint8Array): Manifest => {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw unusable('the model manifest is not JSON', cause);
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) throw unusable(`the model manifest is wrong: ${z.prettifyError(parsed.error)}`);
  const { models } = parsed.data;
  const [digit, ...otherDigits] = models.filter(model => model.task === 'digit');
  const [number, ...otherNumbers] = models.filter(model => model.task === 'number');
  if (digit === undefined || number === undefined || otherDigits.length + otherNumbers.length > 0) {
    const got = models.map(model => model.task).join(', ');
    throw unusable(`expected the manifest to name one digit and one number model, got ${got}`);
  }
  return { digit, number };
};

/** @throws DigitdropError `model-unusable` where the file's hash is not the one the manifest states. */
export const readModel = async (entry: ModelEntry, readFile: ReadModelFile): Promise<Uint8Array> => {
  const bytes = await readFile(entry.file);
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== entry.sha256)
    throw unusable(`${entry.file}: expected sha256 ${entry.sha256}, got ${actual}`);
  return bytes;
};

const unusable = (message: string, cause?: unknown): DigitdropError =>
  new DigitdropError('model-unusable', message, { cause });
