// Which models serve: those that MODEL_URI names, else (or when these fail) those packaged beside the code.
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import type { ObjectStore } from '../bucket/object-store.ts';
import { DigitdropError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type ModelEntry, parseManifest, type ReadModelFile, readModel } from './manifest.ts';
import { openModel, type RunModel } from './session.ts';

export interface LoadedModel {
  readonly entry: ModelEntry;
  readonly run: RunModel;
}

/** A model file larger than this is none of ours. */
const maxModelBytes = 64_000_000;
const manifestName = 'manifest.json';

/** @throws DigitdropError `model-unusable` where not even the packaged model can be used. */
export const loadDigitModel = async (sources: {
  readonly modelUri: string | null;
  readonly store: Pick<ObjectStore, 'get'>;
  readonly log: Log;
}): Promise<LoadedModel> => {
  if (sources.modelUri !== null) {
    try {
      return await load(...inBucket(sources.modelUri, sources.store));
    } catch (error) {
      sources.log.error('MODEL_URI cannot be used, the packaged model serves', {
        uri: sources.modelUri,
        error,
      });
    }
  }
  return load(packaged, manifestName);
};

const load = async (readFileNamed: ReadModelFile, manifest: string): Promise<LoadedModel> => {
  const entry = parseManifest(await readFileNamed(manifest)).models.find(model => model.task === 'digit');
  if (entry === undefined) throw new DigitdropError('model-unusable', 'the manifest names no digit model');
  return { entry, run: await openModel(entry, await readModel(entry, readFileNamed)) };
};

const packaged: ReadModelFile = async name => {
  try {
    return await readFile(new URL(`../../models/${name}`, import.meta.url));
  } catch (cause) {
    throw new DigitdropError('model-unusable', `the packaged models/${name} cannot be read`, { cause });
  }
};

const inBucket = (uri: string, store: Pick<ObjectStore, 'get'>): [ReadModelFile, string] => {
  const { hostname: bucket, pathname } = new URL(uri);
  const key = decodeURIComponent(pathname.slice(1));
  const read: ReadModelFile = async name => {
    const beside = posix.join(posix.dirname(key), name);
    const found = await store.get(bucket, beside, { maxBytes: maxModelBytes });
    if (found === null) throw new DigitdropError('model-unusable', `s3://${bucket}/${beside} does not exist`);
    return found.body;
  };
  return [read, posix.basename(key)];
};
