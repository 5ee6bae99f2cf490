// What the training job's gate writes (models/training/serving.py) is what MODEL_URI loads, forth and back.
// The gate's own code runs here: of it, what writes to a store needs nothing but Python itself.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../lib/bucket/object-store.ts';
import { createLog } from '../../lib/log.ts';
import { loadModels } from '../../lib/model/load-models.ts';
import { findPeer } from './peers.ts';

const models = fileURLToPath(new URL('../../models/', import.meta.url));
const python = findPeer('python3');
const why = python === null ? ' (skipped: no python3 on PATH)' : '';

/** Runs lines of Python beside the training package, with `store` and `packaged` at hand. */
const runPython = async (bucket: string, lines: string): Promise<string> => {
  const begin = `
import json, sys
from datetime import datetime, timezone
from pathlib import Path
from training.serving import begin, publish, read_serving, roll_back
from training.store import open_store
store, packaged, now = open_store(sys.argv[1] + "/serving"), Path(sys.argv[2]), datetime.now(timezone.utc)
`;
  const args = ['-c', begin + lines, bucket, models];
  return (await promisify(execFile)(python!, args, { cwd: models })).stdout;
};

/** The same network under another hash: a protobuf message may end in a field that says something else of it. */
const otherFile = (model: Buffer): Buffer => Buffer.concat([model, Buffer.from('\x32\x04gate', 'latin1')]);

describe.skipIf(python === null)(`the gate's layout${why}`, () => {
  let bucket: string;
  beforeAll(async () => {
    bucket = await mkdtemp(join(tmpdir(), 'digitdrop-gate-'));
  });
  afterAll(() => rm(bucket, { recursive: true }));

  const load = async () => {
    const lines: string[] = [];
    const get: ObjectStore['get'] = async (name, key) => {
      expect(name).toBe('models');
      const path = join(bucket, key);
      if (!existsSync(path)) return null;
      const body = await readFile(path);
      return { body, head: { key, etag: '', versionId: null, bytes: body.length, metadata: {} } };
    };
    const log = createLog('info', line => lines.push(line));
    const { digit, number } = await loadModels({
      modelUri: 's3://models/serving/manifest.json',
      store: { get },
      log,
    });
    // The packaged models would load as well: a line of the log says when they had to.
    expect(lines).toEqual([]);
    return { digit: digit.entry, number: number.entry };
  };

  it('loads: the packaged models first, then what was published, and those before again', async () => {
    await runPython(bucket, 'begin(store, packaged)');
    const first = await load();
    expect(first.digit.file).toBe(`digit-${first.digit.sha256}.onnx`);

    const model = otherFile(await readFile(join(models, 'digit.onnx')));
    const sha256 = createHash('sha256').update(model).digest('hex');
    await mkdir(join(bucket, 'candidate'));
    await writeFile(join(bucket, 'candidate', 'digit.onnx'), model);
    const published = await runPython(
      bucket,
      `
entry = next(e for e in json.loads((packaged / "manifest.json").read_text())["models"] if e["task"] == "digit")
entry |= {"version": "9.0.0", "sha256": "${sha256}", "gate": {"passed": True}}
body = (Path(sys.argv[1]) / "candidate" / "digit.onnx").read_bytes()
print(publish(store, read_serving(store), entry, body, now).manifest["previous"])
`,
    );
    expect(published).toMatch(/^manifests\/\d{8}T\d{6}Z-[0-9a-f]{64}\.json$/m);
    const second = await load();
    expect(second.digit).toMatchObject({ version: '9.0.0', sha256, file: `digit-${sha256}.onnx` });
    expect(second.number).toEqual(first.number);

    await runPython(bucket, 'roll_back(store, now)');
    expect(await load()).toEqual(first);
  });
});
