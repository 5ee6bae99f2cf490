// Opens the reader that all doors share: loads the model once, then turns images into Readings.
import type { ObjectStore } from '../bucket/object-store.ts';
import { DigitdropError, type FaultCode } from '../errors.ts';
import type { Log } from '../log.ts';
import { type LoadedModel, loadDigitModel } from '../model/load-models.ts';
import { decode, type ImageHeader, readHeader } from './decode.ts';
import { createDigitReader } from './digit-reader.ts';
import type { GreyImage } from './grey-image.ts';
import { interpret } from './interpret.ts';
import { doubted, type Finding, findingOf } from './judge.ts';
import type { ReadOptions } from './options.ts';
import type { ImageRequest, ModelInfo, PixelsRequest, Reader } from './reader.ts';
import { noSource, type Reading, type Reason, readingSchemaName, type Source } from './reading.ts';
import { createTurns } from './turns.ts';

/** @throws DigitdropError `model-unusable`. */
export const openReader = async (sources: {
  readonly log: Log;
  readonly modelUri: string | null;
  readonly store: Pick<ObjectStore, 'get'>;
}): Promise<Reader> => createReader(await loadDigitModel(sources));

/** A reader over a model that is already open. */
const createReader = (model: LoadedModel): Reader => {
  const readDigits = createDigitReader(model);
  const promise = (options: ReadOptions): Reading['promise'] => promiseFor(model, options);
  const frame = frameOf(model);

  const readImage = async ({ bytes, options, source, optionFault }: ImageRequest): Promise<Reading> => {
    const clock = startClock();
    let image: Reading['image'] = unknownImage;
    try {
      const header = await readHeader(bytes);
      image = { format: header.format, width: header.width, height: header.height };
      if (header.pages > 1) throw severalPages(header.pages);
      const found = await inTurn(header, async () => {
        const { grey } = await decode(bytes, header);
        clock.decoded();
        const scale = header.width / grey.width;
        return interpret(grey, scale, options, { readDigits, promise: promise(options) });
      });
      const told = optionFault === null ? found : doubted(found, 'bad-option', optionFault);
      return frame(told, image, source, promise(options), clock.durations());
    } catch (error) {
      if (!isFaultOfContent(error)) throw error;
      return frame(findingOfFault(error), image, source, promise(options), clock.durations());
    }
  };

  const readPixels = async ({ pixels, options }: PixelsRequest): Promise<Reading> => {
    const clock = startClock();
    const picture = pictureOf(pixels);
    clock.decoded();
    const finding = await interpret(picture, 1, options, { readDigits, promise: promise(options) });
    const image = { format: 'pixels', width: picture.width, height: picture.height };
    return frame(finding, image, noSource, promise(options), clock.durations());
  };

  return {
    readImage,
    readPixels,
    refuse: (fault, source) =>
      frame(findingOfFault(fault), unknownImage, source, promise({ expect: null, maxError: null }), {
        decode: 0,
        read: 0,
        total: 0,
      }),
    checkOptions: options => void promise(options),
    models: [modelInfoOf(model)],
  };
};

/** Pixels in work at once: memory holds one large picture or several small ones, whatever is asked for together. */
const pixelsAtOnce = 4_000_000;
const takeTurn = createTurns(pixelsAtOnce);

const inTurn = <T>({ width, height, copies }: ImageHeader, work: () => Promise<T>): Promise<T> =>
  takeTurn(width * height * copies, work);

const unknownImage: Reading['image'] = Object.freeze({ format: null, width: null, height: null });

const pictureOf = (pixels: PixelsRequest['pixels']): GreyImage => {
  const height = pixels.length;
  const width = pixels[0]?.length ?? 0;
  const data = new Float32Array(width * height);
  pixels.forEach((row, y) => {
    row.forEach((value, x) => {
      data[y * width + x] = value / 255;
    });
  });
  return { width, height, data };
};

/** A looser rate than the model's own keeps the model's threshold: its promise covers it. */
const promiseFor = ({ entry }: LoadedModel, { maxError }: ReadOptions): Reading['promise'] => {
  if (maxError !== null && maxError < entry.accept.maxError) {
    const got = `expected at least ${entry.accept.maxError}, the smallest rate this model can promise, got ${maxError}`;
    throw new DigitdropError('bad-option', `maxError: ${got}`);
  }
  return { maxError: maxError ?? entry.accept.maxError, threshold: entry.accept.threshold };
};

const severalPages = (pages: number): DigitdropError =>
  new DigitdropError('several-pages', `expected one page, got ${pages}: none is passed off as the whole`);

const contentFaults = [
  'not-an-image',
  'image-broken',
  'image-too-large',
  'image-too-small',
  'several-pages',
] as const satisfies readonly (FaultCode & Reason)[];

type ContentFault = DigitdropError & { readonly code: (typeof contentFaults)[number] };

const isFaultOfContent = (error: unknown): error is ContentFault =>
  error instanceof DigitdropError && contentFaults.some(code => code === error.code);

const findingOfFault = (fault: DigitdropError): Finding => {
  if (!isFaultOfContent(fault)) throw fault;
  return findingOf(fault.code === 'several-pages' ? 'review' : 'rejected', fault.code, fault.message);
};

const frameOf = ({ entry }: LoadedModel) => {
  const model = { name: entry.name, version: entry.version, sha256: entry.sha256 };
  return (
    finding: Finding,
    image: Reading['image'],
    source: Source,
    promise: Reading['promise'],
    durationMs: Reading['durationMs'],
  ): Reading => ({
    schema: readingSchemaName,
    source,
    image,
    ...finding,
    promise,
    model,
    readAt: new Date().toISOString(),
    durationMs,
  });
};

const modelInfoOf = ({ entry }: LoadedModel): ModelInfo => ({
  name: entry.name,
  version: entry.version,
  sha256: entry.sha256,
  task: entry.task,
  maxError: entry.accept.maxError,
  threshold: entry.accept.threshold,
  metrics: entry.metrics,
});

/** Milliseconds with one decimal: decoding, reading, both. */
const startClock = () => {
  const start = performance.now();
  let decodedAt: number | null = null;
  const tenths = (ms: number) => Math.round(ms * 10) / 10;
  return {
    decoded: () => {
      decodedAt = performance.now();
    },
    durations: (): Reading['durationMs'] => {
      const end = performance.now();
      return {
        decode: tenths((decodedAt ?? end) - start),
        read: tenths(decodedAt === null ? 0 : end - decodedAt),
        total: tenths(end - start),
      };
    },
  };
};
