// POST /v1/uploads: where files may be sent, straight into the bucket.
import { callOnceSignedIn } from './call-server.ts';
import { type Again, againOf, type Expect, type Refused, refusalOf } from './post-image.ts';

export interface Ticket {
  readonly key: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface UploadFile {
  readonly name: string;
  readonly file: Blob;
}

type AskedTickets =
  | { readonly kind: 'tickets'; readonly tickets: readonly Ticket[] }
  /** The server has no bucket, or takes no uploads. */
  | { readonly kind: 'none' }
  | Again
  | Refused;

/** Browsers leave the type empty where they do not know the ending; the server takes pictures and plain bytes. */
export const typeOf = ({ type }: Blob): string =>
  /^image\/[a-z0-9][a-z0-9.+-]{0,80}$/.test(type) ? type : 'application/octet-stream';

/** In the order of the files. Only what the caller aborts throws. */
export const askUploads = async (
  files: readonly UploadFile[],
  expect: Expect,
  { signal, fetch: send = callOnceSignedIn }: { readonly signal: AbortSignal; readonly fetch?: typeof fetch },
): Promise<AskedTickets> => {
  const asked = files.map(({ name, file }) => ({
    name: name.slice(-1024),
    bytes: file.size,
    type: typeOf(file),
  }));
  try {
    const response = await send('v1/uploads', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ files: asked, ...(expect === '' ? {} : { expect }) }),
      signal,
    });
    const again = againOf(response);
    if (again !== null) return again;
    if (response.status === 404 || response.status === 405) return { kind: 'none' };
    if (!response.ok) return { kind: 'refused', why: await refusalOf(response) };
    const { uploads } = (await response.json()) as { uploads: readonly Ticket[] };
    return { kind: 'tickets', tickets: uploads };
  } catch (error) {
    if (signal.aborted) throw error;
    return { kind: 'again', why: 'The connection dropped', afterMs: null };
  }
};
