// The log on Lambda: the house's own interface over Powertools for AWS Lambda. No other file imports its logger.
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { type Log, type LogLevel, plain } from '../log.ts';

export interface LambdaLog extends Log {
  /** Lines from here on carry the invocation's request, its function, and whether the environment is new. */
  readonly enter: (context: Context) => void;
}

/** A log that writes lines at `level` and above; `service` names the function. */
export const createLambdaLog = (level: LogLevel, service: string): LambdaLog => {
  const logger = new Logger({
    serviceName: service,
    logLevel: level === 'silent' ? 'SILENT' : (level.toUpperCase() as Uppercase<Exclude<LogLevel, 'silent'>>),
    // Errors look the same wherever the house runs: code and causes spelled out.
    jsonReplacerFn: (_key, value) => plain(value),
  });
  return {
    debug: (message, fields = {}) => logger.debug(message, { ...fields }),
    info: (message, fields = {}) => logger.info(message, { ...fields }),
    warn: (message, fields = {}) => logger.warn(message, { ...fields }),
    error: (message, fields = {}) => logger.error(message, { ...fields }),
    enter: context => logger.addContext(context),
  };
};
