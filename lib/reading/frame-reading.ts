// A finding → the Reading that doors answer, with the model and the promise it stands on.
import type { LoadedModels } from '../model/load-models.ts';
import type { ModelEntry } from '../model/manifest.ts';
import type { Finding } from './judge.ts';
import { showInputs } from './model-input.ts';
import type { Promises } from './promises.ts';
import type { ImageRequest, ModelInfo } from './reader.ts';
import { type Reading, readingSchemaName, type Source } from './reading.ts';

export const frameOf =
  (models: LoadedModels) =>
  (
    { by, seen, ...verdict }: Finding,
    image: Reading['image'],
    source: Source,
    promises: Promises,
    durationMs: Reading['durationMs'],
    { showsInput = false }: Pick<ImageRequest, 'showsInput'> = {},
  ): Reading => {
    const { name, version, sha256 } = models[by].entry;
    return {
      schema: readingSchemaName,
      source,
      image,
      ...verdict,
      promise: promises[by],
      model: { name, version, sha256 },
      readAt: new Date().toISOString(),
      durationMs,
      ...(showsInput ? { seen: showInputs(seen) } : {}),
    };
  };

export const modelInfoOf = (entry: ModelEntry): ModelInfo => ({
  name: entry.name,
  version: entry.version,
  sha256: entry.sha256,
  task: entry.task,
  maxError: entry.accept.maxError,
  threshold: entry.accept.threshold,
  promises: entry.accept.curve,
  metrics: entry.metrics,
});
