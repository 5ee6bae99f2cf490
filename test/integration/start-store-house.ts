// `digitdrop serve --store` in a process of its own, over a store that the test runs.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface StoreHouse {
  readonly httpUrl: string;
  readonly stdout: () => string;
  /** What it logged, too. */
  readonly stderr: () => string;
  /** Sends a signal and waits for the end; gives the exit code, null after a signal that was not caught. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

const home = fileURLToPath(new URL('../..', import.meta.url));

/** Where the program lies, and as whom it runs; else the project's folder, and whoever runs the test. */
export interface StoreHousePlace {
  readonly cwd?: string;
  readonly command?: readonly [string, ...string[]];
  readonly uid?: number;
}

const collect = (child: ChildProcess, stream: 'stdout' | 'stderr'): (() => string) => {
  let text = '';
  child[stream]?.setEncoding('utf8').on('data', piece => {
    text += piece;
  });
  return () => text;
};

/** Starts it with this environment alone, and waits until it says that it serves. @throws where it ends before. */
export const startStoreHouse = async (
  env: Readonly<Record<string, string>>,
  {
    cwd = home,
    command = [process.execPath, 'bin/digitdrop.ts', 'serve', '--store'],
    uid,
  }: StoreHousePlace = {},
): Promise<StoreHouse> => {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env.PATH ?? '', PORT: '0', S3_PORT: '0', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const stdout = collect(child, 'stdout');
  const stderr = collect(child, 'stderr');
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  const ready = new Promise<void>(resolve => {
    child.stdout?.on('data', () => {
      if (stdout().includes('/v1/health tells')) resolve();
    });
  });
  const early = await Promise.race([ready.then(() => null), exited]);
  if (early !== null) throw new Error(`it ended with ${early[0]} before it served: ${stderr()}`);
  return {
    httpUrl: /HTTP at (http:\S+)\.\n/.exec(stdout())?.[1] ?? '',
    ...{ stdout, stderr },
    end: async signal => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return (await exited)[0];
    },
  };
};
