// What a run came to, in numbers, and in sentences whatever of it is off.
import type { Findings } from './check-results.ts';
import type { Ledger } from './ledger.ts';
import type { RunSettings } from './run-settings.ts';

/** The last line on stdout. */
export interface RunCounts {
  readonly events: number;
  readonly keys: number;
  readonly kills: number;
  readonly lost: number;
  readonly wrong: number;
  readonly stale: number;
  readonly deadLetters: number;
  readonly poisonMessages: number;
}

interface Counted {
  readonly settings: Pick<RunSettings, 'events' | 'keys'>;
  readonly ledger: Pick<Ledger, 'events' | 'versions' | 'foreign' | 'poison'>;
  readonly findings: Findings;
  readonly deadLetters: readonly string[];
  readonly kills: number;
}

export const countRun = ({ settings, ledger, findings, deadLetters, kills }: Counted) => {
  const mustDie = [...ledger.poison, ...[...ledger.foreign.values()].map(({ message }) => message)];
  const counts: RunCounts = {
    events: ledger.events,
    keys: ledger.versions.size,
    kills,
    lost: findings.lost,
    wrong: findings.wrong,
    stale: findings.stale,
    deadLetters: deadLetters.length,
    poisonMessages: mustDie.length,
  };
  const faults = [
    ...findings.faults,
    ...without(mustDie, deadLetters).map(body => `not in the dead-letter queue: ${body.slice(0, 300)}`),
    ...without(deadLetters, mustDie).map(body => `in the dead-letter queue: ${body.slice(0, 300)}`),
    ...(counts.events < settings.events ? [`expected ${settings.events} events, told ${counts.events}`] : []),
    ...(counts.keys < settings.keys ? [`expected ${settings.keys} keys, got ${counts.keys}`] : []),
    ...(kills === 0 ? ['no worker was killed'] : []),
    ...(ledger.poison.length === 0 ? ['no poison was sent'] : []),
  ];
  return { counts, faults };
};

/** What one list has more often than the other. */
const without = (all: readonly string[], others: readonly string[]): readonly string[] => {
  const left = [...others];
  return all.filter(one => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};
