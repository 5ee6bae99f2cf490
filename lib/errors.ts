// Every fault the house knows, by a closed code, and one table that says what each means at each door.

/** How a fault behaves: come again and it may pass, or never. */
type FaultKind = 'permanent' | 'passing';

interface FaultRow {
  /** HTTP status when the fault refuses a whole request. */
  readonly status: number;
  /** Exit code of the command line: 1 a file's own fault, 2 wrong usage. */
  readonly exitCode: 1 | 2;
  readonly kind: FaultKind;
  /** Short title for `application/problem+json`. */
  readonly title: string;
}

const row = (status: number, exitCode: 1 | 2, kind: FaultKind, title: string): FaultRow => ({
  status,
  exitCode,
  kind,
  title,
});

/** Code → HTTP status, exit code, permanent or passing. */
export const faults = {
  // Faults of content: at every door they become a `rejected` (or `review`) reading, never a crash.
  'not-an-image': row(422, 1, 'permanent', 'Not an image'),
  'image-broken': row(422, 1, 'permanent', 'The image is broken'),
  'image-too-large': row(422, 1, 'permanent', 'The image is too large'),
  'image-too-small': row(422, 1, 'permanent', 'The image is too small'),
  'several-pages': row(422, 1, 'permanent', 'The image has several pages'),
  // Faults of form: they refuse the whole request.
  'bad-request': row(400, 2, 'permanent', 'The request is malformed'),
  'bad-option': row(400, 2, 'permanent', 'An option is malformed or cannot be had'),
  'bad-config': row(500, 2, 'permanent', 'The settings are wrong'),
  unauthorized: row(401, 1, 'permanent', 'Credentials are missing or wrong'),
  forbidden: row(403, 1, 'permanent', 'A role is missing'),
  'not-found': row(404, 1, 'permanent', 'Not found'),
  'method-not-allowed': row(405, 2, 'permanent', 'Method not allowed'),
  'body-too-large': row(413, 1, 'permanent', 'The body is too large'),
  'body-too-slow': row(408, 1, 'passing', 'The body is too slow to come'),
  'too-much-at-once': row(413, 1, 'permanent', 'Too much to read in one request'),
  'unsupported-media-type': row(415, 2, 'permanent', 'Unsupported media type'),
  'foreign-host': row(421, 2, 'permanent', 'Foreign Host header'),
  'foreign-origin': row(403, 2, 'permanent', 'Foreign page'),
  // Faults of the pipeline.
  'unknown-event': row(400, 2, 'permanent', 'A message of no known shape'),
  'version-changed': row(409, 1, 'permanent', 'Another version stands there'),
  'correction-taken': row(409, 1, 'permanent', 'Somebody else has corrected it'),
  'no-place-for-result': row(409, 1, 'permanent', 'The result has no place to go'),
  'store-refused': row(403, 1, 'permanent', 'The store refuses'),
  'store-unavailable': row(503, 1, 'passing', 'The store is unavailable'),
  'not-ready': row(503, 1, 'passing', 'Not ready yet'),
  'too-busy': row(503, 1, 'passing', 'Too much to do'),
  'issuer-unavailable': row(503, 1, 'passing', 'Sign-in cannot be checked'),
  'event-not-sent': row(503, 1, 'passing', 'An event could not be sent'),
  'webhook-refused': row(502, 1, 'passing', 'The webhook did not take the event'),
  'model-unusable': row(500, 1, 'passing', 'The model cannot be used'),
  'port-taken': row(500, 1, 'permanent', 'The port is taken'),
  internal: row(500, 1, 'passing', 'Internal error'),
} as const satisfies Readonly<Record<string, FaultRow>>;

export type FaultCode = keyof typeof faults;

/** The house's one error: a closed code, a message that sets what was expected against what came. */
export class DigitdropError extends Error {
  readonly code: FaultCode;

  constructor(code: FaultCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'DigitdropError';
    this.code = code;
  }
}

/** The code of anything thrown; what is not ours is `internal`. */
export const faultCodeOf = (error: unknown): FaultCode =>
  error instanceof DigitdropError ? error.code : 'internal';

/** True where coming again may help. What nobody foresaw counts as passing: the queue's last try bounds it. */
export const isPassing = (error: unknown): boolean => faults[faultCodeOf(error)].kind === 'passing';
