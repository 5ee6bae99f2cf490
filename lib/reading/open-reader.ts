// Opens the reader that all doors share: loads the model once, then turns images into Readings.
import type { ObjectStore } from '../bucket/object-store.ts';
import { DigitdropError, type FaultCode } from '../errors.ts';
import type { Log } from '../log.ts';
import { cannotPromise, type Promised, promiseOf, smallestRate } from '../model/accept.ts';
import { type LoadedModels, loadModels } from '../model/load-models.ts';
import type { ModelEntry } from '../model/manifest.ts';
import { decode, type ImageHeader, readHeader } from './decode.ts';
import { createDigitReader } from './digit-reader.ts';
import type { GreyImage } from './grey-image.ts';
import { interpret } from './interpret.ts';
import { doubted, type Finding, findingOf, type ReaderName } from './judge.ts';
import { createNumberReader } from './number/number-reader.ts';
import { defaultOptions, type ReadOptions } from './options.ts';
import type { ImageRequest, ModelInfo, PixelsRequest, Reader } from './reader.ts';
import { noSource, type Reading, type Reason, readingSchemaName, type Source } from './reading.ts';
import { createTurns } from './turns.ts';

/** @throws DigitdropError `model-unusable`. */
export const openReader = async (sources: {
  readonly log: Log;
  readonly modelUri: string | null;
  readonly store: Pick<ObjectStore, 'get'>;
}): Promise<Reader> => createReader(await loadModels(sources));

/** A reader over models that are already open. */
const createReader = (models: LoadedModels): Reader => {
  const readers = {
    readDigits: createDigitReader(models.digit),
    readNumbers: createNumberReader(models.number),
  };
  const frame = frameOf(models);

  const readImage = async ({ bytes, options, source, optionFault }: ImageRequest): Promise<Reading> => {
    const clock = startClock();
    const promises = promisesFor(models, options);
    let image: Reading['image'] = unknownImage;
    try {
      const header = await readHeader(bytes);
      image = { format: header.format, width: header.width, height: header.height };
      if (header.pages > 1) throw severalPages(header.pages);
      const found = await inTurn(header, async () => {
        const { grey } = await decode(bytes, header);
        clock.decoded();
        const scale = header.width / grey.width;
        return interpret(grey, scale, options, { ...readers, promises });
      });
      const told = optionFault === null ? found : doubted(found, 'bad-option', optionFault);
      return frame(told, image, source, promises, clock.durations());
    } catch (error) {
      if (!isFaultOfContent(error)) throw error;
      return frame(findingOfFault(error, options), image, source, promises, clock.durations());
    }
  };

  const readPixels = async ({ pixels, options }: PixelsRequest): Promise<Reading> => {
    const clock = startClock();
    const picture = pictureOf(pixels);
    clock.decoded();
    const promises = promisesFor(models, options);
    const finding = await interpret(picture, 1, options, { ...readers, promises });
    const image = { format: 'pixels', width: picture.width, height: picture.height };
    return frame(finding, image, noSource, promises, clock.durations());
  };

  return {
    readImage,
    readPixels,
    refuse: (fault, source) =>
      frame(
        findingOfFault(fault, defaultOptions),
        unknownImage,
        source,
        promisesFor(models, defaultOptions),
        noTime,
      ),
    checkOptions: options => void promisesFor(models, options),
    models: [modelInfoOf(models.digit.entry), modelInfoOf(models.number.entry)],
  };
};

const noTime: Reading['durationMs'] = Object.freeze({ decode: 0, read: 0, total: 0 });

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

type Promises = Readonly<Record<ReaderName, Promised>>;

/**
 * What both models promise. Where one alone may answer, the other need not be able to: its default then stands unused.
 * @throws DigitdropError `bad-option` where a model that may answer cannot promise the rate.
 */
const promisesFor = ({ digit, number }: LoadedModels, { expect, maxError }: ReadOptions): Promises => {
  const accepts = { digit: digit.entry.accept, number: number.entry.accept };
  const asked = expect === null ? Object.values(accepts) : [accepts[expect]];
  const smallest = smallestRate(asked);
  if (maxError !== null && maxError < smallest) throw cannotPromise(smallest, maxError);
  return {
    digit: promiseOf(accepts.digit, expect === 'number' ? null : maxError),
    number: promiseOf(accepts.number, expect === 'digit' ? null : maxError),
  };
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

const findingOfFault = (fault: DigitdropError, { expect }: ReadOptions): Finding => {
  if (!isFaultOfContent(fault)) throw fault;
  const status = fault.code === 'several-pages' ? 'review' : 'rejected';
  return findingOf(status, fault.code, fault.message, expect ?? 'digit');
};

const frameOf =
  (models: LoadedModels) =>
  (
    { by, ...verdict }: Finding,
    image: Reading['image'],
    source: Source,
    promises: Promises,
    durationMs: Reading['durationMs'],
  ): Reading => {
    const { name, version, sha256 } = models[by].entry;
    return {
      schema: readingSchemaName,
      source,
      image,
      ...verdict,
      promise: promises[by],
      model: { name, version, sha256 },
      readAt: new Date().toISOString(),
      durationMs,
    };
  };

const modelInfoOf = (entry: ModelEntry): ModelInfo => ({
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
