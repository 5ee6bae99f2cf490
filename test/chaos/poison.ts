// What goes into every tenth batch: a broken image, and a message that must die. Into some others: an image whose
// result has no place, since a file of somebody else's stands there, or comes while the image is being read.
import type { Random } from '../../lib/random.ts';
import type { BucketUser } from './bucket-user.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { type Ledger, note, type PutVersion } from './ledger.ts';
import { joinMessages, messageOf, noEvent } from './messages.ts';
import type { Extras } from './outbox.ts';
import type { Pictures } from './pictures.ts';

/** The store refuses every call for a key under this. */
export const refusedPrefix = 'refused/';

interface PoisonParts {
  readonly ledger: Ledger;
  readonly pictures: Pictures;
  readonly user: BucketUser;
  readonly proxy: Pick<FaultProxy, 'whenRead'>;
  readonly random: Random;
}

const isPoisoned = (batch: number): boolean => batch % 10 === 9;
const hasForeign = (batch: number): boolean => batch % 20 === 4;

export const createPoison = ({ ledger, pictures, user, proxy, random }: PoisonParts): Extras => {
  const anyOf = <T>(list: readonly T[]): T => {
    const one = list[Math.floor(random.next() * list.length)];
    if (one === undefined) throw new Error('nothing to choose from');
    return one;
  };

  const dropBroken = async (batch: number): Promise<string> => {
    const version: PutVersion = { picture: anyOf(pictures.broken), asked: 'digit' };
    const key = `in/broken-${batch}.png`;
    const created = await user.drop(key, version);
    note(ledger, key, version);
    ledger.events += 1;
    return messageOf(created, 's3');
  };

  /** In turn: no event; an image that cannot be fetched; one such beside a broken one that must be read all the same. */
  const makeDying = async (batch: number): Promise<string> => {
    const turn = Math.floor(batch / 10) % 3;
    const version: PutVersion = { picture: anyOf(pictures.whole), asked: 'digit' };
    const refused = async () => messageOf(await user.drop(`${refusedPrefix}${batch}.png`, version), 's3');
    const body =
      turn === 0
        ? noEvent(random)
        : turn === 1
          ? await refused()
          : joinMessages([await dropBroken(batch + 0.5), await refused()]);
    ledger.poison.push(body);
    return body;
  };

  const dropPlaceless = async (batch: number): Promise<string> => {
    const version: PutVersion = { picture: anyOf(pictures.whole), asked: 'digit' };
    const key = `in/placeless-${batch}.png`;
    const text = `{"somebody":"else's","batch":${batch}}`;
    const message = messageOf(await user.drop(key, version), 's3');
    ledger.events += 1;
    // Until something of somebody else's stands there the image is one like others.
    note(ledger, key, version);
    const takePlace = async (): Promise<void> => {
      if (!(await user.keep(`${key}.json`, text))) return;
      ledger.versions.delete(key);
      ledger.foreign.set(key, { text, message });
    };
    if (Math.floor(batch / 20) % 2 === 0) proxy.whenRead(key, takePlace);
    else await takePlace();
    return message;
  };

  return {
    places: batch => (isPoisoned(batch) ? 2 : 0) + (hasForeign(batch) ? 1 : 0),
    make: async batch => [
      ...(isPoisoned(batch) ? [await dropBroken(batch), await makeDying(batch)] : []),
      ...(hasForeign(batch) ? [await dropPlaceless(batch)] : []),
    ],
  };
};
