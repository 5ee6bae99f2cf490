// AWS Batch and the log of its jobs. The only file that imports the SDK's clients for them.
import { BatchClient, DescribeJobsCommand, type JobDetail, SubmitJobCommand } from '@aws-sdk/client-batch';
import {
  CloudWatchLogsClient,
  GetLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { NewJob } from './training-order.ts';

export interface Job {
  readonly status: string;
  /** Why it is so, where Batch says. */
  readonly reason: string | null;
  readonly isOver: boolean;
  /** One log a machine: a job that was taken away has several, oldest first. */
  readonly logs: readonly LogAddress[];
  /** Of the last attempt, where there was one that ended by itself. */
  readonly exitCode: number | null;
}

export interface LogAddress {
  readonly group: string;
  readonly stream: string;
}

interface LogPage {
  readonly lines: readonly string[];
  /** Where to read on; the same again where there is no more for now. */
  readonly next: string | null;
}

export interface BatchService {
  /** The new job's ID. */
  readonly submit: (job: NewJob) => Promise<string>;
  /** Null where there is none of that ID; Batch forgets ended jobs after a week. */
  readonly describe: (id: string) => Promise<Job | null>;
  readonly readLog: (address: LogAddress, from: string | null) => Promise<LogPage>;
  readonly close: () => void;
}

/** Where Batch writes what a job definition sends nowhere else. */
const defaultGroup = '/aws/batch/job';

/** Region, endpoint and credentials are found as the AWS CLI finds them. */
export const openBatchService = (region: string | null): BatchService => {
  const settings = region === null ? {} : { region };
  const batch = new BatchClient(settings);
  const logs = new CloudWatchLogsClient(settings);
  return {
    submit: async ({ stack, parameters, timeoutSeconds }) => {
      const { jobId } = await batch.send(
        new SubmitJobCommand({
          jobName: parameters.run,
          jobQueue: stack,
          jobDefinition: stack,
          parameters,
          timeout: { attemptDurationSeconds: timeoutSeconds },
        }),
      );
      if (jobId === undefined) throw new Error('AWS Batch gave no ID for the job');
      return jobId;
    },
    describe: async id => {
      const { jobs } = await batch.send(new DescribeJobsCommand({ jobs: [id] }));
      return jobs?.[0] === undefined ? null : jobOf(jobs[0]);
    },
    readLog: async ({ group, stream }, from) => {
      try {
        const page = await logs.send(
          new GetLogEventsCommand({
            logGroupName: group,
            logStreamName: stream,
            startFromHead: true,
            ...(from === null ? {} : { nextToken: from }),
          }),
        );
        return {
          lines: (page.events ?? []).map(({ message }) => message ?? ''),
          next: page.nextForwardToken ?? null,
        };
      } catch (error) {
        // Batch names a stream before its first line is written.
        if (error instanceof ResourceNotFoundException) return { lines: [], next: from };
        throw error;
      }
    },
    close: () => {
      batch.destroy();
      logs.destroy();
    },
  };
};

const jobOf = ({ status, statusReason, attempts = [], container }: JobDetail): Job => {
  const group = container?.logConfiguration?.options?.['awslogs-group'] ?? defaultGroup;
  const streams = [...attempts.map(attempt => attempt.container?.logStreamName), container?.logStreamName];
  const named = [...new Set(streams)].filter(stream => stream !== undefined);
  return {
    status: status ?? 'UNKNOWN',
    reason: statusReason ?? container?.reason ?? null,
    isOver: status === 'SUCCEEDED' || status === 'FAILED',
    logs: named.map(stream => ({ group, stream })),
    exitCode: container?.exitCode ?? null,
  };
};
