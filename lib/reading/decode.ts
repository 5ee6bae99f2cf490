// Bytes of an image → a grey picture. The only file that knows sharp (libvips).
import sharp, { type Metadata } from 'sharp';
import { DigitdropError } from '../errors.ts';
import { pixelsToDecode } from './avif-items.ts';
import { greyAlongInk } from './colour.ts';
import type { GreyImage } from './grey-image.ts';
import { describeContent, type ImageFormat, imageFormatOf } from './image-format.ts';
import { countScans, planesOf } from './jpeg-markers.ts';
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
/** A JPEG that comes clearer in steps has ten, or some twenty; each is a pass over the whole picture. */
const maxScans = 100;
/** Bound on the time that libvips may spend on one image; it looks at the clock between rows, not inside a decoder. */
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
  const copies = format === 'avif' ? copiesInAvif(bytes, metadata) : 1;
  checkBounds(bytes, format, metadata, copies);
  // What of its numbers is black and what white such a TIFF does not say; read as shades it looks blank.
  if (bytesPerSample(metadata.depth) > 2)
    throw new DigitdropError('not-an-image', `expected 8 or 16 bits a sample, got ${metadata.depth}`);
  // The decoder says which of the first two can be read; what it was not shown is counted.
  const pages = format === 'tiff' && (metadata.pages ?? 1) > 1 ? countPages(bytes) : 1;
  const { hasAlpha = true } = metadata;
  return { format, width, height, pages, copies, hasAlpha };
};

/**
 * Decodes the first frame, turned as EXIF says; where it is transparent, on white, or on black if its ink is light.
 * @throws DigitdropError `image-broken`.
 */
export const decode = async (bytes: Uint8Array, header: ImageHeader): Promise<DecodedImage> => {
  const picture = open(bytes, header.format)
    .autoOrient()
    .resize(workingSide, workingSide, { fit: 'inside', withoutEnlargement: true });
  // sharp loads what it knows of colours with the first that is named.
  const { data, info } = await (header.hasAlpha ? picture.flatten(await groundUnder(bytes, header)) : picture)
    .toColourspace('srgb')
    .raw()
    .timeout({ seconds: decodeTimeoutSeconds })
    .toBuffer({ resolveWithObject: true })
    .catch(error => {
      throw broken(header.format, error);
    });
  return { ...header, grey: greyAlongInk(data, info.width, info.height, info.channels) };
};

/** Longest side at which a picture's opaque pixels are looked at. */
const groundSide = 400;
/** Strokes leave most of a picture free; a sheet that is cut out fills most of its own. */
const mostInked = 0.4;

/** What lies under a transparent picture: white, unless all there is of it are light strokes, which it would swallow. */
const groundUnder = async (
  bytes: Uint8Array,
  { format }: ImageHeader,
): Promise<{ readonly background: string }> => {
  const { data, info } = await open(bytes, format)
    .resize(groundSide, groundSide, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .timeout({ seconds: decodeTimeoutSeconds })
    .toBuffer({ resolveWithObject: true })
    .catch(error => {
      throw broken(format, error);
    });
  return { background: info.channels === 4 && isOfLightStrokes(data) ? '#000' : '#fff' };
};

/** RGBA: some of it is opaque, not much of it, and hardly any of that is darker than light. */
const isOfLightStrokes = (rgba: Uint8Array): boolean => {
  let [opaque, dark] = [0, 0];
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at + 3]! < 128) continue;
    opaque += 1;
    if (rgba[at]! + rgba[at + 1]! + rgba[at + 2]! < 3 * 170) dark += 1;
  }
  return opaque > 0 && opaque < (mostInked * rgba.length) / 4 && dark < 0.05 * opaque;
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

/** Those of the picture itself, and as many for all that it is made of. */
const copiesInAvif = (bytes: Uint8Array, { width, height }: Metadata): number => {
  const pixels = pixelsToDecode(bytes);
  if (pixels === null)
    throw new DigitdropError('image-broken', 'the AVIF’s boxes do not say what its picture is made of');
  return avifCopies * Math.max(1, pixels / (width * height));
};

const checkBounds = (bytes: Uint8Array, format: ImageFormat, metadata: Metadata, copies: number): void => {
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
  if (format === 'jpeg' && metadata.isProgressive && countScans(bytes, maxScans + 1) > maxScans) {
    throw new DigitdropError('image-broken', `expected a JPEG of at most ${maxScans} scans, got more`);
  }
  const wholeBytes = bytesHeldWhole(bytes, format, metadata) * copies;
  if (wholeBytes > limits.maxDecodedBytes) {
    throw new DigitdropError(
      'image-too-large',
      `expected at most ${limits.maxDecodedBytes / 1e6} MB once decoded, got ${
        Number.isFinite(wholeBytes) ? `${Math.round(wholeBytes / 1e6)} MB` : 'a picture without end'
      }`,
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
  return pixels * channels * bytesPerSample(metadata.depth);
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
  const ground = header.hasAlpha ? await groundUnder(bytes, header) : null;
  const encode = (side: number, quality: number): Promise<Uint8Array> => {
    const picture = open(bytes, header.format)
      .autoOrient()
      .resize(side, side, { fit: 'inside', withoutEnlargement: true });
    return (ground ? picture.flatten(ground) : picture)
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
