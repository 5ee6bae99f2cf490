// Every request that the page makes of its own server goes through here: with a token, where the server asks for one.
import { currentToken, isSignedOut, refuseToken, untilSignedIn } from './session.ts';

/**
 * As `fetch`; paths are relative to the page, and a body is one that can be sent twice. Where somebody has to sign in
 * first, the answer is 401 without asking the server.
 */
export const callServer: typeof fetch = async (input, init) => {
  const token = await currentToken();
  if (token === null) return new Response(null, { status: 401 });
  const response = await fetch(input, withToken(init, token));
  if (response.status !== 401 || token === undefined) return response;
  const renewed = await refuseToken(token, response.clone());
  return renewed === null ? response : fetch(input, withToken(init, renewed));
};

/** As `callServer`, but a request for which somebody has to sign in first waits until they have. */
export const callOnceSignedIn: typeof fetch = async (input, init) => {
  for (;;) {
    const response = await callServer(input, init);
    if (response.status !== 401 || !isSignedOut()) return response;
    await untilSignedIn();
  }
};

const withToken = (init: RequestInit | undefined, token: string | undefined): RequestInit | undefined => {
  if (token === undefined) return init;
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers };
};
