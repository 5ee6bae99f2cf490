// Templates of the stack without its artifact: the framework over serverless.yml as it is, but for the bundling, which
// takes seconds and of which no template tells. So every combination of parameters can be looked at.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: each type of resource has its own properties, told by what is expected.
  readonly Properties: Readonly<Record<string, any>>;
  readonly [attribute: string]: unknown;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

export type Parameters = Readonly<Record<string, string>>;

const home = fileURLToPath(new URL('../..', import.meta.url));

export interface TemplateMaker {
  /** `stage` is one of the parameters. @throws what the framework prints, where it refuses them. */
  readonly make: (parameters: Parameters) => Promise<Template>;
  readonly close: () => Promise<void>;
}

/** A folder with the stack's own files, whose packaging makes no bundle. */
export const openTemplateMaker = async (): Promise<TemplateMaker> => {
  const folder = await mkdtemp(join(tmpdir(), 'digitdrop-template-test-'));
  const text = await readFile(join(home, 'serverless.yml'), 'utf8');
  await writeFile(join(folder, 'serverless.yml'), withoutBundling(text));
  // The end of an empty zip, which is all of one (PKWARE, APPNOTE 4.3.16).
  await writeFile(join(folder, 'empty.zip'), Buffer.from(`PK\x05\x06${'\0'.repeat(18)}`, 'latin1'));
  for (const name of ['infra', 'package.json'])
    await cp(join(home, name), join(folder, name), { recursive: true });
  for (const name of ['deploy', 'lib', 'models', 'node_modules'])
    await symlink(join(home, name), join(folder, name));
  return {
    make: parameters => makeTemplate(folder, parameters),
    close: () => rm(folder, { recursive: true }),
  };
};

/** @throws where serverless.yml no longer says what is taken away here. */
const withoutBundling = (text: string): string => {
  const cuts: readonly (readonly [RegExp, string])[] = [
    [
      /^ {2}# Before serverless-esbuild.*\n {2}- \.\/deploy\/artifact-plugin\.ts\n {2}- serverless-esbuild\n/m,
      '',
    ],
    [/^package:\n {2}patterns:\n(?: {4}.*\n)+/m, 'package:\n  artifact: empty.zip\n'],
  ];
  return cuts.reduce((left, [cut, put]) => {
    if (!cut.test(left)) throw new Error(`serverless.yml: expected ${cut}`);
    return left.replace(cut, put);
  }, text);
};

let made = 0;

const makeTemplate = async (
  folder: string,
  { stage = 'dev', ...parameters }: Parameters,
): Promise<Template> => {
  const out = `out-${++made}`;
  await mkdir(join(folder, out));
  const program = join(home, 'node_modules/serverless/bin/serverless.js');
  const flags = Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  await promisify(execFile)(
    process.execPath,
    [program, 'package', '--package', out, '--stage', stage, ...flags],
    { cwd: folder },
  ).catch((error: { readonly stdout: string; readonly stderr: string }) => {
    throw new Error(`${error.stdout}\n${error.stderr}`);
  });
  return JSON.parse(await readFile(join(folder, out, 'cloudformation-template-update-stack.json'), 'utf8'));
};
