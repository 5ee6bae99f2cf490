// The log and the telemetry of a process: Powertools' on Lambda, one readable line after the other elsewhere.
import type { Config } from '../config.ts';
import { createLog, type Log } from '../log.ts';
import { noTelemetry, type Telemetry } from './telemetry.ts';

export interface Told {
  readonly log: Log;
  readonly telemetry: Telemetry;
}

/** Powertools is loaded on Lambda alone. */
export const openTelemetry = async (
  config: Pick<Config, 'functionName' | 'logLevel' | 'logsValues'>,
): Promise<Told> => {
  const { functionName, logLevel, logsValues } = config;
  if (functionName === null) return { log: createLog(logLevel), telemetry: { ...noTelemetry, logsValues } };
  const [{ createLambdaLog }, { createLambdaMetrics }] = await Promise.all([
    import('./lambda-log.ts'),
    import('./lambda-metrics.ts'),
  ]);
  const log = createLambdaLog(logLevel, functionName);
  const metrics = createLambdaMetrics(functionName);
  return { log, telemetry: { ...metrics, logsValues, begin: log.enter } };
};
