// The XML of the S3 protocol: elements written from plain data, and the few fields that are read from it.
import { S3Fault } from './s3-fault.ts';

export interface XmlElement {
  readonly [name: string]: XmlValue | readonly XmlElement[];
}
type XmlValue = string | number | boolean | XmlElement;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// Control characters may stand in keys but not in XML 1.0; S3 writes them as references all the same.
const escapeText = (text: string): string =>
  text
    .replace(/[&<>"]/g, sign => escapes[sign] ?? sign)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
    .replace(/[\u0000-\u001f\u007f]/g, sign => `&#x${sign.charCodeAt(0).toString(16)};`);

const isElement = (value: XmlValue): value is XmlElement => typeof value === 'object';

const writeFields = (element: XmlElement): string =>
  Object.entries(element)
    .flatMap(([name, value]) => {
      const values = Array.isArray(value) ? (value as readonly XmlElement[]) : [value as XmlValue];
      return values.map(
        one => `<${name}>${isElement(one) ? writeFields(one) : escapeText(String(one))}</${name}>`,
      );
    })
    .join('');

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A document of one root element, of fields or of text; a list becomes one element for each of its members. */
export const writeXml = (root: string, element: XmlElement | string): string =>
  `${declaration}<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${typeof element === 'string' ? escapeText(element) : writeFields(element)}</${root}>`;

/** Faults alone stand in no namespace, and clients look for them there. */
export const writeErrorXml = (element: XmlElement): string =>
  `${declaration}<Error>${writeFields(element)}</Error>`;

const named: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Null where no text has it: NUL, half of a surrogate pair, beyond Unicode. Controls are S3's own habit, see above. */
const characterOf = (code: number): string | null =>
  code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? null : String.fromCodePoint(code);

/** @throws S3Fault `MalformedXML`: of a key that was not understood another object might be deleted. */
const unescapeText = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+);|#(\d+);|(\w+);)?/gi, (whole, hex, decimal, name) => {
    const character =
      name === undefined
        ? characterOf(hex === undefined ? Number(decimal ?? 0) : Number.parseInt(hex, 16))
        : named.get(name);
    if (character) return character;
    throw new S3Fault('MalformedXML', `expected a reference to a character, got ${whole}`);
  });

const mayFollowName = /[>\s]/;

/**
 * The text of every element of that name, in order; what lies inside is returned as it stands. Each step
 * searches on from where the last one ended, so that the time grows with the text, whatever it holds.
 */
export function* readElements(xml: string, name: string): Generator<string> {
  const [opening, closing] = [`<${name}`, `</${name}>`];
  for (let at = xml.indexOf(opening); at >= 0; at = xml.indexOf(opening, at)) {
    at += opening.length;
    if (!mayFollowName.test(xml[at] ?? '')) continue;
    const start = xml.indexOf('>', at) + 1;
    const end = start === 0 ? -1 : xml.indexOf(closing, start);
    if (end < 0) return;
    yield xml.slice(start, end);
    at = end + closing.length;
  }
}

/** The first element of that name as text; null where there is none. @throws S3Fault `MalformedXML` */
export const readText = (xml: string, name: string): string | null => {
  const { value } = readElements(xml, name).next();
  return value === undefined ? null : unescapeText(value);
};
