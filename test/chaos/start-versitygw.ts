// versitygw over a folder, in a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { closeServer, listenOnLoopback } from '../../lib/local/listen.ts';
import { bucketName, openClient } from '../integration/bucket-client.ts';

/** Any will do, in every process that speaks to the store. */
export const credentials = { accessKeyId: 'chaos', secretAccessKey: 'chaos-secret' } as const;

export interface RunningVersitygw {
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

interface VersitygwOptions {
  readonly program: string;
  /** Where buckets are folders; it keeps what it holds over a restart. */
  readonly folder: string;
  /** Any free one, where it is not given. */
  readonly port?: number;
  /** Must answer before it starts. */
  readonly webhookUrl?: string;
}

/** Starts it, and makes the bucket where it is not there. @throws where it ends, or does not answer in ten seconds. */
export const startVersitygw = async (options: VersitygwOptions): Promise<RunningVersitygw> => {
  const { program, folder, webhookUrl } = options;
  await mkdir(folder, { recursive: true });
  const port = options.port ?? (await findFreePort());
  const webhook = webhookUrl === undefined ? [] : ['--event-webhook-url', webhookUrl];
  const child = spawn(program, ['--quiet', '--port', `127.0.0.1:${port}`, ...webhook, 'posix', folder], {
    env: { ROOT_ACCESS_KEY: credentials.accessKeyId, ROOT_SECRET_KEY: credentials.secretAccessKey },
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  const client = openClient(url, credentials);
  try {
    for (let attempt = 0; ; attempt++) {
      if (child.exitCode !== null) throw new Error(`versitygw ended with ${child.exitCode}`);
      try {
        await client.send(new CreateBucketCommand({ Bucket: bucketName }));
        break;
      } catch (error) {
        if (error instanceof Error && /^BucketAlready/.test(error.name)) break;
        if (attempt === 100) throw error;
        await wait(100);
      }
    }
  } finally {
    client.destroy();
  }
  return {
    ...{ url, port },
    close: async () => {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.kill()) await ended;
    },
  };
};

export const findFreePort = async (): Promise<number> => {
  const server = createServer();
  const port = await listenOnLoopback(server, 0, 'a free port');
  await closeServer(server, 0);
  return port;
};
