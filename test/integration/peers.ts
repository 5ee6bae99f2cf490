// Programs of others that the tests drive the house with. `.ci/run` installs them; a plain machine may lack them.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ownEnvironments = ['.venv-test', '.venv-checkov'].map(name =>
  fileURLToPath(new URL(`../../${name}/bin/`, import.meta.url)),
);

/**
 * Where a program is: in the tests' own environments (test/requirements.txt and test/checkov.txt say how they are
 * made), else on PATH; null where it is nowhere.
 */
export const findPeer = (name: string): string | null =>
  [...ownEnvironments, ...(process.env.PATH ?? '').split(delimiter)]
    .map(folder => join(folder, name))
    .find(path => existsSync(path)) ?? null;
