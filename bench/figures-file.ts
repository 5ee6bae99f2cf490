// bench/figures.json: what `npm run bench -- --json bench/figures.json` measured, for the arithmetic of scale.
import { z } from 'zod';

const positive = z.number().positive();
const warm = z.object({
  bytes: positive,
  count: positive,
  mean: positive,
  p50: positive,
  p99: positive,
  peakBytes: positive,
});

export const figuresSchema = z.object({
  schema: z.literal('digitdrop.figures/1'),
  measuredAt: z.iso.datetime(),
  /** Processes that wanted the machine in the minute before: above a tenth of its processors, the times are too long. */
  loadBefore: z.number().min(0),
  processor: z.string(),
  processors: positive,
  versions: z.string(),
  start: z.object({ importMs: positive, sessionMs: positive, firstMs: positive }),
  /** Milliseconds an image. */
  digit: warm,
  string: warm,
  photo: warm,
  backlog: z.object({ images: positive, seconds: positive, peakBytes: positive }),
});

export type Figures = z.infer<typeof figuresSchema>;
