// One JSON object a line on stderr, so that stdout stays for results.

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface Log {
  readonly debug: (message: string, fields?: LogFields) => void;
  readonly info: (message: string, fields?: LogFields) => void;
  readonly warn: (message: string, fields?: LogFields) => void;
  readonly error: (message: string, fields?: LogFields) => void;
}

type LogFields = Readonly<Record<string, unknown>>;

const ranks: Readonly<Record<LogLevel, number>> = { debug: 10, info: 20, warn: 30, error: 40, silent: 99 };

/** An error spelled out, its code and causes included; all else as it is. */
export const plain = (value: unknown): unknown =>
  value instanceof Error
    ? {
        name: value.name,
        message: value.message,
        ...('code' in value ? { code: value.code } : {}),
        ...(value.cause === undefined ? {} : { cause: plain(value.cause) }),
        stack: value.stack,
      }
    : value;

/** A log that writes lines at `level` and above. Values that are errors are spelled out, causes included. */
export const createLog = (
  level: LogLevel,
  write: (line: string) => void = line => void process.stderr.write(line),
): Log => {
  const at = (lineLevel: Exclude<LogLevel, 'silent'>) => {
    if (ranks[lineLevel] < ranks[level]) return () => {};
    return (message: string, fields: LogFields = {}) => {
      const line = { time: new Date().toISOString(), level: lineLevel, message, ...fields };
      write(`${JSON.stringify(line, (_key, value) => plain(value))}\n`);
    };
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};
