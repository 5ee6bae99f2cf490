// The machine code that stays beside the bundle, in the packages that it came in: the files of one platform, no others.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { ZipEntries } from './steady-zip.ts';

/** As Lambda names them. */
export const architectures = ['arm64', 'x86_64'] as const;
export type Architecture = (typeof architectures)[number];

/** As Node and npm name them. */
const nodeArch = { arm64: 'arm64', x86_64: 'x64' } as const;

const lockSchema = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ version: z.string().optional() })),
});

/** onnxruntime-node carries all platforms in one package. */
const onnxruntime = 'onnxruntime-node';

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

/** sharp's own machine code is a package a platform. */
const platformPackages = (architecture: Architecture): readonly string[] => [
  `@img/sharp-linux-${nodeArch[architecture]}`,
  `@img/sharp-libvips-linux-${nodeArch[architecture]}`,
];

/** The files of the packages by their place in the artifact, `node_modules/…`. `home` is the project's folder. */
export const collectNativePackages = async (
  home: string,
  architecture: Architecture,
): Promise<ZipEntries> => ({
  ...(await filesOf(home, onnxruntime, architecture)),
  ...(await filesOfPlatform(home, architecture)),
});

/**
 * Another platform's packages are not on this machine: npm fetches them, by the project's lock file and its hashes,
 * into a folder of their own.
 */
const filesOfPlatform = async (home: string, architecture: Architecture): Promise<ZipEntries> => {
  const names = platformPackages(architecture);
  const folder = await mkdtemp(join(tmpdir(), 'digitdrop-natives-'));
  try {
    const lock = lockSchema.parse(await readJson(join(home, 'package-lock.json')));
    const locked = names.map(
      name => [`node_modules/${name}`, lock.packages[`node_modules/${name}`]] as const,
    );
    const optionalDependencies = Object.fromEntries(names.map((name, i) => [name, locked[i]?.[1]?.version]));
    // Optional: npm refuses what is required and made for another processor than its own, whatever --cpu says.
    const manifest = { name: 'natives', version: '1.0.0', optionalDependencies };
    const packages = { '': manifest, ...Object.fromEntries(locked) };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    await writeFile(
      join(folder, 'package-lock.json'),
      JSON.stringify({ ...manifest, lockfileVersion: 3, requires: true, packages }),
    );
    const platform = [`--cpu=${nodeArch[architecture]}`, '--os=linux', '--libc=glibc'];
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    await promisify(execFile)('npm', ['ci', ...platform, ...quiet], { cwd: folder });
    const files = await Promise.all(names.map(name => filesOf(folder, name, architecture)));
    return Object.assign({}, ...files);
  } finally {
    await rm(folder, { recursive: true });
  }
};

const filesOf = async (home: string, name: string, architecture: Architecture): Promise<ZipEntries> => {
  const root = join(home, 'node_modules', name);
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = found
    .filter(entry => entry.isFile())
    .map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(path => isForRunning(path) && isForPlatform(path, architecture));
  const files = paths.map(async path => [`node_modules/${name}/${path}`, await readFile(join(root, path))]);
  return Object.fromEntries(await Promise.all(files));
};

/** JavaScript of `dist` is in the bundle; sources, types, maps and installers are no use at run time. */
const isForRunning = (path: string): boolean =>
  /(^|\/)(licen[cs]e|notice)[^/]*$|\.(c|m)?js$|\.json$|\.node$|\.so(\.\d+)*$/i.test(path) &&
  !/(^|\/)(node_modules|dist|src|script|install|test|tests|glib-2\.0)\//.test(path);

/** onnxruntime-node keeps machine code in bin/napi-v6/<os>/<arch>/. */
const isForPlatform = (path: string, architecture: Architecture): boolean =>
  !path.startsWith('bin/napi-') ||
  path.split('/').slice(2, 4).join('/') === `linux/${nodeArch[architecture]}`;
