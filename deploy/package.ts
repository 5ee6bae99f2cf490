// `npm run package -- --arch arm64|x86_64`: the artifact and the template, without credentials, into dist/<arch>/.
import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { type Architecture, architectures } from './native-packages.ts';

const usage = `Usage: npm run package -- [--arch ${architectures.join('|')}] [--stage NAME] [--param NAME=VALUE]…

Writes dist/<arch>/digitdrop.zip and the CloudFormation template beside it. The same tree gives the same zip.
The parameters are those of serverless.yml.
`;

const home = fileURLToPath(new URL('..', import.meta.url));

interface Order {
  readonly architecture: Architecture;
  readonly rest: readonly string[];
}

/** null: wrong usage. */
const readOrder = (args: readonly string[]): Order | null => {
  try {
    const { arch, stage, param } = parseArgs({
      args: [...args],
      options: {
        arch: { type: 'string', default: 'x86_64' },
        stage: { type: 'string' },
        param: { type: 'string', multiple: true, default: [] },
      },
    }).values;
    const architecture = architectures.find(name => name === arch);
    if (architecture === undefined) return null;
    const rest = [
      ...(stage === undefined ? [] : ['--stage', stage]),
      ...param.flatMap(one => ['--param', one]),
    ];
    return { architecture, rest };
  } catch {
    return null;
  }
};

const runFramework = ({ architecture, rest }: Order, folder: string): Promise<number> => {
  const require = createRequire(import.meta.url);
  const program = join(dirname(require.resolve('serverless/package.json')), 'bin/serverless.js');
  const args = ['package', '--param', `architecture=${architecture}`, '--package', folder, ...rest];
  const child = spawn(process.execPath, [program, ...args], {
    cwd: home,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', code => resolve(code ?? 1));
  });
};

const packageArtifact = async (args: readonly string[]): Promise<number> => {
  const order = readOrder(args);
  if (order === null) {
    process.stderr.write(usage);
    return 2;
  }
  await build({ root: join(home, 'web'), logLevel: 'warn' });
  const folder = join('dist', order.architecture);
  const code = await runFramework(order, folder);
  if (code !== 0) return code;
  const zip = join(home, folder, 'digitdrop.zip');
  const { size } = await stat(zip);
  process.stdout.write(`${relative(home, zip)} ${size} bytes (${(size / 1e6).toFixed(1)} MB)\n`);
  return 0;
};

process.exitCode = await packageArtifact(process.argv.slice(2));
