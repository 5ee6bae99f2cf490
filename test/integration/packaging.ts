// Packages as a user does, into a folder of its own.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const home = fileURLToPath(new URL('../..', import.meta.url));

/** Ten seconds on two free cores, most of it compressing; a busy machine may take its time. */
export const packagingMs = 180_000;

/** A shell without credentials, and with none to be found. */
const withoutCredentials = Object.fromEntries(
  Object.entries({ ...process.env, AWS_EC2_METADATA_DISABLED: 'true' }).filter(
    ([name]) => !/^AWS_(ACCESS|SECRET|SESSION|PROFILE|CONFIG|SHARED)/.test(name),
  ),
);

/** What `npm run package -- …` prints. */
export const runPackage = async (...args: readonly string[]): Promise<string> => {
  const running = promisify(execFile)(process.execPath, ['deploy/package.ts', ...args], {
    cwd: home,
    env: withoutCredentials,
  });
  const { stdout } = await running.catch((error: Error & { readonly stdout?: string }) => {
    // The framework tells its faults there.
    error.message += `\n${error.stdout ?? ''}`;
    throw error;
  });
  return stdout;
};
