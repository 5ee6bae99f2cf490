// One request to the bucket and its answer, as the routes see them.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { S3Fault } from './s3-fault.ts';
import { readElements, writeXml, type XmlElement } from './xml.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** Empty where the request is for the server. */
  readonly bucket: string;
  /** Empty where the request is for the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
}

const maxKeyBytes = 1024;

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Fault('InvalidURI', `expected a percent-encoded path, got ${text}`);
  }
};

/** @throws S3Fault where no object may have this key. */
export const checkKey = (key: string): void => {
  if (Buffer.byteLength(key) > maxKeyBytes)
    throw new S3Fault('KeyTooLongError', `expected a key of at most ${maxKeyBytes} bytes`);
  if (key.includes('\0')) throw new S3Fault('InvalidURI', 'expected a key without NUL');
};

/** Splits `/bucket/key?query`, by hand: a URL parser would fold `..` and `//`, which may well stand in keys. */
export const parseTarget = (target: string): Pick<Exchange, 'bucket' | 'key' | 'query'> => {
  const questionMark = target.indexOf('?');
  const path = questionMark < 0 ? target : target.slice(0, questionMark);
  const query = new URLSearchParams(questionMark < 0 ? '' : target.slice(questionMark + 1));
  const slash = path.indexOf('/', 1);
  const bucket = decode(slash < 0 ? path.slice(1) : path.slice(1, slash));
  const key = slash < 0 ? '' : decode(path.slice(slash + 1));
  checkKey(key);
  return { bucket, key, query };
};

/** Refuses sub-resources that are not served: `PUT key?tagging` must never become a PUT of the object. */
export const refuseUnknownQuery = (query: URLSearchParams, known: readonly string[]): void => {
  for (const name of query.keys()) {
    const isSigning = /^(x-amz-.*|x-id|awsaccesskeyid|signature|expires)$/i.test(name);
    if (!isSigning && !known.includes(name))
      throw new S3Fault('NotImplemented', `this bucket has no ?${name}`);
  }
};

/** Answers with one XML document. */
export const sendXml = ({ response }: Exchange, root: string, element: XmlElement | string): void => {
  const body = writeXml(root, element);
  response.writeHead(200, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) });
  response.end(body);
};

/**
 * Reads the elements of a small body, a list of keys or parts, and gives the whole body too.
 * @throws S3Fault `EntityTooLarge`, `MalformedXML` where there are none or more than `maxCount`.
 */
export const readList = async (
  { request }: Exchange,
  name: string,
  maxCount: number,
): Promise<{ readonly xml: string; readonly elements: readonly string[] }> => {
  const xml = await readSmallBody(request);
  const malformed = () => new S3Fault('MalformedXML', `expected 1 to ${maxCount} elements ${name}`);
  const elements: string[] = [];
  for (const element of readElements(xml, name)) {
    if (elements.length === maxCount) throw malformed();
    elements.push(element);
  }
  if (elements.length === 0) throw malformed();
  return { xml, elements };
};

const readSmallBody = async (request: IncomingMessage): Promise<string> => {
  // 10,000 parts with their checksums, or 1,000 keys of 1,024 bytes, many of them escaped, fit in.
  const maxBytes = 4 * 1024 * 1024;
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > maxBytes) throw new S3Fault('EntityTooLarge', `expected at most ${maxBytes} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
};
