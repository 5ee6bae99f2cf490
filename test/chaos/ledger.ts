// What was put and told during a run: what the results are compared with at its end.
import type { Asked, Picture } from './pictures.ts';

export interface PutVersion {
  readonly picture: Picture;
  readonly asked: Asked;
}

export interface Ledger {
  /** By the image's key: its versions, the first one put first. Each of these keys must have its reading. */
  readonly versions: Map<string, PutVersion[]>;
  /** By the image's key: something that is not ours at `<key>.json`, and the message that tells of the image. */
  readonly foreign: Map<string, ForeignResult>;
  /** Messages that must end as dead letters, beside those of images whose result is foreign. */
  readonly poison: string[];
  /** Events of images that must be read. */
  events: number;
  /** Versions that were put while a worker had the one before in hand. */
  inFlight: number;
}

interface ForeignResult {
  readonly text: string;
  readonly message: string;
}

export const createLedger = (): Ledger => ({
  ...{ versions: new Map(), foreign: new Map(), poison: [], events: 0, inFlight: 0 },
});

export const note = (ledger: Ledger, key: string, version: PutVersion): void => {
  ledger.versions.set(key, [...(ledger.versions.get(key) ?? []), version]);
};
