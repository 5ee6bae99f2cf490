// A function that only imports the two natives and opens the shipped models, as lean as that can be had: the floor that
// the house's own start is held against. The settings of a session are those of lib/model/session.ts.
import { readFileSync } from 'node:fs';
import { InferenceSession } from 'onnxruntime-node';
import sharp from 'sharp';

process.env.ORT_DISABLE_TELEMETRY = '1';
const models = new URL('../models/', import.meta.url);
const { models: entries } = JSON.parse(readFileSync(new URL('manifest.json', models), 'utf8'));
const sessions = await Promise.all(
  entries.map(({ task, file }) =>
    InferenceSession.create(new URL(file, models).pathname, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      enableMemPattern: task === 'digit',
      logSeverityLevel: 3,
    }),
  ),
);

export const handler = async () => [sharp.versions.sharp, ...sessions.map(({ inputNames }) => inputNames[0])];
