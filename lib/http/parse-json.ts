// A body as JSON: bounded in its shape before it is parsed, strict in its letters.
import { DigitdropError } from '../errors.ts';
import { findShapeFault } from './json-shape.ts';

/** @throws DigitdropError `bad-request` */
export const parseJson = (body: Uint8Array): unknown => {
  const fault = findShapeFault(body);
  if (fault !== null) throw new DigitdropError('bad-request', fault);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    // The engine's message quotes the body; how much of it differs by version, so it is cut.
    const reason = cause instanceof Error ? cause.message.slice(0, 120) : '';
    throw new DigitdropError('bad-request', `expected JSON in UTF-8, got something else: ${reason}`, {
      cause,
    });
  }
};
