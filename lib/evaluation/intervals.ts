// Shares with the interval in which the true share lies at 95%.

/** A count out of a whole; `share`, `low` and `high` are null where the whole is empty. */
export interface Share {
  readonly part: number;
  readonly whole: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

type Interval = readonly [low: number, high: number];

/** The two-sided 95% quantile of the normal distribution. */
const z = 1.959963984540054;
const tail = 0.025;

/** Wilson's score interval (1927): good at any share that is not very small. */
export const wilson = (part: number, whole: number): Interval => {
  const share = part / whole;
  const middle = share + z ** 2 / (2 * whole);
  const spread = z * Math.sqrt((share * (1 - share)) / whole + z ** 2 / (4 * whole ** 2));
  const scale = 1 + z ** 2 / whole;
  return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)];
};

/** Clopper and Pearson's exact interval (1934): never too narrow, so it is what a rare error is held to. */
export const clopperPearson = (part: number, whole: number): Interval => [
  1 - highestShare(whole - part, whole),
  highestShare(part, whole),
];

export const shareOf = (
  part: number,
  whole: number,
  interval: (part: number, whole: number) => Interval = wilson,
): Share => {
  if (whole === 0) return { part, whole, share: null, low: null, high: null };
  const [low, high] = interval(part, whole);
  return { part, whole, share: part / whole, low, high };
};

/** The share at which `part` or fewer of `whole` come with the probability of one tail, by halving. */
const highestShare = (part: number, whole: number): number => {
  if (part === whole) return 1;
  let [low, high] = [part / whole, 1];
  // 50 halvings: below the last bit that a share near one keeps.
  for (let i = 0; i < 50; i += 1) {
    const middle = (low + high) / 2;
    if (chanceOfAtMost(part, whole, middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};

/** The binomial distribution's sum from 0 to `part`, begun at its largest term. */
const chanceOfAtMost = (part: number, whole: number, share: number): number => {
  let logTerm = part * Math.log(share) + (whole - part) * Math.log1p(-share);
  for (let i = 1; i <= Math.min(part, whole - part); i += 1) logTerm += Math.log((whole - i + 1) / i);
  let term = Math.exp(logTerm);
  let sum = 0;
  for (let i = part; i >= 0; i -= 1) {
    sum += term;
    term *= (i / (whole - i + 1)) * ((1 - share) / share);
  }
  return sum;
};
