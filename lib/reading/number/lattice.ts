// What the number network says about one view of a string: for each frame, the probability of each class.

/** The class that stands for "no new character here" (CTC, Graves 2006). Class k + 1 is the manifest's label k. */
export const blankClass = 0;

export interface Lattice {
  readonly frames: number;
  readonly classes: number;
  /** frames x classes, row-major: natural logarithm of the softmax. */
  readonly logs: Float32Array;
}

/** One way to read a string. */
export interface ReadText {
  /** As it was written, separators and all: `97.924,69-`. */
  readonly text: string;
  /** The digits of `text`, left to right. */
  readonly value: string;
  readonly logProbability: number;
}

/** Probabilities below 1e-30 are as good as impossible; above it, products of many stay within a double's reach. */
const leastLog = Math.log(1e-30);

/**
 * Logits (frames x classes, row-major; one picture of a batch) → log softmax of each frame. A batch is padded on the
 * right: `frames` takes the first so many and leaves the padding out.
 */
export const latticeOf = (
  logits: Float32Array,
  classes: number,
  frames: number = Math.floor(logits.length / classes),
): Lattice => {
  const logs = new Float32Array(frames * classes);
  for (let start = 0; start < logs.length; start += classes) {
    let top = Number.NEGATIVE_INFINITY;
    for (let i = start; i < start + classes; i++) if (logits[i]! > top) top = logits[i]!;
    let sum = 0;
    for (let i = start; i < start + classes; i++) sum += Math.exp(logits[i]! - top);
    const total = top + Math.log(sum);
    for (let i = start; i < start + classes; i++) logs[i] = logits[i]! - total;
  }
  return { frames, classes, logs };
};

/** frames x classes, row-major: what the hot loops multiply, taken once from the logarithms. */
export const probabilitiesOf = ({ logs }: Lattice): Float64Array => {
  const probabilities = new Float64Array(logs.length);
  for (let i = 0; i < logs.length; i++) probabilities[i] = Math.exp(Math.max(leastLog, logs[i]!));
  return probabilities;
};

/** The digits of a text alone: what a Reading calls `value`. */
export const digitsOf = (text: string): string => text.replace(/[^0-9]/g, '');

/** Class numbers (no blanks) → text. */
export const spell = (codes: ArrayLike<number>, labels: readonly string[]): string => {
  let text = '';
  for (let i = 0; i < codes.length; i++) text += labels[codes[i]! - 1]!;
  return text;
};

/**
 * Text → class numbers.
 * @throws Error for a character that is no label: texts come from labels.
 */
export const codesOf = (text: string, labels: readonly string[]): Int32Array =>
  Int32Array.from(text, character => {
    const label = labels.indexOf(character);
    if (label < 0) throw new Error(`expected one of the labels ${labels.join('')}, got ${character}`);
    return label + 1;
  });
