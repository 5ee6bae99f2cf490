// A line to the bucket that breaks in the middle of each file, until it is mended. The bucket hears its own name, or it
// would not know what was signed for it.
import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PoorLine {
  readonly url: string;
  readonly mend: () => void;
  /** How many files it broke. */
  readonly cut: () => number;
  readonly close: () => Promise<void>;
}

const passedBytes = 1_000_000;

export const startPoorLine = async (bucketUrl: string): Promise<PoorLine> => {
  let isMended = false;
  let cut = 0;
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const onward = ask(`${bucketUrl}${url}`, {
      method,
      headers: { ...headers, host: new URL(bucketUrl).host },
    });
    onward.on('response', answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    let bytes = 0;
    request.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (isMended || bytes < passedBytes) return;
      cut += 1;
      onward.destroy();
      request.socket.destroy();
    });
    request.pipe(onward);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mend: () => {
      isMended = true;
    },
    cut: () => cut,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
