// What the bucket answers where it cannot: S3's own error codes, with their HTTP status.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList

const statuses = {
  AccessDenied: 403,
  AuthorizationQueryParametersError: 400,
  BadDigest: 400,
  BucketNotEmpty: 409,
  EntityTooLarge: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidArgument: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MalformedXML: 400,
  MethodNotAllowed: 405,
  MisdirectedRequest: 421,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
  SignatureDoesNotMatch: 403,
  XAmzContentSHA256Mismatch: 400,
} as const;

export type S3FaultCode = keyof typeof statuses;

/** A fault of the S3 protocol: it never leaves the bucket's server, and is no DigitdropError therefore. */
export class S3Fault extends Error {
  readonly code: S3FaultCode;
  readonly status: number;

  constructor(code: S3FaultCode, message: string) {
    super(message);
    this.name = 'S3Fault';
    this.code = code;
    this.status = statuses[code];
  }
}
