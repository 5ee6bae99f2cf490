// Statuses and reasons, and which of them go together: held to what the reader answers for the samples.
import { describe, expect, it } from 'vitest';
import { openapiDocument } from '../../lib/http/openapi.ts';
import { listReasons, reasonMeanings, reasons, reasonsOf } from '../../lib/reading/verdict-words.ts';
import samples from '../../samples/expected.json' with { type: 'json' };

describe('the statuses and reasons', () => {
  it('are what the description of the API lists', () => {
    const { Reading } = openapiDocument().components.schemas as {
      Reading: { properties: Readonly<Record<string, { readonly description: string }>> };
    };
    expect(Reading.properties.reason?.description).toBe(listReasons());
    for (const reason of reasons) expect(listReasons()).toContain(`\`${reason}\``);
  });

  it('go together as in the samples, whose answers are tested', () => {
    const pairs = samples.filter(({ reason }) => reason !== null);
    expect(new Set(pairs.map(({ reason }) => reason)).size).toBeGreaterThan(4);
    for (const { status, reason, file } of pairs)
      expect(
        reasonsOf(status as 'review').map(name => `${name}`),
        file,
      ).toContain(reason);
  });

  it('never come with an accepted reading, and each comes with something', () => {
    expect(reasonsOf('accepted')).toEqual([]);
    for (const reason of reasons) expect(reasonMeanings[reason].of.length).toBeGreaterThan(0);
  });
});
