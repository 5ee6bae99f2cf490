// Programs of others that the tests drive the house with. `.ci/run` installs them; a plain machine may lack them.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ownEnvironment = fileURLToPath(new URL('../../.venv-test/bin/', import.meta.url));

/**
 * Where a program is: in the tests' own environment (test/requirements.txt says how it is made), else on PATH;
 * null where it is in neither.
 */
export const findPeer = (name: string): string | null =>
  [ownEnvironment, ...(process.env.PATH ?? '').split(delimiter)]
    .map(folder => join(folder, name))
    .find(path => existsSync(path)) ?? null;
