// Packaging of a stack with everything: the template that the other tests look at, and doors that open where nothing
// else is.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readZip } from '../../deploy/steady-zip.ts';
import { makeKey, startIssuer, tokenOf } from './openid-issuer.ts';
import { packagingMs, runPackage } from './packaging.ts';
import { openTemplateMaker, type Template } from './stack-template.ts';
import { variants } from './stack-variants.ts';

const dist = fileURLToPath(new URL('../../dist/x86_64/', import.meta.url));

describe('packaging', () => {
  let folder = '';
  const made: Record<string, Template> = {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'digitdrop-stack-test-'));
    const maker = await openTemplateMaker();
    try {
      for (const name of ['plain', 'everything'] as const) made[name] = await maker.make(variants[name]);
    } finally {
      await maker.close();
    }
  });

  afterAll(() => rm(folder, { recursive: true }));

  const flagsOf = ({ stage, ...parameters }: Readonly<Record<string, string>>) => [
    ...(stage === undefined ? [] : ['--stage', stage]),
    ...Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`]),
  ];

  /** The time of the deployment stands in the artifact's name. */
  const withoutArtifact = (template: Template): unknown =>
    JSON.parse(JSON.stringify(template).replaceAll(/serverless\/digitdrop\/[^"]*\.zip/g, 'the artifact'));

  it(
    'writes these templates, and zips the functions that they have',
    async () => {
      // The defaults last, so that they are what is left in dist/.
      for (const name of ['everything', 'plain'] as const) {
        await runPackage('--arch', 'x86_64', ...flagsOf(variants[name]));
        const file = join(dist, 'cloudformation-template-update-stack.json');
        const template: Template = JSON.parse(await readFile(file, 'utf8'));
        expect(withoutArtifact(template)).toEqual(withoutArtifact(made[name]!));
        const entries = readZip(await readFile(join(dist, 'digitdrop.zip')));
        const handlers = Object.keys(entries).filter(entry => /^functions\/[a-z-]+\.mjs$/.test(entry));
        const wanted = Object.values(template.Resources)
          .filter(({ Type }) => Type === 'AWS::Lambda::Function')
          .map(({ Properties }) => `${Properties.Handler.replace(/\.handler$/, '')}.mjs`);
        expect(handlers).toEqual(expect.arrayContaining(wanted));
        if (name === 'everything') await unpack(entries);
      }
    },
    2 * packagingMs,
  );

  const unpack = async (entries: Readonly<Record<string, Uint8Array>>) => {
    for (const [name, bytes] of Object.entries(entries)) {
      await mkdir(join(folder, dirname(name)), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
  };

  /** Runs a script that has `call(name, event)` in the artifact's folder; gives what it tells last. */
  const runThere = async (script: string, env: Readonly<Record<string, string>>): Promise<unknown> => {
    const prelude = `
      const context = { getRemainingTimeInMillis: () => 9000 };
      const call = async (name, event) => {
        const { handler } = await import(process.cwd() + '/functions/' + name + '.mjs');
        return handler(event, context).then(reply => reply, ({ code }) => code);
      };`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', prelude + script],
      { cwd: folder, env: { AWS_REGION: 'us-east-1', LOG_LEVEL: 'silent', ...env } },
    );
    return JSON.parse(stdout.trim().split('\n').at(-1)!);
  };

  it('gives the webhook and the sweep doors that open', async () => {
    const EVENT = await readFile(
      new URL('../../events/reading-created-in-sqs.json', import.meta.url),
      'utf8',
    );
    const script = `
      const failed = await call('on-reading', JSON.parse(process.env.EVENT));
      console.log(JSON.stringify([failed.batchItemFailures.length, await call('on-sweep', {})]));`;
    const told = await runThere(script, {
      EVENT,
      // Nobody answers there, so that each message comes again.
      WEBHOOK_URL: 'http://127.0.0.1:9/',
      WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
    });
    expect(told).toEqual([1, 'bad-config']);
  });

  it.skipIf(process.arch !== 'x64')('gives the HTTP door what checks tokens', async () => {
    const key = makeKey('k1');
    const issuer = await startIssuer(key);
    try {
      const script = `
        const ask = authorization => call('api', {
          rawPath: '/v1/models',
          headers: authorization === undefined ? {} : { authorization },
          requestContext: { http: { method: 'GET' } },
        });
        const answers = [await ask(), await ask('Bearer ' + process.env.TOKEN)];
        console.log(JSON.stringify(answers.map(({ statusCode }) => statusCode)));`;
      const told = await runThere(script, {
        AUTH_ISSUER: issuer.url,
        AUTH_AUDIENCE: 'web',
        TOKEN: tokenOf(key, { iss: issuer.url, aud: 'web' }),
      });
      expect(told).toEqual([401, 200]);
    } finally {
      await issuer.close();
    }
  });
});
