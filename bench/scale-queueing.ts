// Queues of many servers: how many are busy, how many are needed. Times in seconds, rates a second.

/** Little 1961: what is under way, on average. */
export const busyOf = (rate: number, serviceSeconds: number): number => rate * serviceSeconds;

/**
 * Erlang's loss formula (1917), M/G/c/c: the share that finds all servers busy where nobody waits. It holds for service
 * times of any distribution.
 */
export const erlangB = (servers: number, busy: number): number => {
  let blocked = 1;
  for (let c = 1; c <= servers; c += 1) blocked = (busy * blocked) / (c + busy * blocked);
  return blocked;
};

/** Erlang's delay formula, M/M/c: the share that waits at all. All of them, where there are too few servers. */
export const erlangC = (servers: number, busy: number): number => {
  if (busy >= servers) return 1;
  const blocked = erlangB(servers, busy);
  return (servers * blocked) / (servers - busy * (1 - blocked));
};

/** M/M/c: the share that waits longer than that. */
export const lateShare = (
  servers: number,
  rate: number,
  serviceSeconds: number,
  waitSeconds: number,
): number => {
  const busy = busyOf(rate, serviceSeconds);
  if (busy >= servers) return 1;
  return erlangC(servers, busy) * Math.exp((-(servers - busy) * waitSeconds) / serviceSeconds);
};

/** The fewest servers, one at least, for which a share that falls with their number is small enough. */
export const fewestServers = (shareAt: (servers: number) => number, atMost: number): number => {
  let high = 1;
  while (shareAt(high) > atMost) high *= 2;
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (shareAt(middle) > atMost) low = middle;
    else high = middle;
  }
  return high;
};

/** How many servers there are, as their number grows. */
export interface Ramp {
  readonly first: number;
  readonly perSecond: number;
  readonly most: number;
}

/** Seconds until so many that wait are served, nobody joining them. */
export const drainSeconds = (
  waiting: number,
  serviceSeconds: number,
  { first, perSecond, most }: Ramp,
): number => {
  const work = waiting * serviceSeconds;
  const growing = Math.max(0, (most - first) / perSecond);
  const doneGrowing = first * growing + (perSecond * growing ** 2) / 2;
  if (doneGrowing < work) return growing + (work - doneGrowing) / most;
  return (Math.sqrt(first ** 2 + 2 * perSecond * work) - first) / perSecond;
};
