// Which models serve: those that MODEL_URI names, else (or when these fail) those packaged beside the code.
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import type { ObjectStore } from '../bucket/object-store.ts';
import { DigitdropError } from '../errors.ts';
import type { Log } from '../log.ts';
import {
  type DigitEntry,
  type NumberEntry,
  parseManifest,
  type ReadModelFile,
  readModel,
} from './manifest.ts';
import { openDigitModel, openNumberModel, type RunDigitModel, type RunNumberModel } from './session.ts';

export interface LoadedDigitModel {
  readonly entry: DigitEntry;
  readonly run: RunDigitModel;
}

export interface LoadedNumberModel {
  readonly entry: NumberEntry;
  readonly run: RunNumberModel;
}

/** Both, or neither: of one manifest. */
export interface LoadedModels {
  readonly digit: LoadedDigitModel;
  readonly number: LoadedNumberModel;
}

/** A model file larger than this is none of ours. */
const maxModelBytes = 64_000_000;
const manifestName = 'manifest.json';

/** @throws DigitdropError `model-unusable` where not even the packaged models can be used. */
export const loadModels = async (sources: {
  readonly modelUri: string | null;
  readonly store: Pick<ObjectStore, 'get'>;
  readonly log: Log;
  /** Told where the packaged models serve though others are set. */
  readonly noteFallback?: () => void;
}): Promise<LoadedModels> => {
  if (sources.modelUri !== null) {
    try {
      return await load(...inBucket(sources.modelUri, sources.store));
    } catch (error) {
      sources.log.error('MODEL_URI cannot be used, the packaged models serve', {
        uri: sources.modelUri,
        error,
      });
      sources.noteFallback?.();
    }
  }
  return load(packaged, manifestName);
};

const load = async (readFileNamed: ReadModelFile, manifest: string): Promise<LoadedModels> => {
  const { digit, number } = parseManifest(await readFileNamed(manifest));
  const [runDigits, runNumber] = await Promise.all([
    readModel(digit, readFileNamed).then(bytes => openDigitModel(digit, bytes)),
    readModel(number, readFileNamed).then(bytes => openNumberModel(number, bytes)),
  ]);
  return { digit: { entry: digit, run: runDigits }, number: { entry: number, run: runNumber } };
};

const packaged: ReadModelFile = async name => {
  try {
    // At once: nothing else is to be done meanwhile, and the other way reads in pieces of half a megabyte.
    return readFileSync(new URL(`../../models/${name}`, import.meta.url));
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
