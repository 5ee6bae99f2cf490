// What every door calls: an image in, a Reading out. The doors share one reader.
import type { DigitdropError } from '../errors.ts';
import type { ReadOptions } from './options.ts';
import type { Reading, Source } from './reading.ts';

/** An image as a door hands it in. */
export interface ImageRequest {
  /** The encoded image: JPEG, PNG, … at most `limits.maxBytes`. */
  readonly bytes: Uint8Array;
  readonly options: ReadOptions;
  readonly source: Source;
  /** Set where an object's metadata stated an option that cannot be had: the reading is `review` at best. */
  readonly optionFault: string | null;
  /** Nobody waits for the reading any more; asked when its turn comes. */
  readonly isGone?: () => boolean;
  /** Tells what the networks got as well, as pictures: made for whoever asks, and never stored. */
  readonly showsInput?: boolean;
}

/** Raw pixels as a caller of the endpoint sends them. */
export interface PixelsRequest {
  /** Rows of equal length, values 0 to 255, at least 8x8, either polarity. */
  readonly pixels: readonly (readonly number[])[];
  readonly options: ReadOptions;
  readonly showsInput?: boolean;
}

/** One model as `GET /v1/models` tells it. */
export interface ModelInfo {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly task: string;
  readonly maxError: number;
  readonly threshold: number;
  /** Every error rate that can be promised and the confidence it takes, strictest first. */
  readonly promises: readonly { readonly maxError: number; readonly threshold: number }[];
  readonly metrics: Readonly<Record<string, unknown>>;
}

export interface Reader {
  /**
   * Never throws for what is wrong with the image: that is a `rejected` or `review` reading.
   * @throws DigitdropError `too-busy` where its turn came when nobody waited any more
   */
  readonly readImage: (request: ImageRequest) => Promise<Reading>;
  readonly readPixels: (request: PixelsRequest) => Promise<Reading>;
  /** The reading of an image that is refused before its bytes are fetched (too large, say). */
  readonly refuse: (fault: DigitdropError, source: Source) => Reading;
  /** @throws DigitdropError `bad-option` where an option is well-formed but cannot be had. */
  readonly checkOptions: (options: ReadOptions) => void;
  readonly models: readonly ModelInfo[];
}
