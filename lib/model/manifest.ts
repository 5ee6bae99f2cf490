// models/manifest.json: what each model reads, promises and weighs. Parsed once; a model is loaded only by its hash.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DigitdropError } from '../errors.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const rate = z.number().min(0).max(1);

const modelEntry = z.looseObject({
  name: z.string().min(1),
  version: z.string().min(1),
  task: z.literal('digit'),
  /** Beside the manifest; a name, never a path. */
  file: z.string().regex(/^[a-z0-9][a-z0-9.-]*\.onnx$/),
  sha256,
  input: z.looseObject({
    name: z.string(),
    shape: z.tuple([z.null(), z.literal(1), z.literal(28), z.literal(28)]),
  }),
  output: z.looseObject({ name: z.string(), labels: z.array(z.string().regex(/^[0-9]$/)).min(2) }),
  calibration: z.looseObject({ temperature: z.number().positive() }),
  accept: z.looseObject({ threshold: rate, maxError: rate }),
  reference: z.looseObject({ logits: z.array(z.number()), tolerance: z.number().positive() }),
  metrics: z.record(z.string(), z.unknown()),
});

const manifestSchema = z.looseObject({
  schema: z.literal('digitdrop.models/1'),
  models: z.array(modelEntry).min(1),
});

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
export type ModelEntry = Frozen<z.infer<typeof modelEntry>>;
export type Manifest = Frozen<z.infer<typeof manifestSchema>>;

/** Fetches a file that lies beside the manifest, or the manifest itself. */
export type ReadModelFile = (name: string) => Promise<Uint8Array>;

/** @throws DigitdropError `model-unusable` where it is no manifest of ours. */
export const parseManifest = (bytes: Uint8Array): Manifest => {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new DigitdropError('model-unusable', 'the model manifest is not JSON', { cause });
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    throw new DigitdropError(
      'model-unusable',
      `the model manifest is wrong: ${z.prettifyError(parsed.error)}`,
    );
  }
  return parsed.data;
};

/** @throws DigitdropError `model-unusable` where the file's hash is not the one the manifest states. */
export const readModel = async (entry: ModelEntry, readFile: ReadModelFile): Promise<Uint8Array> => {
  const bytes = await readFile(entry.file);
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== entry.sha256) {
    throw new DigitdropError(
      'model-unusable',
      `${entry.file}: expected sha256 ${entry.sha256}, got ${actual}`,
    );
  }
  return bytes;
};
