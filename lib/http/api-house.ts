// What the HTTP rooms need of the house.
import type { House } from '../house.ts';
import type { Identify } from './identify.ts';
import type { TakeEvents } from './take-events.ts';

export interface ApiHouse
  extends Pick<House, 'store' | 'reader' | 'log' | 'config'>,
    Partial<Pick<House, 'telemetry' | 'announce'>> {
  /** What `/v1/health` tells: on Lambda always true, on the laptop once bucket, queue and poller are up. */
  readonly isReady: () => boolean | Promise<boolean>;
  /** Where the messages of `POST /v1/events` go. */
  readonly takeEvents: TakeEvents;
  /** Tells who asks; null where nobody has to say. */
  readonly identify?: Identify | null;
}
