// Stands before moto and writes down what is asked of AWS, as IAM names it. Actions and resources are those of the
// Service Authorization Reference (docs.aws.amazon.com/service-authorization), for the calls that the house makes.
import { request as ask, createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly action: string;
  readonly resource: string;
}

export interface AwsRecorder {
  readonly url: string;
  /** What was asked since it was last taken. */
  readonly take: () => readonly Asked[];
  readonly close: () => Promise<void>;
}

const account = '123456789012';
const arnOf = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${account}:${resource}`;

const ofS3 = ({ method, url = '', headers }: IncomingMessage, status: number): readonly Asked[] => {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const [, bucket = '', ...rest] = pathname.split('/');
  const key = decodeURIComponent(rest.join('/'));
  const listing = { action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` };
  if (key === '') return [listing];
  const object = (action: string) => ({
    action: `s3:${action}${searchParams.has('versionId') ? 'Version' : ''}`,
    resource: `arn:aws:s3:::${bucket}/${key}`,
  });
  const verbs: Readonly<Record<string, string>> = { PUT: 'PutObject', DELETE: 'DeleteObject' };
  return [
    object(verbs[method ?? ''] ?? 'GetObject'),
    ...('x-amz-tagging' in headers ? [object('PutObjectTagging')] : []),
    // Whoever may not list is not told that a key is absent: 403 instead.
    ...(status === 404 ? [listing] : []),
  ];
};

const ofTarget = (target: string, body: Readonly<Record<string, unknown>>): readonly Asked[] => {
  const queue = () => arnOf('sqs', String(body.QueueUrl).split('/').at(-1) ?? '');
  const known: Readonly<Record<string, () => readonly Asked[]>> = {
    'AmazonSQS.SendMessageBatch': () => [{ action: 'sqs:SendMessage', resource: queue() }],
    'AmazonSQS.GetQueueAttributes': () => [{ action: 'sqs:GetQueueAttributes', resource: queue() }],
    'AWSEvents.PutEvents': () =>
      (body.Entries as { EventBusName: string }[]).map(({ EventBusName }) => ({
        action: 'events:PutEvents',
        resource: arnOf('events', `event-bus/${EventBusName}`),
      })),
    'AmazonSSM.GetParameter': () => [
      {
        action: 'ssm:GetParameter',
        resource: arnOf('ssm', `parameter/${String(body.Name).replace(/^\//, '')}`),
      },
    ],
  };
  return known[target]?.() ?? [{ action: target, resource: 'nobody knows' }];
};

const collect = async (stream: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};

export const startAwsRecorder = async (motoUrl: string): Promise<AwsRecorder> => {
  let asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const body = await collect(request);
    const { method, url, headers } = request;
    const onward = ask(`${motoUrl}${url}`, { method, headers }, async answer => {
      const status = answer.statusCode ?? 502;
      const target = headers['x-amz-target'];
      const told =
        target === undefined ? ofS3(request, status) : ofTarget(String(target), JSON.parse(body.toString()));
      asked.push(...told);
      response.writeHead(status, answer.headers).end(await collect(answer));
    });
    onward.end(body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => {
      const taken = asked;
      asked = [];
      return taken;
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
