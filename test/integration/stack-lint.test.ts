// The stack's templates before two linters, in all that its settings make of them, and the training job's beside them:
// CloudFormation's own, and one for security. What is left as it is stands in infra/lint-exceptions.yml, with its reason.
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { findPeer } from './peers.ts';
import { openTemplateMaker, type Template } from './stack-template.ts';
import { variants } from './stack-variants.ts';

const exceptions = z
  .strictObject({
    'cfn-lint': z.array(z.strictObject({ check: z.string(), why: z.string().min(20) })),
    checkov: z.array(
      z.strictObject({ check: z.string(), resources: z.array(z.string()).min(1), why: z.string().min(20) }),
    ),
  })
  .parse(parse(await readFile(new URL('../../infra/lint-exceptions.yml', import.meta.url), 'utf8')));

const isRequired = process.env.DIGITDROP_PEERS === 'required';
const peerOf = (name: string) => {
  const path = findPeer(name);
  const isThere = isRequired || path !== null;
  return {
    path: path ?? name,
    isThere,
    why: isThere ? '' : ` (skipped: no ${name} in the tests' own environments or on PATH)`,
  };
};
const [cfnLint, checkov] = [peerOf('cfn-lint'), peerOf('checkov')];

/** Both end with another code than 0 where they have something to say. */
const outputOf = async (command: string, args: readonly string[]): Promise<string> => {
  const running = promisify(execFile)(command, [...args], { maxBuffer: 64_000_000 });
  const { stdout } = await running.catch((error: { readonly stdout?: string }) => {
    if (error.stdout === undefined || error.stdout === '') throw error;
    return { stdout: error.stdout };
  });
  return stdout;
};

let folder = '';
let plain: Template = { Resources: {} };
const fileOf = (name: string) => join(folder, name === training ? `${name}.yml` : `${name}.json`);
const training = 'training';

/** A fault that either linter knows. */
const faulty = (): Template => {
  const { Bucket, ...rest } = plain.Resources;
  const { BucketEncryption: _, PublicAccessBlockConfiguration: __, ...open } = Bucket!.Properties;
  return { ...plain, Resources: { ...rest, Bucket: { ...Bucket!, Properties: { ...open, Colour: 'red' } } } };
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitdrop-lint-test-'));
  const maker = await openTemplateMaker();
  try {
    for (const [name, parameters] of Object.entries(variants)) {
      const template = await maker.make(parameters);
      if (name === 'plain') plain = template;
      await writeFile(fileOf(name), JSON.stringify(template));
    }
  } finally {
    await maker.close();
  }
  await copyFile(new URL(`../../infra/${training}.yml`, import.meta.url), fileOf(training));
  await writeFile(fileOf('faulty'), JSON.stringify(faulty()));
}, 300_000);

afterAll(() => rm(folder, { recursive: true }));

const names = [...Object.keys(variants), training, 'faulty'];

describe('the templates', () => {
  it.skipIf(!cfnLint.isThere)(`say to cfn-lint what is named, and nothing else${cfnLint.why}`, async () => {
    const report = z
      .array(z.looseObject({ Filename: z.string(), Rule: z.looseObject({ Id: z.string() }) }))
      .parse(JSON.parse(await outputOf(cfnLint.path, ['--format', 'json', '--', ...names.map(fileOf)])));
    const said = report.map(({ Filename, Rule }) => [basename(Filename, '.json'), Rule.Id] as const);
    const known = exceptions['cfn-lint'].map(({ check }) => check);
    expect([...new Set(said.flatMap(([name, id]) => (name === 'faulty' ? [] : [id])))].sort()).toEqual(
      known.sort(),
    );
    // The control: a property that no bucket has.
    expect(said).toContainEqual(['faulty', 'E3002']);
  });

  it.skipIf(!checkov.isThere)(`say to checkov what is named, and nothing else${checkov.why}`, async () => {
    const args = ['--framework', 'cloudformation', '--skip-download', '--compact', '--quiet', '-o', 'json'];
    const report = z
      .looseObject({
        results: z.looseObject({
          failed_checks: z.array(
            z.looseObject({ check_id: z.string(), resource: z.string(), file_path: z.string() }),
          ),
        }),
        summary: z.looseObject({ passed: z.number(), parsing_errors: z.number() }),
      })
      .parse(JSON.parse(await outputOf(checkov.path, ['-d', folder, ...args])));
    expect(report.summary.parsing_errors).toBe(0);
    expect(report.summary.passed).toBeGreaterThan(100);
    const said = report.results.failed_checks.map(({ check_id, resource, file_path }) => ({
      file: basename(file_path, '.json'),
      said: `${check_id} ${resource.split('.').at(-1)}`,
    }));
    const known = exceptions.checkov.flatMap(({ check, resources }) =>
      resources.map(resource => `${check} ${resource}`),
    );
    expect([...new Set(said.filter(({ file }) => file !== 'faulty').map(one => one.said))].sort()).toEqual(
      known.sort(),
    );
    // The control: a bucket that may be opened to everybody.
    expect(said).toContainEqual({ file: 'faulty', said: 'CKV_AWS_53 Bucket' });
  });
});
