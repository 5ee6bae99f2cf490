// Tells by its first bytes what a file is, before anything decodes it. Names and declared types are not believed.
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'avif';

const ascii = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));

const startsWith = (bytes: Uint8Array, ...expected: readonly number[]): boolean =>
  expected.every((value, i) => bytes[i] === value);

/** The format among those the house reads, or null. */
export const imageFormatOf = (bytes: Uint8Array): ImageFormat | null => {
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return 'jpeg';
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  if (ascii(bytes, 0, 4) === 'GIF8') return 'gif';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  const order = ascii(bytes, 0, 2);
  // 42 is TIFF, 43 is BigTIFF, in the byte order that the first two bytes announce.
  if (order === 'II' && (bytes[2] === 42 || bytes[2] === 43) && bytes[3] === 0) return 'tiff';
  if (order === 'MM' && bytes[2] === 0 && (bytes[3] === 42 || bytes[3] === 43)) return 'tiff';
  if (ascii(bytes, 4, 8) === 'ftyp' && hasAvifBrand(bytes)) return 'avif';
  return null;
};

/** HEIF's container holds AVIF and HEIC alike: the major brand, else the compatible ones, tell them apart. */
const hasAvifBrand = (bytes: Uint8Array): boolean => {
  const end = Math.min(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), bytes.length, 256);
  const brands = [ascii(bytes, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(ascii(bytes, at, at + 4));
  return brands.some(brand => brand === 'avif' || brand === 'avis');
};

/** What a file that is no image of ours seems to be, in words for a message: "a PDF document", "text". */
export const describeContent = async (bytes: Uint8Array): Promise<string> => {
  if (bytes.length === 0) return 'an empty file';
  const root = rootElementOf(new TextDecoder().decode(bytes.subarray(0, 512)));
  if (root === 'svg') return 'an SVG drawing';
  if (root === 'html' || root === '!doctype') return 'an HTML page';
  // Loaded for what is no image alone: a function's start is not to wait for a list of all the world's formats.
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (found !== undefined) return knownTypes[found.mime] ?? `${found.mime} (.${found.ext})`;
  return bytes.subarray(0, 512).every(isTextByte) ? 'text' : 'data of no known type';
};

/**
 * The name of a markup's first element, past its declaration and comments; null where it is no markup. One pass by
 * index: a pattern for comments that may repeat would take for ever on a file made to be slow.
 */
const rootElementOf = (text: string): string | null => {
  let at = 0;
  for (;;) {
    while (at < text.length && /\s/.test(text[at]!)) at += 1;
    const [opening, closing] = text.startsWith('<!--', at) ? ['<!--', '-->'] : ['<?', '?>'];
    if (!text.startsWith(opening, at)) break;
    const end = text.indexOf(closing, at + opening.length);
    if (end < 0) return null;
    at = end + closing.length;
  }
  return /^<(!?[a-z]+)(?=[\s/>])/i.exec(text.slice(at, at + 40))?.[1]?.toLowerCase() ?? null;
};

const knownTypes: Readonly<Record<string, string>> = {
  'application/pdf': 'a PDF document',
  'image/heic': 'a HEIC picture',
  'image/heif': 'a HEIF picture',
  'application/zip': 'a ZIP archive',
};

const isTextByte = (byte: number): boolean => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13;
