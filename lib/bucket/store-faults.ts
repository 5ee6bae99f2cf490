// What the SDK throws, told as the house's own faults: does coming again help or not?
import { DigitdropError } from '../errors.ts';

/** Answers in the 4xx range that pass all the same (S3's list of error responses). */
const passingNames: ReadonlySet<string> = new Set([
  'BadDigest',
  'ExpiredToken',
  'IncompleteBody',
  'OperationAborted',
  'RequestTimeout',
  'RequestTimeoutException',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequests',
]);

/** What the SDK finds before it asks: no request can be made of it, whenever. */
const unaskableNames: ReadonlySet<string> = new Set(['InvalidBucketName', 'URIError']);

/** The name of the service's error ("NoSuchKey"), or of the thrown one. */
const faultNameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

/** The HTTP status that the store answered with, or null where it did not answer. */
export const statusOf = (error: unknown): number | null => {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return null;
  const status = (error.$metadata as { httpStatusCode?: unknown } | undefined)?.httpStatusCode;
  return typeof status === 'number' ? status : null;
};

/** Is the object not there? A bucket that is not there is a refusal, and HEAD cannot tell the two apart. */
export const isMissing = (error: unknown): boolean =>
  ['NoSuchKey', 'NotFound', 'NoSuchVersion'].includes(faultNameOf(error)) ||
  // A delete marker, asked for by its version.
  statusOf(error) === 405 ||
  (statusOf(error) === 404 && faultNameOf(error) !== 'NoSuchBucket');

/**
 * Did a conditional write lose? 412: the condition did not hold. 409 ConditionalRequestConflict: another
 * write to the key was under way; AWS says to fetch the ETag anew and try again. A missing key, under
 * If-Match: what was read before is gone. All three mean: look again, then decide.
 */
export const isLostRace = (error: unknown): boolean =>
  statusOf(error) === 412 || ['ConditionalRequestConflict', 'NoSuchKey'].includes(faultNameOf(error));

/** `store-unavailable` where it may pass (no answer, throttle, timeout, 5xx), `store-refused` elsewhere. */
export const storeFault = (doing: string, error: unknown): DigitdropError => {
  if (error instanceof DigitdropError) return error;
  const status = statusOf(error);
  const name = faultNameOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const advice = isRefusedHere(error) ? '; is `npm start` running, and S3_PORT the same?' : '';
  const said = `${doing}: ${name}${status === null ? '' : ` (${status})`}: ${message}${advice}`;
  // 501 is a store that does not know the request; it will not know it the next time either.
  const refused = status === null ? unaskableNames.has(name) : status < 500 || status === 501;
  const passing = !refused || status === 429 || status === 408 || passingNames.has(name);
  return new DigitdropError(passing ? 'store-unavailable' : 'store-refused', said, { cause: error });
};

/** Nobody listens at an address of this machine: there the house on a laptop would. */
const isRefusedHere = (error: unknown): boolean =>
  error instanceof Error && /ECONNREFUSED (127\.0\.0\.1|::1):/.test(error.message);
