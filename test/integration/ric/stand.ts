// The artifact of this machine's processor as AWS would run it: unpacked outside the tree, under AWS's runtime client,
// with moto's S3 and SQS beside it.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createClosers } from '../../../lib/local/closers.ts';
import { openQueueClient } from '../../../lib/queue/queue.ts';
import { type Moto, startMoto } from '../moto-server.ts';
import { runPackage } from '../packaging.ts';
import { findPeer } from '../peers.ts';
import type { SourceQueue } from './event-source.ts';
import { findRic } from './find-ric.ts';
import { type LambdaProcess, startFunction } from './lambda-process.ts';
import { unpackArtifact } from './unpack-artifact.ts';

const home = fileURLToPath(new URL('../../..', import.meta.url));
const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';

const peers = { moto: findPeer('moto_server'), ric: findRic() };
const isRequired = process.env.DIGITDROP_PEERS === 'required';

/** Why there is no stand on this machine; null where there is one, or must be. */
export const missing: string | null = isRequired
  ? null
  : peers.moto === null
    ? 'no moto_server in .venv-test/bin or on PATH'
    : peers.ric === null
      ? 'no aws-lambda-ric: npm run fetch:ric'
      : null;

type Settings = Readonly<Record<string, string>>;

export interface Stand {
  readonly moto: Moto;
  /** The unpacked artifact. */
  readonly folder: string;
  /** A queue of its own; a bucket that names its ARN tells it of each new object. */
  readonly createQueue: (name: string) => Promise<SourceQueue>;
  /** Starts `functions/<name>.handler`; ended with the stand. */
  readonly start: (name: string, env?: Settings) => Promise<LambdaProcess>;
  /** Starts the handler of another file in the folder, named without its ending. */
  readonly startFile: (path: string, env?: Settings) => Promise<LambdaProcess>;
  readonly close: () => Promise<void>;
}

export const openStand = async (): Promise<Stand> => {
  const closers = createClosers();
  try {
    await runPackage('--arch', architecture);
    const { folder, remove } = await unpackArtifact(join(home, 'dist', architecture, 'digitdrop.zip'));
    closers.add(remove);
    const moto = await startMoto(peers.moto!);
    closers.add(moto.stop);
    const queues = openQueueClient(moto.url, 'us-east-1');
    closers.add(queues.close);
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    const client = new SQSClient({ endpoint: moto.url, region: 'us-east-1', credentials });
    closers.add(() => client.destroy());
    const startFile: Stand['startFile'] = async (path, env = {}) => {
      const lambda = await startFunction({
        handler: `${path}.handler`,
        name: `digitdrop-test-${path.split('/').at(-1)}`,
        folder,
        ric: peers.ric!,
        env: { AWS_ENDPOINT_URL: moto.url, ...env },
      });
      closers.add(lambda.stop);
      return lambda;
    };
    return {
      moto,
      folder,
      createQueue: async name => {
        const { arn } = await queues.open(name, { VisibilityTimeout: '300' });
        return { client, arn, url: `${moto.url}/123456789012/${name}` };
      },
      start: (name, env) => startFile(`functions/${name}`, env),
      startFile,
      close: closers.close,
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
};
