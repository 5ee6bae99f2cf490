// What an issuer answers, into memory: no redirect followed, and never more than somebody's keys could take.

const defaultMaxBytes = 1_000_000;

/** @throws where it is another than 200, or longer. */
export const fetchBounded = async (
  url: string,
  options: { readonly headers: NonNullable<RequestInit['headers']>; readonly signal: AbortSignal },
  maxBytes = defaultMaxBytes,
): Promise<Response> => {
  const response = await fetch(url, { ...options, redirect: 'manual' });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`expected 200 of the issuer, got ${response.status}`);
  }
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop lets go of the rest.
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > maxBytes) throw new Error(`expected at most ${maxBytes} bytes of the issuer, got more`);
    pieces.push(piece);
  }
  return new Response(Buffer.concat(pieces, bytes));
};
