// The bounds of one image, checked before its pixels are decoded.

export const limits = Object.freeze({
  /** Encoded size, through the bucket and on disk. */
  maxBytes: 20_000_000,
  /** Width x height as the header states them. */
  maxPixels: 50_000_000,
  /** Width x height x channels x bytes a sample, where the format cannot shrink or stream on load. */
  maxDecodedBytes: 200_000_000,
  /** Either side, in pixels. Rows are held many at a time: a very wide picture of few pixels costs gigabytes. */
  minSide: 8,
  maxSide: 32_768,
});
