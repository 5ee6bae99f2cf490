// aws-lambda-ric, AWS's own runtime client for Node: where it was built on this machine.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The client's own manifest and lock. */
export const ricFiles = ['package.json', 'package-lock.json'] as const;

export const ricSource = fileURLToPath(new URL('client', import.meta.url));

/**
 * Outside the tree, so that a fresh checkout need not build again. Another lock, another Node or another processor is
 * another build.
 */
export const ricFolder = (): string => {
  const lock = readFileSync(join(ricSource, 'package-lock.json'));
  const build = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const { XDG_CACHE_HOME = '' } = process.env;
  const cache = XDG_CACHE_HOME === '' ? join(homedir(), '.cache') : XDG_CACHE_HOME;
  return join(cache, 'digitdrop', `aws-lambda-ric-${build}-node${process.versions.modules}-${process.arch}`);
};

/** The client's program, for Node to run; null where it has not been built. */
export const findRic = (): string | null => {
  const path = join(ricFolder(), 'node_modules/aws-lambda-ric/index.mjs');
  return existsSync(path) ? path : null;
};
