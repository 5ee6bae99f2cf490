// Base64 and data URLs to bytes, strictly: Buffer.from alone takes anything and says nothing.
import { DigitdropError } from '../errors.ts';
import { shown } from './shown.ts';

const badData = (where: string, expected: string, got: string) =>
  new DigitdropError('bad-request', `${where}: expected ${expected}, got ${got}`);

/** Line breaks as `base64` and MIME write them; padding is needed, so that a torn end is seen. */
const decodeBase64 = (text: string, where: string): Uint8Array => {
  const packed = text.replace(/[\t\n\f\r ]+/g, '');
  const bytes = Buffer.from(packed, 'base64');
  if (bytes.toString('base64') !== packed)
    throw badData(where, 'base64 (RFC 4648, with its padding) or a data URL', shown(text));
  return bytes;
};

/** Percent-decoding to bytes, as RFC 2397 has it; in place, for a string of millions of escapes costs too much. */
const decodePercent = (text: string, where: string): Uint8Array => {
  const bytes = Buffer.from(text, 'utf8');
  let length = 0;
  for (let at = 0; at < bytes.length; at++, length++) {
    if (bytes[at] !== 0x25) bytes[length] = bytes[at] ?? 0;
    else {
      const hex = bytes.toString('latin1', at + 1, at + 3);
      if (!/^[0-9a-f]{2}$/i.test(hex)) throw badData(where, 'a data URL with whole %XX escapes', shown(text));
      bytes[length] = Number.parseInt(hex, 16);
      at += 2;
    }
  }
  return bytes.subarray(0, length);
};

/**
 * The bytes of base64 or of a data URL; the media type that a data URL claims is left aside, for the bytes
 * themselves say what they are.
 * @throws DigitdropError `bad-request` naming `where`.
 */
export const decodeData = (data: string, where: string): Uint8Array => {
  if (!/^data:/i.test(data)) return decodeBase64(data, where);
  const comma = data.indexOf(',');
  if (comma < 0) throw badData(where, 'a data URL with a comma before its data', shown(data));
  const payload = data.slice(comma + 1);
  if (!/;\s*base64\s*$/i.test(data.slice(0, comma))) return decodePercent(payload, where);
  const text = payload.includes('%')
    ? Buffer.from(decodePercent(payload, where)).toString('latin1')
    : payload;
  return decodeBase64(text, where);
};
