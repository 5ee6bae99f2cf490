// What a network was given of a picture, kept beside what it answered, and as pictures for whoever asks to see it.
import { encodePng } from './encode-png.ts';
import type { ReaderName } from './judge.ts';
import { normalSide } from './normal-form.ts';
import { formHeight, highestInk, lowestInk, type NumberForm } from './number/number-form.ts';
import type { Box, ShownInput } from './reading.ts';

export interface ModelInput {
  readonly by: ReaderName;
  /** Where it lies in the image, in the image's pixels. */
  readonly box: Box;
  /** The very samples that the network got: row-major, 0 paper, 1 ink. */
  readonly ink: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** The least and the most that a sample can be. */
const ranges: Readonly<Record<ReaderName, readonly [number, number]>> = {
  digit: [0, 1],
  number: [lowestInk, highestInk],
};

/** A page may hold hundreds of rows; an answer holds pictures of this many at most, some 60 kB each. */
const mostShown = 16;

export const inputOfDigit = (ink: Float32Array, box: Box): ModelInput => ({
  ...{ by: 'digit', box, ink, width: normalSide, height: normalSide },
});

/** Every view of one place that the network was shown. */
export const inputsOfNumber = (forms: readonly NumberForm[], box: Box): readonly ModelInput[] =>
  forms.map(({ ink, width }) => ({ by: 'number', box, ink, width, height: formHeight }));

/** As PNG, ink dark: the whole range of samples from white to black, so that nothing is cut off. */
export const showInputs = (inputs: readonly ModelInput[]): readonly ShownInput[] =>
  inputs.slice(0, mostShown).map(({ by, box, ink, width, height }) => {
    const [white, black] = ranges[by];
    const grey = ink.map(sample => (black - sample) / (black - white));
    const png = Buffer.from(encodePng({ width, height, data: grey })).toString('base64');
    return { model: by, box, width, height, white, black, png: `data:image/png;base64,${png}` };
  });
