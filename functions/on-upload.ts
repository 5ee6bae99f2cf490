// The door for uploads: an event in, the uploads it tells of read, and the messages named that must come again.
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { parseUploadEvent, type UploadBatch } from '../lib/bucket/events.ts';
import { type BatchFaults, type BatchHouse, readBatch } from '../lib/bucket/read-batch.ts';
import { isPassing } from '../lib/errors.ts';
import { houseOfEnvironment } from '../lib/house.ts';
import { aroundInvocation, noTelemetry } from '../lib/telemetry/telemetry.ts';

/** What SQS is told: the messages that stay in the queue, to come again or to end in the dead-letter queue. */
export interface UploadReply {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export type UploadHandler = (event: unknown, context: Context) => Promise<UploadReply>;

/** The handler over a house of the caller's. @throws without SQS: the fault, so that the caller retries. */
export const createHandler = (house: BatchHouse): UploadHandler =>
  middy()
    .use(aroundInvocation(house.telemetry ?? noTelemetry))
    .handler(async (event: unknown): Promise<UploadReply> => {
      const batch = parseUploadEvent(event);
      const faults = await readBatch(house, batch);
      return batch.fromQueue ? namesOf(batch, faults) : orThrow(faults);
    });

// On Lambda the house opens while the environment starts, which has a whole processor; elsewhere importing this file
// opens nothing. Where it fails the next event tries again, and tells.
if (process.env.AWS_LAMBDA_FUNCTION_NAME) await houseOfEnvironment().catch(() => {});

/** The handler that Lambda calls. */
export const handler: UploadHandler = async (event, context) =>
  createHandler(await houseOfEnvironment())(event, context);

const namesOf = ({ messages }: UploadBatch, faults: BatchFaults): UploadReply => ({
  batchItemFailures: messages.flatMap(({ messageId }, index) =>
    messageId !== null && faults.has(index) ? [{ itemIdentifier: messageId }] : [],
  ),
});

/** A passing fault goes first: it is the one that coming again may help. */
const orThrow = (faults: BatchFaults): UploadReply => {
  const all = [...faults.values()].flat();
  if (all.length > 0) throw all.find(isPassing) ?? all[0];
  return { batchItemFailures: [] };
};
