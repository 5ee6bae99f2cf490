// versitygw, a store that we did not write: where it is on this machine, or built here from the Go module proxy.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPeer } from '../integration/peers.ts';

const run = promisify(execFile);

/** Apache 2.0; its sum is checked by Go against sum.golang.org. */
const versitygw = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0';

/** Where Go puts what it installs; null where there is no Go. */
const goFolder = async (): Promise<string | null> => {
  try {
    const { stdout } = await run('go', ['env', 'GOBIN', 'GOPATH']);
    const [bin = '', path = ''] = stdout.split('\n');
    return bin === '' ? join(path, 'bin') : bin;
  } catch {
    return null;
  }
};

/** The program, where this machine has it already. */
export const findVersitygw = async (): Promise<string | null> => {
  const known = findPeer('versitygw');
  if (known !== null) return known;
  const folder = await goFolder();
  const path = folder === null ? null : join(folder, 'versitygw');
  return path !== null && existsSync(path) ? path : null;
};

/** The program, built where it is not there yet: minutes the first time. @throws without Go or a network. */
export const fetchVersitygw = async (): Promise<string> => {
  const known = await findVersitygw();
  if (known !== null) return known;
  process.stderr.write(`building ${versitygw}\n`);
  await run('go', ['install', versitygw], { maxBuffer: 10_000_000 });
  const built = await findVersitygw();
  if (built === null) throw new Error('go install left no versitygw behind');
  return built;
};
