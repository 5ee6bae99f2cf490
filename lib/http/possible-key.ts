// Which keys an object of S3 can have at all: no other is worth asking the bucket for.

/** S3's own limit, in bytes of UTF-8 (Amazon S3 user guide, "Naming objects"). */
const maxKeyBytes = 1024;

export const possibleKeys = `a key of 1 to ${maxKeyBytes} bytes of UTF-8, without NUL`;

/** A lone surrogate has no UTF-8; S3 and its likes refuse NUL, each in its own way. */
export const isPossibleKey = (key: string): boolean =>
  key !== '' && key.isWellFormed() && !key.includes('\0') && Buffer.byteLength(key) <= maxKeyBytes;
