// MODEL_URI under AWS's runtime client, the models in moto's S3: good ones serve; whatever is wrong with them, the
// packaged ones serve instead, the log says so, and each invocation counts it for the alarm.
import { readFile } from 'node:fs/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventually } from '../bucket-client.ts';
import { packagingMs } from '../packaging.ts';
import type { LambdaProcess } from './lambda-process.ts';
import { missing, openStand, type Stand } from './stand.ts';

const read = async (path: string) => readFile(new URL(`../../../${path}`, import.meta.url));
const why = missing === null ? '' : ` (skipped: ${missing})`;
const bucket = 'models';

const readings = z.object({
  body: z.object({ body: z.string().transform(text => JSON.parse(text).readings[0].model) }),
});

interface Entry {
  readonly task: string;
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly reference: { readonly logits: readonly number[] };
}

interface Files {
  readonly 'manifest.json': { readonly models: readonly Entry[] };
  readonly 'digit.onnx': Uint8Array | null;
  readonly 'number.onnx': Uint8Array | null;
}

describe.skipIf(missing !== null)(`MODEL_URI under aws-lambda-ric${why}`, () => {
  let stand: Stand;
  let files: Files;
  let lambda: LambdaProcess | null = null;

  beforeAll(async () => {
    stand = await openStand();
    await stand.moto.createBucket(bucket);
    const packaged = async (name: string) => readFile(`${stand.folder}/models/${name}`);
    files = {
      'manifest.json': JSON.parse((await packaged('manifest.json')).toString()),
      'digit.onnx': await packaged('digit.onnx'),
      'number.onnx': await packaged('number.onnx'),
    };
  }, packagingMs);

  afterEach(async () => {
    await lambda?.stop();
    lambda = null;
  });

  afterAll(() => stand?.close());

  /** The packaged manifest with both models of another version, and one of them changed. */
  const withDigit = (change: (entry: Entry) => object) => ({
    models: files['manifest.json'].models.map(entry => ({
      ...entry,
      version: '9.9.9',
      ...(entry.task === 'digit' ? change(entry) : {}),
    })),
  });

  const upload = async (folder: string, changed: object): Promise<string> => {
    for (const [name, content] of Object.entries({ ...files, ...changed })) {
      if (content === null) continue;
      const whole = { ...files['manifest.json'], ...content };
      const Body = content instanceof Uint8Array ? content : JSON.stringify(whole);
      await stand.moto.client.send(new PutObjectCommand({ Bucket: bucket, Key: `${folder}/${name}`, Body }));
    }
    return `s3://${bucket}/${folder}/manifest.json`;
  };

  /** The model that a fresh function reads a digit with, and its log so far. */
  const serve = async (env: Readonly<Record<string, string>>) => {
    lambda = await stand.start('api', env);
    const event = JSON.parse((await read('events/api-image.json')).toString());
    const body = (await read('samples/images/tiny.png')).toString('base64');
    const answer = await lambda.invoke({ ...event, body, isBase64Encoded: true, rawQueryString: '' });
    return { model: readings.parse(answer).body.body, output: lambda.output };
  };

  const lines = (output: string): readonly Record<string, unknown>[] =>
    output
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map(line => JSON.parse(line));

  test('other models serve, and their version and hash stand in what they read', async () => {
    const uri = await upload('good', { 'manifest.json': withDigit(() => ({ name: 'digit-of-tomorrow' })) });
    const { model, output } = await serve({ MODEL_URI: uri });
    const digit = files['manifest.json'].models.find(({ task }) => task === 'digit')!;
    expect(model).toEqual({ name: 'digit-of-tomorrow', version: '9.9.9', sha256: digit.sha256 });
    // The metrics are written before the answer is: were one of a fallback, it would be here.
    await eventually(async () => expect(output()).toContain('ReadingsAccepted'));
    expect(output()).not.toMatch(/ModelFallback|cannot be used/);
  });

  const faults: readonly (readonly [string, () => Promise<Readonly<Record<string, string>>>])[] = [
    [
      'a hash that is not the file’s',
      async () => ({
        MODEL_URI: await upload('hash', {
          'manifest.json': withDigit(() => ({ sha256: '0'.repeat(64) })),
        }),
      }),
    ],
    [
      'a file that is not there',
      async () => ({
        MODEL_URI: await upload('gone', { 'manifest.json': withDigit(() => ({})), 'number.onnx': null }),
      }),
    ],
    [
      'a model that fails its own reference check',
      async () => ({
        MODEL_URI: await upload('wrong', {
          'manifest.json': withDigit(({ reference }) => ({
            reference: { ...reference, logits: reference.logits.map(logit => logit + 1) },
          })),
        }),
      }),
    ],
    [
      'a manifest that lacks one of the two',
      async () => ({
        MODEL_URI: await upload('half', {
          'manifest.json': { models: withDigit(() => ({})).models.filter(({ task }) => task === 'digit') },
        }),
      }),
    ],
    ['a manifest that is not there', async () => ({ MODEL_URI: `s3://${bucket}/nobody/manifest.json` })],
    [
      'a store that is away',
      async () => ({
        MODEL_URI: `s3://${bucket}/good/manifest.json`,
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      }),
    ],
  ];

  test.each(faults)('%s: the packaged models serve, and it is told', async (_fault, settings) => {
    const { model, output } = await serve(await settings());
    const packaged = files['manifest.json'].models.map(({ name, sha256 }) => ({ name, sha256 }));
    expect(packaged).toContainEqual({ name: model.name, sha256: model.sha256 });
    expect(model.version).not.toBe('9.9.9');
    await eventually(async () => expect(output()).toContain('ModelFallback'));
    const told = lines(output());
    expect(
      told.filter(({ message }) => message === 'MODEL_URI cannot be used, the packaged models serve'),
    ).toEqual([expect.objectContaining({ level: 'ERROR', service: 'digitdrop-test-api' })]);
    expect(told).toContainEqual(expect.objectContaining({ ModelFallback: 1, service: 'digitdrop-test-api' }));
  });
});
