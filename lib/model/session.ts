// ONNX models in memory. The only file that knows onnxruntime.
import * as ort from 'onnxruntime-node';
import { DigitdropError } from '../errors.ts';
import type { ModelEntry } from './manifest.ts';

// From 1.30 on the runtime reports its sessions to Microsoft, on Linux too, and leaves an identifier in the home
// folder and logs in the temporary one (microsoft/onnxruntime pull request 27379). Whoever wants that sets the
// variable to 0; it is looked at when the first session opens, not when the module loads.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

/** Normal forms in, logits out, one row each. */
export type RunModel = (inputs: readonly Float32Array[]) => Promise<readonly Float32Array[]>;

/**
 * Opens a session with one thread (faster than two for networks this small) and proves it on the manifest's
 * reference input before anyone relies on it.
 * @throws DigitdropError `model-unusable`.
 */
export const openModel = async (entry: ModelEntry, bytes: Uint8Array): Promise<RunModel> => {
  const session = await ort.InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  }).catch(cause => {
    throw new DigitdropError('model-unusable', `${entry.file} cannot be opened`, { cause });
  });
  const run: RunModel = async inputs => {
    const side = entry.input.shape[2] * entry.input.shape[3];
    const batch = new Float32Array(inputs.length * side);
    inputs.forEach((input, i) => {
      batch.set(input, i * side);
    });
    const dims = [inputs.length, 1, entry.input.shape[2], entry.input.shape[3]];
    const outputs = await session.run({ [entry.input.name]: new ort.Tensor('float32', batch, dims) });
    const logits = outputs[entry.output.name]?.data;
    const labels = entry.output.labels.length;
    if (!(logits instanceof Float32Array) || logits.length !== inputs.length * labels) {
      throw new DigitdropError('model-unusable', `${entry.file}: expected ${labels} logits an image`);
    }
    return inputs.map((_, i) => logits.slice(i * labels, (i + 1) * labels));
  };
  await checkReference(entry, run);
  return run;
};

/** The manifest's reference input: a formula, so that no image is stored. models/training/manifest.py writes it. */
const referenceInput = (samples: number): Float32Array =>
  Float32Array.from({ length: samples }, (_, i) => ((i * 37) % 256) / 255);

const checkReference = async (entry: ModelEntry, run: RunModel): Promise<void> => {
  const [logits] = await run([referenceInput(entry.input.shape[2] * entry.input.shape[3])]);
  const { logits: expected, tolerance } = entry.reference;
  const holds =
    logits !== undefined &&
    expected.length === logits.length &&
    expected.every((value, i) => Math.abs(value - logits[i]!) <= tolerance);
  if (!holds) {
    throw new DigitdropError('model-unusable', `${entry.file} does not give its reference output`);
  }
};
