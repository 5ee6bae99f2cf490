// Bytes of an image → a grey picture. The only file that knows sharp (libvips).
import sharp, { type Metadata } from 'sharp';
import { DigitdropError } from '../errors.ts';
import { greyAlongInk } from './colour.ts';
import type { GreyImage } from './grey-image.ts';
import { describeContent, type ImageFormat, imageFormatOf } from './image-format.ts';
import { planesOf } from './jpeg-planes.ts';
import { limits } from './limits.ts';
import { withoutTextChunks } from './png-chunks.ts';
import { countPages, withTwoPages } from './tiff-pages.ts';
import { withFirstFrameAlone } from './webp-frames.ts';

/** Loaders beside those the house reads stay shut, whatever a file claims to be. */
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Tiff', 'Nsgif', 'Heif'].map(name => `VipsForeignLoad${name}`),
});
// One image at a time a process: threads and a cache of past images would only cost memory.
sharp.cache(false);
sharp.concurrency(1);

/** Longest side that is worked on, in pixels: a page of ten rows still has 100 px for each. */
const workingSide = 1600;
/** libheif holds an AVIF as planes, as interleaved samples and as libvips' own: 17 to 18 bytes a pixel were measured. */
const avifCopies = 4;
/** Bound on the time that libvips may spend on one image. */
const decodeTimeoutSeconds = 20;

export interface DecodedImage {
  readonly format: ImageFormat;
  /** Size in pixels as the file states it, after EXIF rotation. */
  readonly width: number;
  readonly height: number;
  /** The picture, at most `workingSide` long. */
  readonly grey: GreyImage;
}

/** A fault of content that still knows what the header said. */
export interface ImageHeader {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  /** How many pictures of this size its decoder holds at once. */
  readonly copies: number;
  /** May anything of it be transparent? */
  readonly hasAlpha: boolean;
}

/**
 * Reads the header alone and checks every bound.
 * @throws DigitdropError `not-an-image`, `image-broken`, `image-too-large`, `image-too-small`.
 */
export const readHeader = async (bytes: Uint8Array): Promise<ImageHeader & { readonly pages: number }> => {
  if (bytes.length > limits.maxBytes) {
    throw new DigitdropError(
      'image-too-large',
      `expected at most ${limits.maxBytes} bytes, got ${bytes.length}`,
    );
  }
  const format = imageFormatOf(bytes);
  if (format === null) {
    const found = await describeContent(bytes);
    throw new DigitdropError('not-an-image', `expected JPEG, PNG, WebP, TIFF, GIF or AVIF, found ${found}`);
  }
  const metadata = await open(bytes, format, false)
    .metadata()
    .catch(error => {
      throw broken(format, error);
    });
  const turned = (metadata.orientation ?? 1) >= 5;
  const width = turned ? metadata.height : metadata.width;
  const height = turned ? metadata.width : metadata.height;
  checkBounds(bytes, format, metadata);
  // The decoder says which of the first two can be read; what it was not shown is counted.
  const pages = format === 'tiff' && (metadata.pages ?? 1) > 1 ? countPages(bytes) : 1;
  const { hasAlpha = true } = metadata;
  return { format, width, height, pages, copies: format === 'avif' ? avifCopies : 1, hasAlpha };
};

/**
 * Decodes the first frame, turned as EXIF says, on white where it is transparent.
 * @throws DigitdropError `image-broken`.
 */
export const decode = async (bytes: Uint8Array, header: ImageHeader): Promise<DecodedImage> => {
  const picture = open(bytes, header.format)
    .autoOrient()
    .resize(workingSide, workingSide, { fit: 'inside', withoutEnlargement: true });
  // sharp loads what it knows of colours with the first that is named.
  const { data, info } = await (header.hasAlpha ? picture.flatten({ background: '#fff' }) : picture)
    .toColourspace('srgb')
    .raw()
    .timeout({ seconds: decodeTimeoutSeconds })
    .toBuffer({ resolveWithObject: true })
    .catch(error => {
      throw broken(header.format, error);
    });
  return { ...header, grey: greyAlongInk(data, info.width, info.height, info.channels) };
};

