// A model serves only when its hash, its shape and its reference output hold; else the packaged one does.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StoredObject } from '../../lib/bucket/object-store.ts';
import { DigitdropError } from '../../lib/errors.ts';
import { createLog } from '../../lib/log.ts';
import { loadModels } from '../../lib/model/load-models.ts';
import { parseManifest, readModel } from '../../lib/model/manifest.ts';

const packagedFile = (name: string) => readFileSync(new URL(`../../models/${name}`, import.meta.url));
const packaged = JSON.parse(packagedFile('manifest.json').toString());
const [digit, number] = [packagedFile('digit.onnx'), packagedFile('number.onnx')];
const uri = 's3://models/v9/manifest.json';

/** A bucket that holds a manifest, and models under the manifest's names for them. */
const bucketWith = (
  manifest: unknown,
  files: { readonly digit?: Uint8Array | null; readonly number?: Uint8Array | null } = {},
) => {
  const asked: string[] = [];
  const objects: Readonly<Record<string, Uint8Array | null>> = {
    'v9/manifest.json': Buffer.from(typeof manifest === 'string' ? manifest : JSON.stringify(manifest)),
    'v9/digit.onnx': files.digit === undefined ? digit : files.digit,
    'v9/number.onnx': files.number === undefined ? number : files.number,
  };
  const get = async (bucket: string, key: string): Promise<StoredObject | null> => {
    asked.push(`${bucket}/${key}`);
    const body = objects[key] ?? null;
    return body && { body, head: { key, etag: '', versionId: null, bytes: body.length, metadata: {} } };
  };
  return { asked, get };
};

/** The packaged manifest with changes to one entry, and both models of version 9.9.9. */
const withEntry = (task: 'digit' | 'number', changes: Record<string, unknown> = {}) => ({
  ...packaged,
  models: packaged.models.map((entry: { task: string }) => ({
    ...entry,
    version: '9.9.9',
    ...(entry.task === task ? changes : {}),
  })),
});

const load = async (store: ReturnType<typeof bucketWith>) => {
  const lines: string[] = [];
  const log = createLog('info', line => lines.push(line));
  let fallbacks = 0;
  const noteFallback = () => {
    fallbacks += 1;
  };
  const loaded = await loadModels({ modelUri: uri, store, log, noteFallback });
  return { versions: [loaded.digit.entry.version, loaded.number.entry.version], lines, fallbacks };
};

const entryOf = (task: string) => packaged.models.find((entry: { task: string }) => entry.task === task);

describe('MODEL_URI', () => {
  it('loads other models', async () => {
    const store = bucketWith(withEntry('digit'));
    const { versions, lines, fallbacks } = await load(store);
    expect(versions).toEqual(['9.9.9', '9.9.9']);
    expect(lines).toEqual([]);
    expect(fallbacks).toBe(0);
    expect(store.asked.toSorted()).toEqual([
      'models/v9/digit.onnx',
      'models/v9/manifest.json',
      'models/v9/number.onnx',
    ]);
  });

  const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const otherReference = (task: string) => {
    const { reference } = entryOf(task);
    return { reference: { ...reference, logits: reference.logits.map((v: number) => v + 1) } };
  };
  const garbage = Buffer.from('no model');
  const isGarbage = { sha256: hashOf(garbage) };
  const wordsForLogits = { reference: { ...entryOf('digit').reference, logits: ['1', '2'] } };
  const away: ReturnType<typeof bucketWith> = {
    asked: [],
    get: async () => {
      throw new DigitdropError('store-unavailable', 'nobody answers');
    },
  };
  const alone = (task: string) => ({ ...packaged, models: [{ ...entryOf(task), version: '9.9.9' }] });
  it.each([
    ['digit model is missing', bucketWith(withEntry('digit'), { digit: null })],
    ['number model is missing', bucketWith(withEntry('number'), { number: null })],
    ['digit model has another hash', bucketWith(withEntry('digit', { sha256: hashOf(number) }))],
    ['number model has another hash', bucketWith(withEntry('number', { sha256: hashOf(digit) }))],
    ['digit model gives another output', bucketWith(withEntry('digit', otherReference('digit')))],
    ['number model gives another output', bucketWith(withEntry('number', otherReference('number')))],
    ['digit model is no ONNX', bucketWith(withEntry('digit', isGarbage), { digit: garbage })],
    ['number model is no ONNX', bucketWith(withEntry('number', isGarbage), { number: garbage })],
    ['manifest is not JSON', bucketWith('{')],
    ['manifest has another schema', bucketWith({ ...withEntry('digit'), schema: 'other/1' })],
    ['manifest points elsewhere', bucketWith(withEntry('digit', { file: '../digit.onnx' }))],
    ['manifest names no number model', bucketWith(alone('digit'))],
    ['manifest names no digit model', bucketWith(alone('number'))],
    [
      'manifest names two number models',
      bucketWith({ ...packaged, models: [...withEntry('digit').models, entryOf('number')] }),
    ],
    [
      'manifest gives no view',
      bucketWith(withEntry('number', { input: { ...entryOf('number').input, views: [] } })),
    ],
    ['manifest gives words for logits', bucketWith(withEntry('digit', wordsForLogits))],
    ['store is away', away],
  ])('leaves both packaged models serving, and says so, when the %s', async (_fault, store) => {
    const { versions, lines, fallbacks } = await load(store);
    expect(fallbacks).toBe(1);
    expect(versions).toEqual([entryOf('digit').version, entryOf('number').version]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('the packaged models serve');
  });
});

describe('the packaged models', () => {
  const manifest = parseManifest(packagedFile('manifest.json'));

  it.each([
    ['digit', manifest.digit, 2_000_000],
    ['number', manifest.number, 4_000_000],
  ] as const)('are what their manifest says, and small: %s', async (_task, entry, mostBytes) => {
    const bytes = await readModel(entry, async name => packagedFile(name));
    expect(bytes.length).toBeLessThanOrEqual(mostBytes);
  });

  it.each(['digit', 'number'] as const)('promise a rate with a threshold: %s', task => {
    const { accept } = manifest[task];
    expect(accept.maxError).toBeLessThanOrEqual(0.01);
    expect(accept.threshold).toBeGreaterThan(0.5);
  });
});
