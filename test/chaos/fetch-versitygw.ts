// versitygw, a store that we did not write: built once from the Go module proxy into the user's cache folder.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPeer } from '../integration/peers.ts';

const run = promisify(execFile);

/** Apache 2.0; its sum is checked by Go against sum.golang.org. */
const version = 'v1.8.0';
const versitygw = `github.com/versity/versitygw/cmd/versitygw@${version}`;

/** A folder for each version: what lies there is what is asked for. */
const cacheFolder = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'digitdrop',
  `versitygw@${version}`,
);

/** The program. Minutes the first time, nothing after that. @throws without Go or a network. */
export const fetchVersitygw = async (): Promise<string> => {
  const path = join(cacheFolder, 'versitygw');
  if (existsSync(path)) return path;
  process.stderr.write(`building ${versitygw}\n`);
  await run('go', ['install', versitygw], {
    maxBuffer: 10_000_000,
    env: { ...process.env, GOBIN: cacheFolder },
  });
  return path;
};

/** For tests: the program, or why they skip. Where peers are required, its absence is a fault and no reason to skip. */
export const seekVersitygw = async (): Promise<{ readonly program: string | null; readonly why: string }> => {
  const isRequired = process.env.DIGITDROP_PEERS === 'required';
  if (!isRequired && !existsSync(cacheFolder) && findPeer('go') === null)
    return { program: null, why: ' (skipped: no Go, which builds versitygw)' };
  try {
    return { program: await fetchVersitygw(), why: '' };
  } catch (error) {
    if (isRequired) throw error;
    return { program: null, why: ` (skipped: ${versitygw} could not be built)` };
  }
};