/** Without what a decoder would spend minutes or gigabytes on, and the picture does not need. */
const harmless: Partial<Record<ImageFormat, (bytes: Uint8Array) => Uint8Array>> = {
  png: withoutTextChunks,
  tiff: withTwoPages,
  webp: withFirstFrameAlone,
};

/** The header alone is read without libvips' own limit, so that ours can say what was found. */
const open = (bytes: Uint8Array, format: ImageFormat, limitInputPixels: number | false = limits.maxPixels) =>
  sharp(harmless[format]?.(bytes) ?? bytes, {
    limitInputPixels,
    sequentialRead: true,
    failOn: 'error',
    animated: false,
  });

const broken = (format: string, cause: unknown): DigitdropError =>
  new DigitdropError('image-broken', `the ${format.toUpperCase()} is damaged or cut short`, { cause });

const checkBounds = (bytes: Uint8Array, format: ImageFormat, metadata: Metadata): void => {
  const { width, height } = metadata;
  if (width < limits.minSide || height < limits.minSide) {
    throw new DigitdropError(
      'image-too-small',
      `expected at least ${limits.minSide} pixels a side, got ${width} x ${height}`,
    );
  }
  if (Math.max(width, height) > limits.maxSide && width * height <= limits.maxPixels) {
    throw new DigitdropError(
      'image-too-large',
      `expected at most ${limits.maxSide} pixels a side, got ${width} x ${height}`,
    );
  }
  if (width * height > limits.maxPixels) {
    throw new DigitdropError(
      'image-too-large',
      `expected at most ${limits.maxPixels / 1e6} megapixels, got ${(width * height) / 1e6} (${width} x ${height})`,
    );
  }
  const wholeBytes = bytesHeldWhole(bytes, format, metadata);
  if (wholeBytes > limits.maxDecodedBytes) {
    throw new DigitdropError(
      'image-too-large',
      `expected at most ${limits.maxDecodedBytes / 1e6} MB once decoded, got ${Math.round(wholeBytes / 1e6)} MB`,
    );
  }
};

/** Bytes that must be held at once to decode; 0 where the format shrinks or streams on load. */
const bytesHeldWhole = (bytes: Uint8Array, format: ImageFormat, metadata: Metadata): number => {
  const { width, height, channels, isProgressive } = metadata;
  const pixels = width * height;
  // A JPEG of several scans keeps all its coefficients, two bytes each. libvips says 4:2:0 of whatever is sampled
  // otherwise than one by one, be it whole: the components' own sizes count.
  if (format === 'jpeg') return isProgressive ? pixels * 2 * (planesOf(bytes) ?? channels) : 0;
  if (format === 'webp') return 0;
  if (format === 'png' && !isProgressive) return 0;
  return pixels * channels * bytesPerSample(metadata.depth) * (format === 'avif' ? avifCopies : 1);
};

const bytesPerSample = (depth: string): number =>
  ({
    uchar: 1,
    char: 1,
    ushort: 2,
    short: 2,
    uint: 4,
    int: 4,
    float: 4,
    complex: 8,
    double: 8,
    dpcomplex: 16,
  })[depth] ?? 1;

/** Enough to tell strokes apart on any screen. */
const shownSide = 2000;
/** As base64 within the 6 MB that Lambda answers. */
const mostShownBytes = 4_400_000;

/**
 * The first frame as a WebP that browsers show, turned as EXIF says, bounded in size.
 * @throws DigitdropError `image-broken`.
 */
export const encodeForBrowser = async (bytes: Uint8Array, header: ImageHeader): Promise<Uint8Array> => {
  const encode = (side: number, quality: number): Promise<Uint8Array> => {
    const picture = open(bytes, header.format)
      .autoOrient()
      .resize(side, side, { fit: 'inside', withoutEnlargement: true });
    return (header.hasAlpha ? picture.flatten({ background: '#fff' }) : picture)
      .toColourspace('srgb')
      .webp({ quality, effort: 2 })
      .timeout({ seconds: decodeTimeoutSeconds })
      .toBuffer()
      .catch(error => {
        throw broken(header.format, error);
      });
  };
  const shown = await encode(shownSide, 85);
  // Pure noise hardly shrinks: 1,000 pixels a side of it do.
  return shown.byteLength <= mostShownBytes ? shown : encode(shownSide / 2, 50);
};
