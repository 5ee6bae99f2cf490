// What is told of the work beside its results: nothing on a laptop, metrics and a richer log on Lambda.
import type { Context } from 'aws-lambda';
import type { Reading } from '../reading/reading.ts';

export interface Telemetry {
  /** Whether a log may hold the values that were read. */
  readonly logsValues: boolean;
  /** At the start of an invocation: log lines carry its name from here on. */
  readonly begin: (context: Context) => void;
  /** Counts one reading that was made. `createdAt`: when its image was, as its event tells it. */
  readonly count: (reading: Reading, createdAt: string | null) => void;
  /** From here on each invocation counts as one in which the packaged models serve, though others are set. */
  readonly noteFallback: () => void;
  /** Counts images that a sweep put into the queue. */
  readonly countSwept: (images: number) => void;
  /** At the end of an invocation: what was counted is written out. */
  readonly end: () => void;
}

/** Counts nothing and costs nothing. */
export const noTelemetry: Telemetry = Object.freeze({
  logsValues: false,
  begin: () => {},
  count: () => {},
  noteFallback: () => {},
  countSwept: () => {},
  end: () => {},
});

/** A middy part: an invocation begins and ends, also where it fails. */
export const aroundInvocation = (telemetry: Telemetry) => ({
  before: ({ context }: { readonly context: Context }) => telemetry.begin(context),
  after: () => telemetry.end(),
  onError: () => telemetry.end(),
});

/** What a log line says of a reading: never its pixels, and what was read in them only where that is switched on. */
export const readingFields = (reading: Reading, { logsValues }: Pick<Telemetry, 'logsValues'>) => ({
  status: reading.status,
  reason: reading.reason,
  model: `${reading.model.name} ${reading.model.version}`,
  ...(logsValues ? { value: reading.value, confidence: reading.confidence } : {}),
});
