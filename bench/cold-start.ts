// How long fresh processes of Lambda functions take until they are ready, until the first answer, and then: several
// functions in turn, round by round, so that what else the machine does falls on all of them alike.
import type { LambdaProcess } from '../test/integration/ric/lambda-process.ts';
import type { Outcome } from '../test/integration/ric/runtime-api.ts';

export interface TimedFunction {
  readonly name: string;
  readonly start: () => Promise<LambdaProcess>;
  /** A new event for each call. */
  readonly nextEvent: () => Promise<unknown>;
  /** Is it what a call should come to? */
  readonly isRight: (answer: unknown) => boolean;
}

/** Milliseconds of one fresh process. */
export interface ColdStart {
  readonly init: number;
  /** The first answer, once it is ready. */
  readonly first: number;
  /** Both, in time on a processor, all threads; null where the system does not tell. */
  readonly processor: number | null;
  readonly warm: readonly number[];
}

/** → of each function one start a round, in the functions' order. `warm`: calls after the first. */
export const measureColdStarts = async (
  functions: readonly TimedFunction[],
  { rounds, warm }: { readonly rounds: number; readonly warm: number },
): Promise<readonly (readonly ColdStart[])[]> => {
  // Files that nobody has read yet are no part of it.
  for (const timed of functions) await measureOne(timed, 0);
  const starts: ColdStart[][] = functions.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, timed] of functions.entries()) starts[i]!.push(await measureOne(timed, warm));
  return starts;
};

const measureOne = async (timed: TimedFunction, warm: number): Promise<ColdStart> => {
  const events = [];
  for (let i = 0; i <= warm; i++) events.push(await timed.nextEvent());
  const lambda = await timed.start();
  try {
    const first = msOf(timed, await lambda.invoke(events[0]));
    const processor = lambda.processorMs();
    const times = [];
    for (const event of events.slice(1)) times.push(msOf(timed, await lambda.invoke(event)));
    return { init: lambda.initMs, first, processor, warm: times };
  } finally {
    await lambda.stop();
  }
};

const msOf = ({ name, isRight }: TimedFunction, outcome: Outcome): number => {
  if (outcome.kind === 'error') throw new Error(`${name}: ${outcome.errorType}: ${outcome.errorMessage}`);
  if (!isRight(outcome.body)) throw new Error(`${name} answered ${JSON.stringify(outcome.body)}`);
  return outcome.ms;
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value below which that share lies. */
export const quantile = (values: readonly number[], share: number): number => {
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? Number.NaN;
};

/** The median of a start against the yardstick's of the same round. */
export const ratioOf = (
  starts: readonly ColdStart[],
  yardstick: readonly ColdStart[],
  costOf: (start: ColdStart) => number,
): number => median(starts.map((start, round) => costOf(start) / costOf(yardstick[round]!)));

export const wallMs = ({ init, first }: ColdStart): number => init + first;
export const processorMs = ({ processor }: ColdStart): number => processor ?? Number.NaN;
