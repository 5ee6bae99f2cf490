// What the HTTP rooms need of the house.
import type { House } from '../house.ts';

export interface ApiHouse
  extends Pick<House, 'store' | 'reader' | 'log' | 'config'>,
    Partial<Pick<House, 'telemetry'>> {
  /** What `/v1/health` tells: on Lambda always true, on the laptop once bucket, queue and poller are up. */
  readonly isReady: () => boolean | Promise<boolean>;
}
