// A function as Lambda runs it: a fresh process of AWS's runtime client over the unpacked artifact, with the settings
// that Lambda gives every process and nothing of this one's.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { type Outcome, startRuntimeApi } from './runtime-api.ts';

interface LambdaFunction {
  /** As in the template: `functions/api.handler`. */
  readonly handler: string;
  readonly name: string;
  /** The unpacked artifact. */
  readonly folder: string;
  /** The runtime client's program. */
  readonly ric: string;
  /** The function's own settings. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface LambdaProcess {
  /** From the start of the process until it asks for its first event. */
  readonly initMs: number;
  /**
   * Processor time of all its threads so far; null where the system does not tell. Other programs on the machine make
   * a start longer, but hardly dearer.
   */
  readonly processorMs: () => number | null;
  readonly invoke: (event: unknown, timeoutMs?: number) => Promise<Outcome>;
  /** What it has written so far, on stdout and stderr: its log. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts a function and waits for its init. @throws where init fails or the process ends. */
export const startFunction = async (wanted: LambdaFunction): Promise<LambdaProcess> => {
  const api = await startRuntimeApi(wanted.name);
  const startedAt = performance.now();
  const child = spawn(process.execPath, [wanted.ric, wanted.handler], {
    cwd: wanted.folder,
    env: { ...environmentOf(wanted, api.address), ...wanted.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece: string) => {
      output += piece;
    });
  const exited = once(child, 'exit');
  const died = exited.then(([code, signal]): never => {
    throw new Error(`${wanted.name} ended with ${code ?? signal}:\n${output}`);
  });
  died.catch(() => {});
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await exited;
    await api.close();
  };
  try {
    const readyAt = await Promise.race([api.ready, died]);
    return {
      initMs: readyAt - startedAt,
      processorMs: () => processorMsOf(child.pid!),
      invoke: (event, timeoutMs) => Promise.race([api.invoke(event, timeoutMs), died]),
      output: () => output,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** https://docs.kernel.org/scheduler/sched-stats.html: the first figure is time on a processor, in nanoseconds. */
const processorMsOf = (pid: number): number | null => {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    const times = tasks.map(
      task => readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0],
    );
    return times.reduce((sum, ns) => sum + Number(ns) / 1e6, 0);
  } catch {
    return null;
  }
};

const environmentOf = ({ handler, name, folder }: LambdaFunction, address: string) => ({
  AWS_LAMBDA_RUNTIME_API: address,
  _HANDLER: handler,
  LAMBDA_TASK_ROOT: folder,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/26/[$LATEST]0123456789abcdef0123456789abcdef',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_SESSION_TOKEN: 'example',
  TZ: ':UTC',
  LANG: 'en_US.UTF-8',
  PATH: '/usr/local/bin:/usr/bin:/bin',
});
