// Lambda's Runtime API on loopback, as much of it as a runtime client asks: one environment, one event at a time.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { closeServer, listenOnLoopback } from '../../../lib/local/listen.ts';

/** What came back of an event: the handler's answer, or the fault that the runtime client told instead. */
export type Outcome =
  | { readonly kind: 'response'; readonly body: unknown; readonly ms: number }
  | {
      readonly kind: 'error';
      readonly errorType: string;
      readonly errorMessage: string;
      readonly ms: number;
    };

export interface RuntimeApi {
  /** host:port, as AWS_LAMBDA_RUNTIME_API has it. */
  readonly address: string;
  /** When (performance.now()) the environment first asked for an event: its init is over. Fails with init's fault. */
  readonly ready: Promise<number>;
  /** Hands an event over once the environment asks for one. */
  readonly invoke: (event: unknown, timeoutMs?: number) => Promise<Outcome>;
  readonly close: () => Promise<void>;
}

interface Invocation {
  readonly id: string;
  readonly event: string;
  readonly timeoutMs: number;
  readonly settle: (outcome: Outcome) => void;
  startedAt: number;
}

const prefix = '/2018-06-01/runtime';
const told = z.object({ errorType: z.string(), errorMessage: z.string() });

export const startRuntimeApi = async (functionName: string): Promise<RuntimeApi> => {
  const waiting: Invocation[] = [];
  const running = new Map<string, Invocation>();
  let idle: ServerResponse | null = null;
  const init = Promise.withResolvers<number>();
  // Whoever does not look at it is not to fail by it.
  init.promise.catch(() => {});

  const hand = (): void => {
    if (idle === null) return;
    const next = waiting.shift();
    if (next === undefined) return;
    running.set(next.id, next);
    idle.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': next.id,
      'lambda-runtime-deadline-ms': String(Date.now() + next.timeoutMs),
      'lambda-runtime-invoked-function-arn': `arn:aws:lambda:us-east-1:111122223333:function:${functionName}`,
      'lambda-runtime-trace-id': 'Root=1-65f1a2b3-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0',
    });
    next.startedAt = performance.now();
    idle.end(next.event);
    idle = null;
  };

  const settle = (id: string, make: (ms: number) => Outcome): void => {
    const invocation = running.get(id);
    if (invocation === undefined) throw new Error(`no invocation ${id} is under way`);
    running.delete(id);
    invocation.settle(make(performance.now() - invocation.startedAt));
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = `${request.method} ${request.url}`;
    if (asked === `GET ${prefix}/invocation/next`) {
      init.resolve(performance.now());
      idle = response;
      hand();
      return;
    }
    const body: unknown = JSON.parse((await textOf(request)) || 'null');
    const [, id, what] =
      /^POST \/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(asked) ?? [];
    if (asked === `POST ${prefix}/init/error`) init.reject(new Error(faultOf(body).errorMessage));
    else if (id === undefined) throw new Error(`the Runtime API has no ${asked}`);
    else if (what === 'response') settle(id, ms => ({ kind: 'response', body, ms }));
    else settle(id, ms => ({ kind: 'error', ...faultOf(body), ms }));
    response.writeHead(202).end();
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(error => response.writeHead(400).end(String(error)));
  });
  const port = await listenOnLoopback(server, 0, 'AWS_LAMBDA_RUNTIME_API');
  return {
    address: `127.0.0.1:${port}`,
    ready: init.promise,
    invoke: (event, timeoutMs = 30_000) =>
      new Promise(resolve => {
        const told = { event: JSON.stringify(event), timeoutMs, settle: resolve, startedAt: 0 };
        waiting.push({ id: randomUUID(), ...told });
        hand();
      }),
    close: () => closeServer(server, 0),
  };
};

const faultOf = (body: unknown): z.infer<typeof told> => told.parse(body);

const textOf = async (request: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
};
