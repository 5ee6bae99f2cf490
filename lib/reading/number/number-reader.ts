// Crops of a picture → the numbers written in them: each is looked at once, and where that is not sure in further views,
// whose lattices are read together.
import type { LoadedNumberModel } from '../../model/load-models.ts';
import type { GreyImage } from '../grey-image.ts';
import type { Alternative } from '../reading.ts';
import { type Lattice, latticeOf } from './lattice.ts';
import { type NumberForm, toNumberForm } from './number-form.ts';
import { type PlacedDigit, placeDigits } from './place-digits.ts';
import { readLattices } from './read-lattices.ts';
import type { Rule } from './rule.ts';

/** What one crop says. Confidences are calibrated, boxes in pixels of the crop. */
export interface NumberRead {
  /** The likeliest value, with the likeliest text that holds it; the value is empty where no digit is. */
  readonly best: Alternative & { readonly text: string };
  /** Other values, likeliest first. */
  readonly others: readonly Alternative[];
  /** False where nothing plausible obeys the rule: the reading is then free of it. */
  readonly obeys: boolean;
  readonly digits: readonly PlacedDigit[];
  /** What the network was shown: one view, or all of them. */
  readonly forms: readonly NumberForm[];
}

/** Crops: paper light, ink dark. Answers come in their order. A null rule rules nothing. */
export type ReadNumbers = (crops: readonly GreyImage[], rule: Rule | null) => Promise<readonly NumberRead[]>;

/**
 * Each view is run by itself: padding it to the width of others would change what the network sees at its end, and a
 * batch is no faster on one thread.
 */
export const createNumberReader = ({ entry, run }: LoadedNumberModel): ReadNumbers => {
  const { labels, framePixels } = entry.output;
  const classes = labels.length + 1;
  const sureness = calibrate(entry.calibration);
  const { views, surely } = entry.input;
  const lookAt = async ({ ink, width }: NumberForm): Promise<Lattice> =>
    latticeOf(await run(ink, width), classes);
  const readOne = async (
    crop: GreyImage,
    rule: Rule | null,
    mayLookFurther: boolean,
  ): Promise<NumberRead> => {
    const form = toNumberForm(crop, views[0]!.stretch);
    const lattice = await lookAt(form);
    const first = readLattices([lattice], labels, rule);
    const isSure = first.obeys && (first.candidates[0]?.raw ?? 0) >= surely;
    const looksOnce = isSure || views.length === 1 || !mayLookFurther;
    const further = looksOnce ? [] : views.slice(1).map(({ stretch }) => toNumberForm(crop, stretch));
    const { candidates, obeys } = looksOnce
      ? first
      : readLattices([lattice, ...(await lookAtEach(further))], labels, rule);
    const [best, ...others] = candidates.map(({ value, text, raw }) => ({
      value,
      text,
      confidence: sureness(raw),
    }));
    return {
      best: best!,
      others: others.map(({ value, confidence }) => ({ value, confidence })),
      obeys,
      digits: placeDigits(best!.text, { lattice, form, labels, framePixels }, crop),
      forms: [form, ...further],
    };
  };
  const lookAtEach = async (forms: readonly NumberForm[]): Promise<readonly Lattice[]> => {
    const lattices: Lattice[] = [];
    for (const form of forms) lattices.push(await lookAt(form));
    return lattices;
  };
  return async (crops, rule) => {
    const reads: NumberRead[] = [];
    for (const crop of crops) reads.push(await readOne(crop, rule, crops.length <= mostInAllViews));
    return reads;
  };
};

/** A page of more rows is read in one view: a person looks at several lines anyway, and one image is not to hold up all. */
const mostInAllViews = 16;

/** Beyond this the logit says nothing more. */
const surest = 1 - 1e-6;

/** Platt's scaling of the pooled probability's logit ("Probabilistic outputs for support vector machines", 1999). */
const calibrate =
  ({ slope, offset }: LoadedNumberModel['entry']['calibration']): ((raw: number) => number) =>
  raw => {
    const bounded = Math.min(surest, Math.max(1 - surest, raw));
    return 1 / (1 + Math.exp(-(slope * Math.log(bounded / (1 - bounded)) + offset)));
  };
