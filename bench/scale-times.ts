// From measured milliseconds an image to what Lambda bills for one, over either door.
import type { Figures } from './figures-file.ts';
import { assumptions as a, house } from './scale-inputs.ts';

interface Kind {
  readonly name: string;
  readonly share: number;
  readonly meanMs: number;
  readonly bytes: number;
}

interface Door {
  /** Milliseconds an image keeps a function busy. */
  readonly serviceMs: number;
  /** The same, and its part of what starting environments takes. */
  readonly billedMs: number;
}

export interface ServiceTimes {
  readonly kinds: readonly Kind[];
  /** Milliseconds of a processor an image, over the mix. */
  readonly coreMs: number;
  readonly startMs: number;
  readonly bucket: Door;
  readonly http: Door;
}

export const timesOf = (figures: Figures): ServiceTimes => {
  const kinds: readonly Kind[] = [
    kindOf('one digit', a.digitShare.value, figures.digit),
    kindOf('a field with a number', a.stringShare.value, figures.string),
    kindOf('a 12-megapixel photograph', a.photoShare.value, figures.photo),
  ];
  const coreMs = kinds.reduce((sum, { share, meanMs }) => sum + share * meanMs, 0);
  const startMs = (figures.start.importMs + figures.start.sessionMs) * a.lambdaCore.value;
  return {
    kinds,
    coreMs,
    startMs,
    bucket: doorOf(throughBucket(coreMs), a.batchFill.value / house.messagesPerImage.value, startMs),
    http: doorOf(coreMs, 1, startMs),
  };
};

const kindOf = (
  name: string,
  share: number,
  { mean, bytes }: { readonly mean: number; readonly bytes: number },
): Kind => ({ name, share, meanMs: mean * a.lambdaCore.value, bytes });

/**
 * A batch reads some images at a time, so that one waits for the bucket while another is computed: whichever takes
 * longer, the processor or the round trips shared among them, is what an image costs.
 */
const throughBucket = (coreMs: number): number => {
  // The PUT that drops the image is not the function's.
  const roundTripsMs =
    house.getsPerImage.value * a.s3GetMs.value + (house.putsPerImage.value - 1) * a.s3PutMs.value;
  return Math.max(coreMs, (coreMs + roundTripsMs) / house.keysAtOnce.value);
};

const doorOf = (imageMs: number, imagesPerInvocation: number, startMs: number): Door => {
  const serviceMs = imageMs + a.invocationMs.value / imagesPerInvocation;
  return { serviceMs, billedMs: serviceMs + (a.coldShare.value * startMs) / imagesPerInvocation };
};
