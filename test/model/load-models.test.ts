// A model serves only when its hash, its shape and its reference output hold; else the packaged one does.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StoredObject } from '../../lib/bucket/object-store.ts';
import { createLog } from '../../lib/log.ts';
import { loadDigitModel } from '../../lib/model/load-models.ts';
import { parseManifest, readModel } from '../../lib/model/manifest.ts';

const packagedFile = (name: string) => readFileSync(new URL(`../../models/${name}`, import.meta.url));
const packaged = JSON.parse(packagedFile('manifest.json').toString());
const model = packagedFile('digit.onnx');
const uri = 's3://models/v9/manifest.json';

/** A bucket that holds a manifest, and a model under the manifest's name for it. */
const bucketWith = (manifest: unknown, file: Uint8Array | null = model) => {
  const asked: string[] = [];
  const objects: Readonly<Record<string, Uint8Array | null>> = {
    'v9/manifest.json': Buffer.from(typeof manifest === 'string' ? manifest : JSON.stringify(manifest)),
    'v9/digit.onnx': file,
  };
  const get = async (bucket: string, key: string): Promise<StoredObject | null> => {
    asked.push(`${bucket}/${key}`);
    const body = objects[key] ?? null;
    return body && { body, head: { key, etag: '', versionId: null, bytes: body.length, metadata: {} } };
  };
  return { asked, get };
};

const withEntry = (changes: Record<string, unknown>) => ({
  ...packaged,
  models: [{ ...packaged.models[0], ...changes }],
});

const load = async (store: ReturnType<typeof bucketWith>) => {
  const lines: string[] = [];
  const log = createLog('info', line => lines.push(line));
  const loaded = await loadDigitModel({ modelUri: uri, store, log });
  return { version: loaded.entry.version, lines };
};

describe('MODEL_URI', () => {
  it('loads another model', async () => {
    const store = bucketWith(withEntry({ version: '9.9.9' }));
    const { version, lines } = await load(store);
    expect(version).toBe('9.9.9');
    expect(lines).toEqual([]);
    expect(store.asked).toEqual(['models/v9/manifest.json', 'models/v9/digit.onnx']);
  });

  const otherHash = createHash('sha256').update('other').digest('hex');
  const reference = {
    ...packaged.models[0].reference,
    logits: packaged.models[0].reference.logits.map((v: number) => v + 1),
  };
  const garbage = Buffer.from('no model');
  it.each([
    ['is missing', bucketWith(withEntry({ version: '9.9.9' }), null)],
    ['has another hash', bucketWith(withEntry({ version: '9.9.9', sha256: otherHash }))],
    ['gives another reference output', bucketWith(withEntry({ version: '9.9.9', reference }))],
    [
      'is no ONNX',
      bucketWith(
        withEntry({ version: '9.9.9', sha256: createHash('sha256').update(garbage).digest('hex') }),
        garbage,
      ),
    ],
    ['has a manifest that is not JSON', bucketWith('{')],
    ['has a manifest of another schema', bucketWith({ ...packaged, schema: 'other/1' })],
    ['has a manifest that points elsewhere', bucketWith(withEntry({ file: '../digit.onnx' }))],
  ])('leaves the packaged model serving, and says so, when the other %s', async (_fault, store) => {
    const { version, lines } = await load(store);
    expect(version).toBe(packaged.models[0].version);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('the packaged model serves');
  });
});

describe('the packaged model', () => {
  it('is what its manifest says, and small', async () => {
    const [entry] = parseManifest(packagedFile('manifest.json')).models;
    const bytes = await readModel(entry!, async name => packagedFile(name));
    expect(bytes.length).toBeLessThanOrEqual(2_000_000);
  });

  it('promises a rate with a threshold', () => {
    const { accept } = packaged.models[0];
    expect(accept.maxError).toBeLessThanOrEqual(0.005);
    expect(accept.threshold).toBeGreaterThan(0.5);
  });
});
