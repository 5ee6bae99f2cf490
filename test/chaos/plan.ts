// What is dropped into the bucket and told to the queue, and in which order. Pure: the seed decides.
import type { Random } from '../../lib/random.ts';
import type { Asked } from './pictures.ts';

export interface PlannedVersion {
  readonly kind: 'whole' | 'broken';
  /** Which of the pictures of that kind. */
  readonly picture: number;
  readonly asked: Asked;
  /** Put at the very moment in which a worker has the version before it in hand, not when its turn comes. */
  readonly inFlight: boolean;
}

interface PlannedKey {
  readonly key: string;
  /** The first one put first. */
  readonly versions: readonly PlannedVersion[];
}

/** How an event is wrapped: the forms that the function accepts. */
export type Shape = 's3' | 'eventbridge' | 'sns';

type Step =
  | { readonly do: 'put'; readonly key: number; readonly version: number }
  | { readonly do: 'tell'; readonly key: number; readonly version: number; readonly shape: Shape };

export interface Plan {
  readonly keys: readonly PlannedKey[];
  readonly steps: readonly Step[];
  /** Events that come before one of an older version of their key; and those that came before. */
  readonly reversals: number;
  readonly duplicates: number;
}

interface Timed {
  readonly at: number;
  readonly step: Step;
}

export interface PlanSize {
  readonly events: number;
  readonly keys: number;
  readonly pictures: Readonly<Record<PlannedVersion['kind'], number>>;
}

/** Plans keys until there are enough of them and of their events. Time is counted in events. */
export const planRun = ({ events, keys, pictures }: PlanSize, random: Random): Plan => {
  const planned: PlannedKey[] = [];
  const timed: Timed[] = [];
  let tells = 0;
  while (planned.length < keys || tells < events) {
    const index = planned.length;
    const versions = planVersions(pictures, random);
    planned.push({ key: keyAt(index), versions });
    const ofKey = timeKey(index, versions, random.between(0, events), random);
    tells += ofKey.filter(({ step }) => step.do === 'tell').length;
    timed.push(...ofKey);
  }
  const steps = timed.toSorted((a, b) => a.at - b.at).map(({ step }) => step);
  return { keys: planned, steps, ...countDisorder(steps) };
};

const isOne = (chance: number, random: Random): boolean => random.next() < chance;

const below = (count: number, random: Random): number => Math.floor(random.next() * count);

/** Some have what a notification must spell in percent, and what many programs get wrong. */
const keyAt = (index: number): string =>
  index % 20 === 7 ? `in/ä b+c 100% #${index}.png` : `in/${index}.png`;

const planVersions = (pictures: PlanSize['pictures'], random: Random): readonly PlannedVersion[] => {
  const isHot = isOne(0.01, random);
  const count = isHot ? 12 : 1 + below(2, random) + below(3, random) * below(2, random);
  const versions: PlannedVersion[] = [];
  for (let i = 0; i < count; i++) {
    const before = versions.at(-1);
    const inFlight = before !== undefined && isOne(0.3, random);
    // The same bytes again, with another option: nothing but the metadata and the sequencer tells them apart.
    if (before !== undefined && isOne(0.2, random)) {
      versions.push({ ...before, asked: before.asked === 'digit' ? 'word' : 'digit', inFlight });
      continue;
    }
    const kind = isOne(0.08, random) ? 'broken' : 'whole';
    const asked = isOne(0.05, random) ? 'word' : 'digit';
    versions.push({ kind, picture: below(pictures[kind], random), asked, inFlight });
  }
  return versions;
};

const shapes: readonly Shape[] = ['s3', 's3', 's3', 's3', 'eventbridge', 'sns'];

/** Short and long ones: within a batch, within a worker's work, and long after it. */
const pauseOf = (random: Random): number => -Math.log(1 - random.next()) * (isOne(0.5, random) ? 10 : 300);

const timeKey = (
  key: number,
  versions: readonly PlannedVersion[],
  begin: number,
  random: Random,
): readonly Timed[] => {
  let at = begin;
  return versions.flatMap((_, version) => {
    if (version > 0) at += pauseOf(random);
    const putAt = at;
    const copies = 1 + below(2, random) + below(2, random) * below(2, random);
    const tells = Array.from({ length: copies }, (_copy, copy): Timed => {
      const isAtOnce = copy === 0 && isOne(0.6, random);
      const shape = shapes[below(shapes.length, random)] ?? 's3';
      return { at: putAt + (isAtOnce ? 0 : pauseOf(random)), step: { do: 'tell', key, version, shape } };
    });
    return [{ at: putAt, step: { do: 'put', key, version } as const }, ...tells];
  });
};

const countDisorder = (steps: readonly Step[]): Pick<Plan, 'reversals' | 'duplicates'> => {
  const newest = new Map<number, number>();
  const told = new Set<string>();
  let reversals = 0;
  let duplicates = 0;
  for (const step of steps) {
    if (step.do !== 'tell') continue;
    const { key, version } = step;
    if (version < (newest.get(key) ?? 0)) reversals += 1;
    newest.set(key, Math.max(version, newest.get(key) ?? 0));
    if (told.has(`${key} ${version}`)) duplicates += 1;
    told.add(`${key} ${version}`);
  }
  return { reversals, duplicates };
};
