// What the house asks of a bucket. `store.ts` answers it with the AWS SDK; tests answer it from memory.

export interface ObjectHead {
  readonly key: string;
  /** Without quotes. */
  readonly etag: string;
  readonly versionId: string | null;
  readonly bytes: number;
  /** User metadata, names in lower case without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface StoredObject {
  readonly head: ObjectHead;
  readonly body: Uint8Array;
}

export interface ListedObject {
  readonly key: string;
  /** Without quotes. */
  readonly etag: string;
  readonly bytes: number;
  readonly lastModified: Date;
}

/** A PUT that somebody else is to make: one body of this size and type, at this key, and nothing else. */
export interface AskedUpload {
  readonly key: string;
  readonly bytes: number;
  readonly contentType: string;
  /** User metadata, names in lower case; printable ASCII. */
  readonly metadata: Readonly<Record<string, string>>;
  /** How long it may begin, from now. */
  readonly seconds: number;
}

export interface SignedUpload {
  readonly url: string;
  /** To be sent as they are. The length is signed too, and is what every client tells by itself. */
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: Date;
}

/** When a write may happen: the key is free, or still holds what was read. */
export type WriteCondition = { readonly ifAbsent: true } | { readonly ifEtag: string } | null;

/**
 * Every call throws DigitdropError: `store-unavailable` (throttle, timeout, 5xx: passing) or
 * `store-refused` (no right, no bucket: permanent).
 */
export interface ObjectStore {
  /** Null where the object (or that version of it) is gone. */
  readonly head: (bucket: string, key: string, versionId?: string | null) => Promise<ObjectHead | null>;
  /** Null where it is gone. @throws `image-too-large` above maxBytes, before the body is read. */
  readonly get: (
    bucket: string,
    key: string,
    options: { readonly maxBytes: number; readonly versionId?: string | null },
  ) => Promise<StoredObject | null>;
  /**
   * `lost-race` where the store honours conditions and the condition did not hold. What `tag` names is marked so where
   * the settings ask for tags.
   */
  readonly put: (
    bucket: string,
    key: string,
    body: Uint8Array | string,
    options: {
      readonly contentType: string;
      readonly condition: WriteCondition;
      readonly tag?: 'reading';
    },
  ) => Promise<'written' | 'lost-race'>;
  /** `lost-race` where `ifEtag` is given, the store honours it, and something else stands there now. */
  readonly remove: (
    bucket: string,
    key: string,
    options?: { readonly ifEtag: string },
  ) => Promise<'removed' | 'lost-race'>;
  /** Keys in UTF-8 order, page by page; those after `startAfter` alone, where it is given. */
  readonly list: (bucket: string, prefix: string, startAfter?: string | null) => AsyncIterable<ListedObject>;
  /** Lets somebody without credentials make one PUT, once where the store honours conditions. Asks nobody. */
  readonly signUpload: (bucket: string, asked: AskedUpload) => Promise<SignedUpload>;
  /** Does a `put` honour its condition? AWS is trusted, others are told by the settings or probed once. */
  readonly honoursConditions: (bucket: string) => Promise<boolean>;
}
