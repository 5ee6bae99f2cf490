// Worker processes that are killed with SIGKILL at random times, and started anew.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../../lib/random.ts';

export interface WorkerPool {
  readonly kills: () => number;
  /** Whoever lives then goes on living. */
  readonly endKilling: () => Promise<void>;
  /** Ends all workers. */
  readonly close: () => Promise<void>;
}

interface PoolOptions {
  readonly count: number;
  readonly meanKillMs: number;
  readonly random: Random;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** A file descriptor for what the workers say. */
  readonly log: number;
  /** A worker that ends by itself is a fault of the run. */
  readonly onDeath: (why: string) => void;
}

const workerFile = new URL('./worker.ts', import.meta.url).pathname;

/** Resolves once every worker is ready; the killing begins then. */
export const startWorkers = async (options: PoolOptions): Promise<WorkerPool> => {
  const { count, meanKillMs, random, args, env, log, onDeath } = options;
  const alive: ChildProcess[] = [];
  const stopping = new AbortController();
  let kills = 0;

  const start = (): ChildProcess => {
    const child = spawn(process.execPath, [workerFile, ...args], {
      env: { ...env },
      stdio: ['ignore', log, log, 'ipc'],
    });
    child.once('exit', (code, signal) => {
      if (signal !== 'SIGKILL') onDeath(`a worker ended by itself: ${code ?? signal}`);
    });
    alive.push(child);
    return child;
  };

  const kill = async (child: ChildProcess): Promise<void> => {
    alive.splice(alive.indexOf(child), 1);
    const ended = child.exitCode !== null || child.signalCode !== null ? null : once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };

  const killNowAndThen = async (): Promise<void> => {
    // However short the run is, one is killed while messages are in flight.
    while (!stopping.signal.aborted || kills === 0) {
      // Exponential: at any moment the next kill is as likely as at any other.
      const pauseMs = -meanKillMs * Math.log(1 - random.next());
      await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
      const victim = alive[Math.floor(random.next() * alive.length)];
      if ((stopping.signal.aborted && kills > 0) || victim === undefined) continue;
      await kill(victim);
      kills += 1;
      start();
    }
  };

  await Promise.all(Array.from({ length: count }, () => once(start(), 'message')));
  const killing = killNowAndThen();
  const endKilling = async (): Promise<void> => {
    stopping.abort();
    await killing;
  };
  return {
    kills: () => kills,
    endKilling,
    close: async () => {
      await endKilling();
      await Promise.all([...alive].map(kill));
    },
  };
};
