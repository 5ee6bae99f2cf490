// A receiver of webhooks on loopback, which verifies as Standard Webhooks says, by its own words.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  readonly close: () => Promise<void>;
}

/** `answer` gives the status of the nth request, from 0 on; null: no answer ever; text: a redirect to it. */
export const startReceiver = async (answer: (n: number) => number | string | null): Promise<Receiver> => {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', piece => {
      body += piece;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body, at: performance.now() });
      const answered = answer(received.length - 1);
      if (answered === null) return;
      if (typeof answered === 'string') response.writeHead(302, { location: answered }).end();
      else response.writeHead(answered).end('x'.repeat(100_000));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=of-ours`,
    received,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

/** Standard Webhooks 1.0, "Verifying": id, timestamp and body with dots between, under the secret's bytes. */
export const isSignedBy = (
  { headers, body }: Pick<Received, 'headers' | 'body'>,
  secret: string,
): boolean => {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const expected = createHmac('sha256', key).update(signed).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .map(one => Buffer.from(one.replace(/^v1,/, ''), 'base64'))
    .some(one => one.length === expected.length && timingSafeEqual(one, expected));
};
