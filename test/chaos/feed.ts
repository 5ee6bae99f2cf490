// Carries out the plan: drops the versions, tells of them, and overwrites what a worker has in hand.
import { setTimeout as wait } from 'node:timers/promises';
import type { CreatedObject } from '../../lib/queue/notification.ts';
import type { Queue } from '../../lib/queue/queue.ts';
import type { BucketUser } from './bucket-user.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { type Ledger, note } from './ledger.ts';
import { messageOf } from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { Pictures } from './pictures.ts';
import type { Plan, PlannedVersion } from './plan.ts';

/** Messages that may wait in the queue: enough for every worker, few enough that overwriting meets the reading. */
const maxWaiting = 400;

/** A version that waits for a worker to have the one before in hand is put after this in any case. */
const maxInFlightWaitMs = 8_000;

interface FeedParts {
  readonly plan: Plan;
  readonly pictures: Pictures;
  readonly ledger: Ledger;
  readonly user: BucketUser;
  readonly proxy: Pick<FaultProxy, 'whenRead'>;
  readonly queue: Pick<Queue, 'count'>;
  readonly outbox: Pick<Outbox, 'add'>;
  readonly signal: AbortSignal;
}

/** Resolves once everything is put and told; versions of one key are put one after the other. */
export const feed = async (parts: FeedParts): Promise<void> => {
  const { plan, ledger, queue, outbox, signal } = parts;
  const puts = plan.keys.map((): Promise<CreatedObject>[] => []);
  const telling: Promise<void>[] = [];
  for (const [turn, step] of plan.steps.entries()) {
    if (signal.aborted) break;
    // Counting costs a call: not for every step.
    if (turn % 20 === 0) while ((await queue.count()) > maxWaiting && !signal.aborted) await wait(50);
    const { key, versions } = plan.keys[step.key]!;
    const ofKey = puts[step.key]!;
    if (step.do === 'put') {
      ofKey.push(putNext(parts, key, versions[step.version]!, ofKey.at(-1)));
      ofKey.at(-1)?.catch(() => {});
      continue;
    }
    ledger.events += 1;
    const tell = async (): Promise<void> =>
      outbox.add(messageOf(await ofKey[step.version]!, step.shape), step.shape);
    telling.push(tell());
    telling.at(-1)?.catch(() => {});
  }
  await Promise.all(telling);
};

const putNext = async (
  { pictures, ledger, user, proxy }: FeedParts,
  key: string,
  { kind, picture, asked, inFlight }: PlannedVersion,
  before: Promise<CreatedObject> | undefined,
): Promise<CreatedObject> => {
  await before;
  const version = { picture: pictures[kind][picture]!, asked };
  const put = async (): Promise<CreatedObject> => {
    const created = await user.drop(key, version);
    note(ledger, key, version);
    return created;
  };
  if (!inFlight) return put();
  const { promise, resolve, reject } = Promise.withResolvers<CreatedObject>();
  let isDone = false;
  const putOnce = async (): Promise<void> => {
    if (isDone) return;
    isDone = true;
    await put().then(resolve, reject);
  };
  proxy.whenRead(key, async () => {
    if (!isDone) ledger.inFlight += 1;
    await putOnce();
  });
  const timer = setTimeout(putOnce, maxInFlightWaitMs);
  return promise.finally(() => clearTimeout(timer));
};
