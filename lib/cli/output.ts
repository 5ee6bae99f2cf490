// Writes in order and says when nobody reads any more.
import type { Writable } from 'node:stream';
import { DigitdropError } from '../errors.ts';

/**
 * Resolves once the stream took the text: true; false where its reader has gone (`| head`), which is no
 * fault but the moment to stop.
 * @throws DigitdropError `internal` with what the stream says, a full disk for one
 */
export const writeTo = (stream: Writable, text: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    if (text === '') return resolve(true);
    stream.write(text, error => {
      if (error === null || error === undefined) resolve(true);
      else if ('code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED'))
        resolve(false);
      else
        reject(
          new DigitdropError('internal', `the output takes no more: ${error.message}`, { cause: error }),
        );
    });
  });
