// Follows a job to its end: its log line by line, over every machine that it ran on.
import { setTimeout as wait } from 'node:timers/promises';
import type { BatchService, Job, LogAddress } from './batch-service.ts';

export interface FollowOptions {
  /** A line of the job's own log. */
  readonly write: (line: string) => void;
  /** What is said about the job. */
  readonly tell: (line: string) => void;
  readonly stop: AbortSignal;
  /** Between two looks. */
  readonly pauseMs: number;
}

/** So often in a row may AWS not be reached until following ends. */
const maxFailures = 10;

/** The ended job, or null where following was stopped. @throws what AWS answers ten times in a row. */
export const followJob = async (
  service: Pick<BatchService, 'describe' | 'readLog'>,
  id: string,
  { write, tell, stop, pauseMs }: FollowOptions,
): Promise<Job | null> => {
  const told = { status: '', machines: 0 };
  const places = new Map<string, string | null>();
  const look = async (): Promise<Job> => {
    const job = await service.describe(id);
    if (job === null) throw new Error(`there is no job ${id}; AWS Batch forgets ended ones after a week`);
    const status = [job.status, ...(job.reason === null ? [] : [job.reason])].join(': ');
    if (status !== told.status) tell(status);
    told.status = status;
    for (const log of job.logs) {
      if (!places.has(log.stream) && places.size > 0) tell('goes on, on another machine');
      await drainLog(service, log, places, write);
    }
    return job;
  };
  for (let failures = 0, wasOver = false; !stop.aborted; ) {
    try {
      const job = await look();
      // The last lines may come after the end is told: one more look.
      if (job.isOver && wasOver) return job;
      wasOver = job.isOver;
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures >= maxFailures || isFinal(error)) throw error;
      tell(`AWS did not answer, trying again: ${error instanceof Error ? error.message : String(error)}`);
    }
    await wait(pauseMs, undefined, { signal: stop }).catch(() => {});
  }
  return null;
};

/** What trying again will not mend: a job, rights or credentials that are not there. */
const isFinal = (error: unknown): boolean => {
  if (!(error instanceof Error)) return true;
  if (/Throttling|TooManyRequests|RequestLimitExceeded|Timeout/.test(error.name)) return false;
  const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata
    ?.httpStatusCode;
  // Without an answer: Node's own faults of a connection have a code.
  return status === undefined ? !('code' in error) : status < 500;
};

const drainLog = async (
  service: Pick<BatchService, 'readLog'>,
  log: LogAddress,
  places: Map<string, string | null>,
  write: (line: string) => void,
): Promise<void> => {
  for (;;) {
    const from = places.get(log.stream) ?? null;
    const { lines, next } = await service.readLog(log, from);
    lines.forEach(write);
    places.set(log.stream, next);
    if (next === from) return;
  }
};

/** Batch's end of a job as a process's: its own code where it has one. */
export const exitCodeOf = ({ status, exitCode }: Job): number => {
  if (status === 'SUCCEEDED') return 0;
  return exitCode !== null && exitCode > 0 && exitCode < 256 ? exitCode : 1;
};
