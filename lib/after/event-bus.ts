// Readings told to an EventBridge bus. The only file that imports the SDK's EventBridge client.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DigitdropError } from '../errors.ts';
import { type Announce, eventSource, eventType, readingCreated } from './reading-created.ts';

export interface EventBusPlace {
  /** Its name. */
  readonly bus: string;
  readonly region: string;
  /** Another address than AWS', for tests. */
  readonly endpoint?: string;
}

/** Opens a bus; nothing touches the network before the first event. What it throws is `event-not-sent`. */
export const openEventBus = ({ bus, region, endpoint }: EventBusPlace): Announce => {
  const client = new EventBridgeClient({
    region,
    // The queue of uploads tries again too.
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  return async reading => {
    const detail = readingCreated(reading);
    if (detail === null) return;
    const command = new PutEventsCommand({
      Entries: [
        {
          EventBusName: bus,
          Source: eventSource,
          DetailType: eventType,
          Detail: JSON.stringify(detail),
          Time: new Date(detail.readAt),
        },
      ],
    });
    try {
      // Answered 200 also where the bus took nothing.
      const { Entries = [], FailedEntryCount = 0 } = await client.send(command);
      if (FailedEntryCount === 0) return;
      throw new Error(`${Entries[0]?.ErrorCode}: ${Entries[0]?.ErrorMessage}`);
    } catch (cause) {
      const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
      throw new DigitdropError('event-not-sent', `expected bus ${bus} to take an event: ${why}`, { cause });
    }
  };
};
