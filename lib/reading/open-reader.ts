// Opens the reader that all doors share: loads the model once, then turns images into Readings.
import type { ObjectStore } from '../bucket/object-store.ts';
import { DigitdropError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type LoadedModels, loadModels } from '../model/load-models.ts';
import { findingOfFault, isFaultOfContent } from './content-faults.ts';
import { decode, readHeader } from './decode.ts';
import { createDigitReader } from './digit-reader.ts';
import { frameOf, modelInfoOf } from './frame-reading.ts';
import type { GreyImage } from './grey-image.ts';
import { interpret } from './interpret.ts';
import { doubted } from './judge.ts';
import { createNumberReader } from './number/number-reader.ts';
import { defaultOptions, type ReadOptions, withSettings } from './options.ts';
import { promisesFor } from './promises.ts';
import type { ImageRequest, PixelsRequest, Reader } from './reader.ts';
import { noSource, type Reading } from './reading.ts';
import { noTime, startClock } from './reading-clock.ts';
import { createTurns } from './turns.ts';

/**
 * @param settings what is asked of every reading whose caller asks for nothing else.
 * @throws DigitdropError `model-unusable`; `bad-config` where a setting cannot be had of the models.
 */
export const openReader = async ({
  settings = defaultOptions,
  ...sources
}: {
  readonly log: Log;
  readonly modelUri: string | null;
  readonly store: Pick<ObjectStore, 'get'>;
  readonly settings?: ReadOptions;
  /** Told where the packaged models serve though others are set. */
  readonly noteFallback?: () => void;
}): Promise<Reader> => {
  const models = await loadModels(sources);
  try {
    promisesFor(models, settings);
  } catch (cause) {
    throw new DigitdropError('bad-config', `a setting cannot be had: ${String(cause)}`, { cause });
  }
  return createReader(models, settings);
};

/** A reader over models that are already open. */
const createReader = (models: LoadedModels, settings: ReadOptions): Reader => {
  const readers = {
    readDigits: createDigitReader(models.digit),
    readNumbers: createNumberReader(models.number),
  };
  const frame = frameOf(models);

  const readImage = async ({
    bytes,
    source,
    optionFault,
    isGone,
    ...request
  }: ImageRequest): Promise<Reading> => {
    const clock = startClock();
    const options = withSettings(request.options, settings);
    const promises = promisesFor(models, options);
    let image: Reading['image'] = unknownImage;
    try {
      const header = await readHeader(bytes);
      image = { format: header.format, width: header.width, height: header.height };
      if (header.pages > 1) throw severalPages(header.pages);
      const work = async () => {
        const { grey } = await decode(bytes, header);
        clock.decoded();
        const scale = header.width / grey.width;
        return interpret(grey, scale, options, { ...readers, promises });
      };
      const found = await takeTurn(header.width * header.height * header.copies, work, isGone);
      const told = optionFault === null ? found : doubted(found, 'bad-option', optionFault);
      return frame(told, image, source, promises, clock.durations(), request);
    } catch (error) {
      if (!isFaultOfContent(error)) throw error;
      return frame(findingOfFault(error, options), image, source, promises, clock.durations(), request);
    }
  };

  const readPixels = async ({ pixels, ...request }: PixelsRequest): Promise<Reading> => {
    const clock = startClock();
    const options = withSettings(request.options, settings);
    const picture = pictureOf(pixels);
    clock.decoded();
    const promises = promisesFor(models, options);
    const finding = await interpret(picture, 1, options, { ...readers, promises });
    const image = { format: 'pixels', width: picture.width, height: picture.height };
    return frame(finding, image, noSource, promises, clock.durations(), request);
  };

  return {
    readImage,
    readPixels,
    refuse: (fault, source) =>
      frame(findingOfFault(fault, settings), unknownImage, source, promisesFor(models, settings), noTime),
    checkOptions: options => void promisesFor(models, withSettings(options, settings)),
    models: [modelInfoOf(models.digit.entry), modelInfoOf(models.number.entry)],
  };
};

/** Pixels in work at once: memory holds one large picture or several small ones, whatever is asked for together. */
const pixelsAtOnce = 4_000_000;
const takeTurn = createTurns(pixelsAtOnce);

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

const severalPages = (pages: number): DigitdropError =>
  new DigitdropError('several-pages', `expected one page, got ${pages}: none is passed off as the whole`);
