// Which of two events about one key came later, by S3's `sequencer`.

/** AWS and MinIO send 16 or more hexadecimal digits; short counters (versitygw) start again with their server. */
const comparable = /^[0-9A-F]{16,64}$/i;

/**
 * AWS' begin with a zero byte, those of a clock (MinIO's and the laptop's nanoseconds) do not: a reading that came with
 * its bucket from the one to the other says nothing about what was put there.
 */
const isOfAws = (sequencer: string): boolean => sequencer.startsWith('00');

/**
 * Negative where `a` came first, positive where `b` did, 0 where they are the same event's; null where
 * the two cannot be compared. The shorter is padded with zeros on its right, as AWS says to
 * (knowledge-center article "s3-duplicate-sqs-messages").
 */
export const compareSequencers = (a: string | null, b: string | null): number | null => {
  if (a === null || b === null || !comparable.test(a) || !comparable.test(b)) return null;
  if (isOfAws(a) !== isOfAws(b)) return null;
  const length = Math.max(a.length, b.length);
  const x = a.toUpperCase().padEnd(length, '0');
  const y = b.toUpperCase().padEnd(length, '0');
  return x < y ? -1 : x > y ? 1 : 0;
};
