// Stands before the store and fails some calls: 503, 409, cut off, or never answered, whether they took effect or not.
import { Agent, request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { closeServer, listenOnLoopback } from '../../lib/local/listen.ts';
import type { Random } from '../../lib/random.ts';
import { drawFault, type Fault, faultXml, patienceMs } from './store-trouble.ts';

export interface FaultProxy {
  readonly url: string;
  /** Calls by what happened to them; `none` is those that went through. */
  readonly counts: () => Readonly<Record<Fault | 'refused' | 'none', number>>;
  /** Does this while the next answer to a GET of the key is held back: the worker then has what is no longer there. */
  readonly whenRead: (key: string, act: () => Promise<void>) => void;
  /** Nothing is under way to the store any more that its caller gave up. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface ProxyOptions {
  readonly storeUrl: string;
  readonly bucket: string;
  readonly random: Random;
  /** Keys that the store refuses for good. */
  readonly isRefused: (key: string) => boolean;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

const collect = async (stream: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};

export const startFaultProxy = async (options: ProxyOptions): Promise<FaultProxy> => {
  const { storeUrl, bucket, random, isRefused } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const counts = { none: 0, refused: 0, slow: 0, conflict: 0, cut: 0, 'lost-answer': 0, late: 0, hang: 0 };
  const acts = new Map<string, () => Promise<void>>();
  const late = new Set<Promise<unknown>>();

  const forward = ({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const onward = ask(`${storeUrl}${url}`, { ...{ agent, method, headers } }, answer => {
        collect(answer).then(
          all => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: all }),
          reject,
        );
      });
      onward.on('error', reject);
      onward.end(body);
    });

  const send = (response: ServerResponse, { status, headers, body }: Answer): void => {
    const { connection: _, 'transfer-encoding': __, ...others } = headers;
    response.writeHead(status, { 'content-length': body.length, ...others }).end(body);
  };

  const pass = async (request: IncomingMessage, body: Buffer, key: string): Promise<Answer> => {
    const answer = await forward(request, body);
    const act = request.method === 'GET' && answer.status === 200 ? acts.get(key) : undefined;
    if (act !== undefined) {
      acts.delete(key);
      await act();
    }
    return answer;
  };

  /** What comes late takes effect after its caller has long tried again. */
  const sendLate = (request: IncomingMessage, body: Buffer): void => {
    const sending = wait(patienceMs * (1.1 + 3 * random.next()))
      .then(() => forward(request, body))
      .catch(() => {})
      .finally(() => late.delete(sending));
    late.add(sending);
  };

  const refuse = (request: IncomingMessage, response: ServerResponse, status: number, code: string): void => {
    const body = request.method === 'HEAD' ? '' : faultXml(code);
    response
      .writeHead(status, { 'content-type': 'application/xml', 'content-length': body.length })
      .end(body);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const key = keyOf(request.url ?? '', bucket);
    const body = await collect(request);
    const fault = isRefused(key) ? 'refused' : drawFault(random, request.method ?? '');
    counts[fault] += 1;
    if (fault === 'refused') return refuse(request, response, 403, 'AccessDenied');
    if (fault === 'slow') return refuse(request, response, 503, 'SlowDown');
    if (fault === 'conflict')
      return refuse(
        request,
        response,
        409,
        request.method === 'PUT' ? 'ConditionalRequestConflict' : 'OperationAborted',
      );
    if (fault === 'none') return send(response, await pass(request, body, key));
    if (fault === 'lost-answer') await pass(request, body, key);
    if (fault === 'late') sendLate(request, body);
    // All else is never answered.
    if (fault !== 'cut') return;
    await wait(50 + 500 * random.next());
    response.destroy();
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const port = await listenOnLoopback(server, 0, 'the proxy');
  return {
    url: `http://127.0.0.1:${port}`,
    counts: () => ({ ...counts }),
    whenRead: (key, act) => void acts.set(key, act),
    settled: async () => {
      while (late.size > 0) await Promise.all(late);
    },
    close: async () => {
      await closeServer(server, 0);
      agent.destroy();
    },
  };
};

const keyOf = (url: string, bucket: string): string => {
  const path = decodeURIComponent(new URL(url, 'http://store').pathname);
  return path.startsWith(`/${bucket}/`) ? path.slice(bucket.length + 2) : '';
};
