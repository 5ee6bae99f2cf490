// Check digits by name: each reads a number digit by digit from the left, knowing how far from the right it is.

/** A sum is any number 0 and up; the fold of a whole number that passes ends at `ends`. */
interface CheckDigits {
  /** Counts of digits that it is defined for; null is any from `fewest`. */
  readonly lengths: readonly number[] | null;
  readonly fewest: number;
  /** Its steps repeat after so many places from the right. */
  readonly period: number;
  /** The sum with one more digit, `fromRight` places from the right (the last is 0); below 0 where it fails for good. */
  readonly step: (sum: number, fromRight: number, digit: number) => number;
  readonly ends: number;
}

/** Places that carry a weight each, counted from the right, their products summed up; the last digit has the first. */
const weighted = (
  weights: readonly number[],
  modulus: number,
  lengths: readonly number[] | null,
): CheckDigits => ({
  lengths,
  fewest: 2,
  period: weights.length,
  step: (sum, fromRight, digit) => (sum + weights[fromRight]! * digit) % modulus,
  ends: 0,
});

/** Weights 1, 2, 3, … 10 from the right, modulo 11; numbers whose check would be ten ("X") have no digits for it. */
const eleven = weighted([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 11, [10]);

/** ISO/IEC 7812-1, annex B: every second digit from the right is doubled, and its digits are added. Cards, IMEI. */
const luhn: CheckDigits = {
  lengths: null,
  fewest: 2,
  period: 2,
  step: (sum, fromRight, digit) =>
    (sum + (fromRight === 0 ? digit : digit < 5 ? 2 * digit : 2 * digit - 9)) % 10,
  ends: 0,
};

/** ISO/IEC 7064, MOD 97-10: two check digits make the whole number 1 modulo 97. */
const mod97: CheckDigits = {
  lengths: null,
  fewest: 3,
  period: 1,
  step: (sum, _, digit) => (10 * sum + digit) % 97,
  ends: 1,
};

/** The dihedral group of order 10 and the permutation of Verhoeff, "Error detecting decimal codes", 1969. */
const dihedral = (a: number, b: number): number => {
  const turn = a < 5 ? a + b : a - b;
  return ((turn + 10) % 5) + (a < 5 === b < 5 ? 0 : 5);
};
const permuted = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** Aadhaar numbers. */
const verhoeff: CheckDigits = {
  lengths: null,
  fewest: 2,
  period: 8,
  step: (sum, fromRight, digit) => {
    let image = digit;
    for (let i = 0; i < fromRight; i++) image = permuted[image]!;
    return dihedral(image, sum);
  },
  ends: 0,
};

/** The quasigroup of Damm, "Total anti-symmetrische Quasigruppen", 2004, section 5. */
const quasigroup = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];
const damm: CheckDigits = {
  lengths: null,
  fewest: 2,
  period: 1,
  step: (sum, _, digit) => quasigroup[sum]![digit]!,
  ends: 0,
};

/**
 * Receita Federal: nine digits, then two checks; each is 11 less the weighted sum modulo 11 of what stands before it,
 * or 0 where that would be 10 or 11. The two running sums are kept as one number, first + 11 * second.
 */
const cpf: CheckDigits = {
  lengths: [11],
  fewest: 11,
  period: 11,
  step: (sum, fromRight, digit) => {
    const first = sum % 11;
    const second = Math.floor(sum / 11);
    const check = fromRight === 1 ? first : second;
    if (fromRight < 2 && digit !== (check < 2 ? 0 : 11 - check)) return -1;
    if (fromRight === 0) return 0;
    const nextFirst = fromRight === 1 ? 0 : (first + fromRight * digit) % 11;
    return nextFirst + 11 * ((second + (fromRight + 1) * digit) % 11);
  },
  ends: 0,
};

/** Names a caller may give, with what each is known from. */
const checks = {
  luhn,
  mod97,
  verhoeff,
  damm,
  /** GS1 General Specifications, section 7.9: weights 1 and 3 from the right. */
  gtin: weighted([1, 3], 10, [8, 12, 13, 14]),
  ean13: weighted([1, 3], 10, [13]),
  /** American Bankers Association, routing numbers: weights 3, 7, 1 from the left over nine digits. */
  aba: weighted([1, 7, 3], 10, [9]),
  /** ISO 2108:1992. */
  isbn10: eleven,
  /** NHS Data Dictionary, "NHS number": the same sum over ten digits. */
  nhs: eleven,
  cpf,
} as const satisfies Readonly<Record<string, CheckDigits>>;

export type CheckName = keyof typeof checks;

export const checkNames = Object.keys(checks) as [CheckName, ...CheckName[]];

/** The check of that name, by its general type. */
export const checkOf = (name: CheckName): CheckDigits => checks[name];
