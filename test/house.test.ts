// The house as the functions open it, with models that cannot be had: it opens all the same, and keeps telling of it.
import type { Context } from 'aws-lambda';
import { afterEach, expect, test, vi } from 'vitest';
import { houseOfEnvironment } from '../lib/house.ts';
import { linesOf } from './telemetry/stdout.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('while the packaged models serve in place of others, every invocation says so', async () => {
  const env = {
    AWS_LAMBDA_FUNCTION_NAME: 'digitdrop-test-api',
    MODEL_URI: 's3://models/7/manifest.json',
    // Nobody answers there.
    S3_ENDPOINT: 'http://127.0.0.1:9',
    LOG_LEVEL: 'error',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const lines = await linesOf(async () => {
    const { telemetry } = await houseOfEnvironment();
    for (let invocation = 0; invocation < 2; invocation++) {
      telemetry.begin({ awsRequestId: String(invocation) } as Context);
      telemetry.end();
    }
  });
  expect(lines.map(({ message, ModelFallback }) => message ?? ModelFallback)).toEqual([
    'MODEL_URI cannot be used, the packaged models serve',
    1,
    1,
  ]);
});
