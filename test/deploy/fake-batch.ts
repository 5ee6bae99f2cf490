// AWS Batch and CloudWatch Logs on loopback, as far as a job is followed: each look at the job shows its next state.
// What it answers has the shape of the API references: Batch SubmitJob and DescribeJobs, CloudWatch Logs GetLogEvents.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What DescribeJobs tells of a job beside its ID, one after the other; the last stays. */
export interface State {
  readonly status: string;
  readonly statusReason?: string;
  readonly attempts?: readonly { readonly container: { readonly logStreamName?: string } }[];
  readonly container?: {
    readonly logStreamName?: string;
    readonly exitCode?: number;
    readonly reason?: string;
  };
}

export interface Play {
  readonly states: readonly State[];
  /** Lines of each stream, by how many looks at the job there were; none until the stream is there. */
  readonly logs: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** Answers to the first looks, instead of a state. */
  readonly faults?: readonly { readonly status: number; readonly type: string }[];
}

export interface FakeBatch {
  readonly url: string;
  readonly submitted: unknown[];
  readonly close: () => Promise<void>;
}

const logGroup = '/aws/batch/digitdrop-training';

export const startFakeBatch = async (play: Play): Promise<FakeBatch> => {
  const submitted: unknown[] = [];
  const faults = [...(play.faults ?? [])];
  let looks = 0;
  const answers: Readonly<Record<string, (body: Record<string, unknown>) => [number, unknown]>> = {
    '/v1/submitjob': body => {
      submitted.push(body);
      return [200, { jobName: body.jobName, jobId: 'job-1', jobArn: 'arn:aws:batch:us-east-1:1:job/job-1' }];
    },
    '/v1/describejobs': body => {
      const fault = faults.shift();
      if (fault !== undefined) return [fault.status, { __type: fault.type, message: 'as planned' }];
      const [id] = body.jobs as string[];
      if (id !== 'job-1') return [200, { jobs: [] }];
      const state = play.states[Math.min(looks, play.states.length - 1)]!;
      looks += 1;
      const logConfiguration = { logDriver: 'awslogs', options: { 'awslogs-group': logGroup } };
      return [200, { jobs: [{ jobId: id, ...state, container: { ...state.container, logConfiguration } }] }];
    },
    '/': body => readLog(play, looks, body),
  };
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await bodyOf(request));
    const [status, answer] = answers[request.url ?? '']?.(body) ?? [404, { __type: 'UnknownPath' }];
    const type = (answer as { __type?: string }).__type;
    response.writeHead(status, {
      'content-type': 'application/x-amz-json-1.1',
      ...(type === undefined ? {} : { 'x-amzn-errortype': type }),
    });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    submitted,
    close: () => new Promise(resolve => server.close(() => resolve())),
  };
};

/** Two lines a page, as a log is paged; the token is the place. */
const readLog = ({ logs }: Play, looks: number, body: Record<string, unknown>): [number, unknown] => {
  const stages = logs[String(body.logStreamName)];
  if (body.logGroupName !== logGroup || stages === undefined)
    return [
      400,
      { __type: 'ResourceNotFoundException', message: 'The specified log stream does not exist.' },
    ];
  const lines = stages.slice(0, looks).flat();
  const from = Number(String(body.nextToken ?? 'f/0').slice(2));
  const events = lines.slice(from, from + 2).map((message, i) => ({ timestamp: from + i, message }));
  return [200, { events, nextForwardToken: `f/${from + events.length}`, nextBackwardToken: `b/${from}` }];
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString() || '{}';
};
