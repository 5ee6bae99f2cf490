// What the views of one string say together: its value and the others it may be, with their probabilities.
import { type Lattice, type ReadText, spell } from './lattice.ts';
import { fitsMarks } from './pattern.ts';
import { weighTexts } from './plausibility.ts';
import { poolViews, type RankedValue, rankValues, type View, viewOf } from './pool.ts';
import { applyRule } from './posterior.ts';
import type { Rule } from './rule.ts';
import { createRuleAutomaton, obeysRule } from './rule-automaton.ts';
import { type Automaton, freeLimits, type SearchLimits, searchTexts } from './search.ts';

/** Values given back; further ones are all but impossible. */
const mostCandidates = 8;
/**
 * A search under a rule looks further down, since what obeys may be far from the likeliest. Under a check each state
 * of its sum has its own few texts, so that the ten or more sums do not crowd out the one that will come out right.
 */
const ruledLimits = { width: 64, least: 1e-4, perState: 16 };
const checkedPerState = 4;
/**
 * Under a rule a text is given up below this share of the view's likeliest free text (natural logarithm). To win, it
 * needs as much of it as writers break rules (0.02 in posterior.ts), in one of the views at least.
 */
const hopeless = Math.log(1e-4);
/** Texts by the rule that each view puts forward. */
const mostRuled = 16;
/** How much likelier a text may be than one with the pattern's own marks, and still give way to it: by judgement. */
const markedAsKnown = Math.log(20);

export interface LatticeReading {
  /** False where a rule is given and the likeliest value breaks it; the first candidate is then the free reading. */
  readonly obeys: boolean;
  /** Likeliest first, 1 to 8. A value may be empty: nothing is written. `raw` is given the rule, where there is one. */
  readonly candidates: readonly RankedValue[];
}

/**
 * One lattice a view, at least one, all of the same string; `labels` are those of classes 1 and up; a null rule rules
 * nothing. `plausibility` off takes the network's word for where marks stand: for measuring what it is worth.
 */
export const readLattices = (
  lattices: readonly Lattice[],
  labels: readonly string[],
  rule: Rule | null = null,
  { plausibility = true }: { readonly plausibility?: boolean } = {},
): LatticeReading => {
  const views = lattices.map(viewOf);
  const pooled = poolViews(views, gatherTexts(views, labels, rule), labels);
  const texts = plausibility ? weighTexts(pooled) : pooled;
  const values = rankValues(texts);
  if (rule === null) return { obeys: true, candidates: values.slice(0, mostCandidates) };
  const ruled = applyRule(values, value => obeysRule(rule, value)).slice(0, mostCandidates);
  return {
    obeys: ruled[0]?.obeys ?? false,
    candidates: ruled.map(({ obeys, ...value }) => ({ ...value, ...writtenAs(value.value, texts, rule) })),
  };
};

/** The likeliest texts of each view, free and by the rule, each once. */
const gatherTexts = (
  views: readonly View[],
  labels: readonly string[],
  rule: Rule | null = null,
): ReadonlySet<string> => {
  const texts = new Set<string>();
  const automaton = rule === null ? null : createRuleAutomaton(rule, labels);
  const perState = rule?.check == null ? ruledLimits.perState : checkedPerState;
  for (const { probabilities, classes } of views) {
    const search = (limits: SearchLimits, keepTo?: Automaton): number => {
      const found = searchTexts(probabilities, classes, limits, keepTo);
      for (const { codes } of found.slice(0, mostRuled)) texts.add(spell(codes, labels));
      return found[0]?.logProbability ?? 0;
    };
    const best = search(freeLimits);
    if (automaton !== null) search({ ...ruledLimits, perState, leastLog: best + hopeless }, automaton);
  }
  return texts;
};

/** Of a value's texts the likeliest, or one nearly as likely whose marks are the pattern's. */
const writtenAs = (
  value: string,
  texts: readonly ReadText[],
  { pattern }: Rule,
): { readonly text: string; readonly logProbability: number } => {
  const own = texts.filter(text => text.value === value);
  const best = own[0]!;
  const close = own.filter(({ logProbability }) => logProbability >= best.logProbability - markedAsKnown);
  const { text, logProbability } =
    (pattern === null ? null : close.find(found => fitsMarks(pattern, found.text))) ?? best;
  return { text, logProbability };
};
