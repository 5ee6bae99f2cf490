// The door of a clock: goes through the bucket for a while, and puts images without a current reading into the queue.
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { type SweepDoorHouse, sweepOfEnvironment } from '../lib/bucket/open-sweep.ts';
import { type Swept, sweepBucket } from '../lib/bucket/sweep-bucket.ts';
import { DigitdropError } from '../lib/errors.ts';
import { aroundInvocation, noTelemetry } from '../lib/telemetry/telemetry.ts';

/** What the schedule says; `{}` sweeps the whole bucket. Whatever else an event holds is not looked at. */
const orderSchema = z.object({
  prefixes: z.array(z.string()).min(1).default(['']),
  looks: z.enum(['lost', 'all']).default('lost'),
});

export type SweepHandler = (event: unknown, context: Context) => Promise<Swept>;

/** What is left when a turn ends: enough for the requests in the air, and to save the place. */
const endMs = 30_000;

/** The handler over a house of the caller's. @throws DigitdropError `unknown-event`, or what bucket and queue throw. */
export const createHandler = ({ telemetry = noTelemetry, ...house }: SweepDoorHouse): SweepHandler =>
  middy()
    .use(aroundInvocation(telemetry))
    .handler(async (event: unknown, context: Context): Promise<Swept> => {
      const order = orderSchema.safeParse(event);
      if (!order.success)
        throw new DigitdropError('unknown-event', 'expected prefixes, and looks of lost or all', {
          cause: order.error,
        });
      const hasTime = () => context.getRemainingTimeInMillis() > endMs;
      const swept = await sweepBucket(house, { ...order.data, hasTime });
      telemetry.countSwept(swept.queued);
      return swept;
    });

/** The handler that Lambda calls. */
export const handler: SweepHandler = async (event, context) =>
  createHandler(await sweepOfEnvironment())(event, context);
