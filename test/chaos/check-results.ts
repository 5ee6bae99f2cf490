// Looks at every key at the end: is there a reading, and is it the one of the key's last version?
import { z } from 'zod';
import { resultKeyOf } from '../../lib/bucket/keys.ts';
import type { ObjectStore } from '../../lib/bucket/object-store.ts';
import { bucketName } from '../integration/bucket-client.ts';
import type { Ledger, PutVersion } from './ledger.ts';
import type { Expected } from './pictures.ts';

export interface Findings {
  /** Keys without a result. */
  readonly lost: number;
  /** Results that are none of their image's, or in a place that is not theirs. */
  readonly wrong: number;
  /** Results of an older version. */
  readonly stale: number;
  /** A sentence for each. */
  readonly faults: readonly string[];
}

/** What is compared, read without the code under test. */
const storedShape = z.object({
  schema: z.literal('digitdrop.reading/1'),
  source: z.object({ bucket: z.string(), key: z.string(), etag: z.string(), bytes: z.number() }),
  status: z.string(),
  reason: z.string().nullable(),
  value: z.string().nullable(),
  model: z.object({ name: z.string(), version: z.string(), sha256: z.string() }),
});

type Stored = z.infer<typeof storedShape>;
type Verdict = 'right' | 'lost' | 'wrong' | 'stale';

const readsAs = (stored: Stored, { status, reason, value, model }: Expected): boolean =>
  stored.status === status &&
  stored.reason === reason &&
  stored.value === value &&
  stored.model.name === model.name &&
  stored.model.version === model.version &&
  stored.model.sha256 === model.sha256;

/** Is the stored text the reading of this version? */
const isOf = (stored: Stored, key: string, { picture, asked }: PutVersion): boolean =>
  stored.source.bucket === bucketName &&
  stored.source.key === key &&
  stored.source.etag === picture.etag &&
  stored.source.bytes === picture.bytes.length &&
  readsAs(stored, picture.expected[asked]);

/** Judges what stands at a key's result; null where nothing does. */
export const judge = (text: string | null, key: string, versions: readonly PutVersion[]): Verdict => {
  if (text === null) return 'lost';
  const stored = parse(text);
  const last = versions.at(-1);
  if (stored === null || last === undefined) return 'wrong';
  if (isOf(stored, key, last)) return 'right';
  return versions.some(version => isOf(stored, key, version)) ? 'stale' : 'wrong';
};

const parse = (text: string): Stored | null => {
  try {
    return storedShape.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};

const maxBytes = 1_000_000;
const keysAtOnce = 16;

/** Looks at everything in the bucket. `store` is asked directly, without the faults. */
export const checkResults = async (
  store: Pick<ObjectStore, 'get' | 'list'>,
  { versions, foreign }: Ledger,
): Promise<Findings> => {
  const counts = { right: 0, lost: 0, wrong: 0, stale: 0 };
  const faults: string[] = [];
  const find = (verdict: Verdict, sentence: string): void => {
    counts[verdict] += 1;
    if (verdict !== 'right') faults.push(`${verdict}: ${sentence}`);
  };
  const textAt = async (key: string): Promise<string | null> => {
    const object = await store.get(bucketName, resultKeyOf(key), { maxBytes });
    return object === null ? null : Buffer.from(object.body).toString();
  };
  const look = async ([key, ofKey]: readonly [string, readonly PutVersion[]]): Promise<void> => {
    const text = await textAt(key);
    const last = ofKey.at(-1);
    find(judge(text, key, ofKey), `${key}: expected ${last && describe(last)}, got ${text?.slice(0, 700)}`);
  };
  const keys = [...versions];
  for (let i = 0; i < keys.length; i += keysAtOnce)
    await Promise.all(keys.slice(i, i + keysAtOnce).map(look));
  for (const [key, { text }] of foreign)
    find((await textAt(key)) === text ? 'right' : 'wrong', `${key}: somebody else's file was overwritten`);
  for await (const { key } of store.list(bucketName, '')) {
    const image = key.slice(0, -'.json'.length);
    if (!key.endsWith('.json') || key.startsWith('.digitdrop/')) continue;
    if (!versions.has(image) && !foreign.has(image)) find('wrong', `${key}: a result of no image`);
  }
  const { lost, wrong, stale } = counts;
  return { lost, wrong, stale, faults };
};

const describe = ({ picture, asked }: PutVersion): string =>
  `${picture.etag} as ${asked}: ${JSON.stringify(picture.expected[asked])}`;
