// What models/training/number/decoding_fixtures.py wrote: lattices, and what the training job makes of them.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const weighted = z.array(z.tuple([z.string(), z.number()]));

const fixtures = z
  .object({
    labels: z.array(z.string()),
    penalties: z.record(z.string(), z.number()),
    cases: z.array(
      z.object({
        text: z.string(),
        views: z.array(z.object({ frames: z.number(), logits: z.array(z.number()) })),
        nbest: z.array(weighted),
        pooled: weighted,
        raw: weighted,
        plausible: weighted,
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/number-decoding.json', import.meta.url), 'utf8')));

export const { labels, penalties, cases: decodingCases } = fixtures;
