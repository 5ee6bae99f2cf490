// ONNX models in memory. The only file that knows onnxruntime.
import * as ort from 'onnxruntime-node';
import { DigitdropError } from '../errors.ts';
import type { DigitEntry, ModelEntry, NumberEntry } from './manifest.ts';

// From 1.30 on the runtime reports its sessions to Microsoft, on Linux too, and leaves an identifier in the home
// folder and logs in the temporary one (microsoft/onnxruntime pull request 27379). Whoever wants that sets the
// variable to 0; it is looked at when the first session opens, not when the module loads.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

/** Normal forms in, logits out, one row each. */
export type RunDigitModel = (inputs: readonly Float32Array[]) => Promise<readonly Float32Array[]>;

/** One string, 48 rows of `width` samples (a multiple of 4) → its logits, frames x classes. */
export type RunNumberModel = (ink: Float32Array, width: number) => Promise<Float32Array>;

/** Width of the number model's reference input. */
const referenceWidth = 64;

/**
 * Opens a session and proves it on the manifest's reference input before anyone relies on it.
 * @throws DigitdropError `model-unusable`.
 */
export const openDigitModel = async (entry: DigitEntry, bytes: Uint8Array): Promise<RunDigitModel> => {
  const run = await openSession(entry, bytes);
  const [, , height, width] = entry.input.shape;
  const side = height * width;
  const runDigits: RunDigitModel = async inputs => {
    const batch = new Float32Array(inputs.length * side);
    inputs.forEach((input, i) => {
      batch.set(input, i * side);
    });
    const labels = entry.output.labels.length;
    const logits = await run(batch, [inputs.length, 1, height, width], inputs.length * labels);
    return inputs.map((_, i) => logits.slice(i * labels, (i + 1) * labels));
  };
  checkReference(entry, (await runDigits([referenceInput(side)]))[0]!);
  return runDigits;
};

/** @throws DigitdropError `model-unusable`. */
export const openNumberModel = async (entry: NumberEntry, bytes: Uint8Array): Promise<RunNumberModel> => {
  const run = await openSession(entry, bytes);
  const [, , height] = entry.input.shape;
  const { labels, framePixels } = entry.output;
  const runNumber: RunNumberModel = (ink, width) =>
    run(ink, [1, 1, height, width], (width / framePixels) * (labels.length + 1));
  checkReference(entry, await runNumber(referenceInput(height * referenceWidth), referenceWidth));
  return runNumber;
};

type Run = (input: Float32Array, shape: readonly number[], outputs: number) => Promise<Float32Array>;

/** One thread: faster than two for networks this small. Patterns of memory are of no use where widths vary. */
const openSession = async (entry: ModelEntry, bytes: Uint8Array): Promise<Run> => {
  const session = await ort.InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableMemPattern: entry.task === 'digit',
    logSeverityLevel: 3,
  }).catch(cause => {
    throw new DigitdropError('model-unusable', `${entry.file} cannot be opened`, { cause });
  });
  return async (input, shape, outputs) => {
    const answer = await session.run({ [entry.input.name]: new ort.Tensor('float32', input, [...shape]) });
    const logits = answer[entry.output.name]?.data;
    if (!(logits instanceof Float32Array) || logits.length !== outputs)
      throw new DigitdropError('model-unusable', `${entry.file}: expected ${outputs} logits`);
    return logits;
  };
};

/** The manifest's reference input: a formula, so that no image is stored. models/training/manifest.py writes it. */
const referenceInput = (samples: number): Float32Array =>
  Float32Array.from({ length: samples }, (_, i) => ((i * 37) % 256) / 255);

const checkReference = (entry: ModelEntry, logits: Float32Array): void => {
  const { logits: expected, tolerance } = entry.reference;
  const holds =
    expected.length === logits.length &&
    expected.every((value, i) => Math.abs(value - logits[i]!) <= tolerance);
  if (!holds) {
    throw new DigitdropError('model-unusable', `${entry.file} does not give its reference output`);
  }
};
