// What a presigned PUT binds: with another length, type or option than was signed, the store refuses it.
import type { AskedUpload } from './object-store.ts';

type Headers = Readonly<Record<string, string>>;

/** Browsers and other clients set all but the length themselves, and refuse to have that one set. */
export const headersToSend = (
  { contentType, metadata }: Pick<AskedUpload, 'contentType' | 'metadata'>,
  { isOnce }: { readonly isOnce: boolean },
): Headers => ({
  'content-type': contentType,
  ...(isOnce ? { 'if-none-match': '*' } : {}),
  ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
});

/**
 * The signer's options. Left alone it leaves the type unsigned, and moves `x-amz-…` into the query, where not every
 * store looks for metadata.
 */
export const presigning = (headers: Headers, seconds: number) => ({
  expiresIn: seconds,
  signableHeaders: new Set(['host', 'content-length', ...Object.keys(headers)]),
  unhoistableHeaders: new Set(Object.keys(headers).filter(name => name.startsWith('x-amz-meta-'))),
});
