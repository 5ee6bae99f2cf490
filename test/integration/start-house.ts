// A house as a stranger starts it, in a process of its own: the only honest thing to kill.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface HouseProcess {
  readonly s3Url: string;
  readonly httpUrl: string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Sends a signal and waits for the end; gives the exit code, null after a signal that was not caught. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

const mainFile = new URL('../../bin/digitdrop.ts', import.meta.url).pathname;

const findUrl = (text: string, pattern: RegExp): string => {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`no ${pattern} in ${JSON.stringify(text)}`);
  return found;
};

const collect = (child: ChildProcess, stream: 'stdout' | 'stderr'): (() => string) => {
  let text = '';
  child[stream]?.setEncoding('utf8').on('data', piece => {
    text += piece;
  });
  return () => text;
};

/** Starts `digitdrop serve` on free ports and waits until it says that it is ready. */
export const startHouse = async (
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<HouseProcess> => {
  const child = spawn(process.execPath, [mainFile, 'serve'], {
    env: { ...process.env, PORT: '0', S3_PORT: '0', LOG_LEVEL: 'warn', ...env, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = collect(child, 'stdout');
  const stderr = collect(child, 'stderr');
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  const ready = new Promise<void>(resolve => {
    child.stdout?.on('data', () => {
      if (stdout().includes('is ready')) resolve();
    });
  });
  const early = await Promise.race([ready.then(() => null), exited]);
  if (early !== null) throw new Error(`the house ended with ${early[0]} before it was ready: ${stderr()}`);
  return {
    s3Url: findUrl(stdout(), /bucket \S+ at (http:\S+?),? /),
    httpUrl: findUrl(stdout(), /HTTP at (http:\S+?)\.? /),
    ...{ stdout, stderr },
    end: async signal => {
      child.kill(signal);
      return (await exited)[0];
    },
  };
};

/** A folder for one test, and the function that removes it. */
export const makeFolder = async (): Promise<{
  readonly path: string;
  readonly remove: () => Promise<void>;
}> => {
  const path = await mkdtemp(join(tmpdir(), 'digitdrop-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
};
