// The webhook on a laptop: a queue of its own, dead letters of its own, and the cloud's function behind it.
import { openWebhook } from '../after/open-webhook.ts';
import type { Announce } from '../after/reading-created.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { openQueueClient } from '../queue/queue.ts';
import { announceInto } from './announce-webhook.ts';
import type { Closers } from './closers.ts';
import { invoke } from './lambda-context.ts';
import { startPoller } from './poller.ts';
import { maxReceives } from './queues.ts';

const functionName = 'digitdrop-on-reading';

/** Ten posts, five at once, of ten seconds each. */
const timeoutMs = 30_000;

/** Longer than an invocation, so that a batch that hangs is let go of before it comes again. */
const visibilitySeconds = 60;

/** Batches at once; a receiver that is down is asked little more often than one that is up. */
const concurrency = 1;

interface Surroundings {
  /** Where the laptop's queues answer. */
  readonly url: string;
  readonly log: Log;
  readonly closers: Closers;
}

/**
 * Starts the webhook that the settings name; null where they name none. Both queues live in memory: what a stop
 * leaves there is not sent.
 * @throws DigitdropError `bad-config` where the secret is missing or malformed.
 */
export const startWebhooks = async (
  config: Config,
  { url, log, closers }: Surroundings,
): Promise<Announce | null> => {
  if (config.webhookUrl === null) return null;
  const [{ createHandler }, webhook] = await Promise.all([
    import('../../functions/on-reading.ts'),
    openWebhook(config),
  ]);
  const client = openQueueClient(url, config.region);
  closers.add(client.close);
  const deadLetters = await client.open('digitdrop-webhook-dead-letters');
  const queue = await client.open('digitdrop-webhooks', {
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: maxReceives }),
  });
  const handler = createHandler({ webhook, log });
  const poller = startPoller({
    queue,
    invoke: event => invoke(handler, event, { functionName, timeoutMs }),
    ...{ concurrency, log },
  });
  closers.add(poller.stop);
  return announceInto(queue, { region: config.region, log, closers });
};
