// Machines' keys in the bucket: for each one object under `.digitdrop/keys/`, named by the key's SHA-256. Revoked is gone.
import { z } from 'zod';
import { ownPrefix } from '../bucket/keys.ts';
import type { ObjectStore } from '../bucket/object-store.ts';
import { DigitdropError } from '../errors.ts';
import { type Role, roleNames } from '../http/roles.ts';
import { makeKeyText, sumOfKey } from './key-text.ts';

const recordSchema = z.object({
  schema: z.literal('digitdrop.key/1'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().min(1).max(100),
  role: z.enum(roleNames),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastFour: z.string().length(4),
});

export type KeyRecord = Readonly<z.infer<typeof recordSchema>>;

/** Where they lie. Whoever may write there can let anybody in. */
const keysPrefix = `${ownPrefix}keys/`;
const objectOf = (sha256: string): string => `${keysPrefix}${sha256}.json`;
const maxRecordBytes = 10_000;

/** What a key is called by where it must not be shown. */
export const idOf = ({ sha256 }: Pick<KeyRecord, 'sha256'>): string => sha256.slice(0, 12);

interface Place {
  readonly store: ObjectStore;
  readonly bucket: string;
}

export interface NewKey {
  readonly name: string;
  readonly role: Role;
  readonly expiresAt: Date | null;
}

/** Makes a key; its text is told here and never again. */
export const createKey = async (
  { store, bucket }: Place,
  { name, role, expiresAt }: NewKey,
): Promise<{ readonly text: string; readonly record: KeyRecord }> => {
  const text = makeKeyText();
  const record = recordSchema.parse({
    schema: 'digitdrop.key/1',
    sha256: sumOfKey(text),
    name,
    role,
    createdAt: new Date().toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastFour: text.slice(-4),
  });
  await store.put(bucket, objectOf(record.sha256), `${JSON.stringify(record, null, 2)}\n`, {
    contentType: 'application/json',
    condition: null,
  });
  return { text, record };
};

/** Null where there is none of that sum, or what lies there is no record of it. @throws what the store throws. */
export const loadKeyRecord = async ({ store, bucket }: Place, sha256: string): Promise<KeyRecord | null> => {
  const object = await store.get(bucket, objectOf(sha256), { maxBytes: maxRecordBytes });
  const record = object === null ? null : parseRecord(object.body);
  return record?.sha256 === sha256 ? record : null;
};

const parseRecord = (body: Uint8Array): KeyRecord | null => {
  try {
    return recordSchema.parse(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch {
    return null;
  }
};

/** Every key that was not revoked, expired ones too, oldest first. */
export const listKeys = async (place: Place): Promise<readonly KeyRecord[]> => {
  const records: KeyRecord[] = [];
  for await (const { key } of place.store.list(place.bucket, keysPrefix)) {
    const sha256 = key.slice(keysPrefix.length).replace(/\.json$/, '');
    const record = await loadKeyRecord(place, sha256);
    if (record !== null) records.push(record);
  }
  return records.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
};

/** Revokes the one key of that id or name. @throws DigitdropError `bad-option` where none or several are meant. */
export const revokeKey = async (place: Place, idOrName: string): Promise<KeyRecord> => {
  const meant = (await listKeys(place)).filter(one => idOf(one) === idOrName || one.name === idOrName);
  const [record] = meant;
  if (record === undefined || meant.length > 1)
    throw new DigitdropError(
      'bad-option',
      `expected the id or name of one key, got ${JSON.stringify(idOrName)}, which ${meant.length === 0 ? 'none' : 'several'} have`,
    );
  await place.store.remove(place.bucket, objectOf(record.sha256));
  return record;
};
