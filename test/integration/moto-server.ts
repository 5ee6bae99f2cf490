// moto's server in Python: an S3 and an SQS that we did not write, which honour conditions and send notifications.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';

export interface Moto {
  readonly url: string;
  readonly client: S3Client;
  /** A new bucket, whose created objects are told to a queue where one is named. */
  readonly createBucket: (name: string, more?: BucketOptions) => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface BucketOptions {
  readonly queueArn?: string;
  readonly versioned?: boolean;
}

/** Starts a server of its own on a free port. @throws where it does not answer within half a minute. */
export const startMoto = async (command: string): Promise<Moto> => {
  const port = await findFreePort();
  const child = spawn(command, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await waitForAnswer(`${url}/moto-api/`, child);
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const client = new S3Client({ endpoint: url, region: 'us-east-1', forcePathStyle: true, credentials });
  return {
    url,
    client,
    createBucket: async (Bucket, { queueArn, versioned = false } = {}) => {
      await client.send(new CreateBucketCommand({ Bucket }));
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      if (versioned) await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      if (queueArn === undefined) return;
      const QueueConfigurations = [{ QueueArn: queueArn, Events: ['s3:ObjectCreated:*' as const] }];
      const NotificationConfiguration = { QueueConfigurations };
      await client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
    },
    stop: async () => {
      client.destroy();
      const ended = new Promise(resolve => child.once('exit', resolve));
      if (child.exitCode === null && child.kill()) await ended;
    },
  };
};

const findFreePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const waitForAnswer = async (url: string, child: ChildProcess): Promise<void> => {
  const endsAt = Date.now() + 30_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`moto_server ended with ${child.exitCode}`);
    try {
      await fetch(url);
      return;
    } catch (error) {
      if (Date.now() > endsAt) throw error;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
};
