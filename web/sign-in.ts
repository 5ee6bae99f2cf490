// Going to the issuer and coming back: in this window while it holds nothing, else in one of its own, so that what is on
// the page stays. The other window hands the answer over by a channel of this origin, since some issuers cut the tie
// between windows (Cross-Origin-Opener-Policy); whose answer it is, its `state` tells.
import type { Pending } from './openid.ts';
import { dropTokens, explainSignedOut, finishSignIn, howToSignIn } from './session.ts';

const channelName = 'digitdrop-sign-in';
/** In the tab's own store, for the way there and back alone. */
const pendingName = 'digitdrop-sign-in';

/** The page's own address and no other, whatever the address line holds. */
const ownAddress = (): string => new URL('.', location.origin + location.pathname).href;

let stopWaiting: () => void = () => {};

/** Hands an answer of the other window on, once. */
const waitForWindow = (pending: Pending): void => {
  stopWaiting();
  const channel = new BroadcastChannel(channelName);
  stopWaiting = () => channel.close();
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const answer = typeof data === 'string' ? new URLSearchParams(data) : null;
    if (answer?.get('state') !== pending.state) return;
    channel.postMessage({ taken: pending.state });
    stopWaiting();
    void finishSignIn(answer, pending);
  };
};

/** `isHolding`: there is something on the page that going away would lose. Called by a click, or no window opens. */
export const signIn = async ({ isHolding }: { readonly isHolding: boolean }): Promise<void> => {
  // Before anything is waited for: a browser lets a click open a window, and nothing that comes later.
  const other = isHolding ? open('', channelName, 'popup,width=480,height=720') : null;
  try {
    const how = await howToSignIn();
    if (how === null) return;
    const { startSignIn } = await import('./openid.ts');
    const { address, pending } = await startSignIn(how, ownAddress());
    if (!isHolding) {
      sessionStorage.setItem(pendingName, JSON.stringify({ ...pending, hash: location.hash }));
      location.assign(address);
    } else if (other === null) {
      explainSignedOut(
        'The browser did not open the window to sign in. Allow windows of this page, and try again.',
      );
    } else {
      waitForWindow(pending);
      // The issuer's window has no hold on this one.
      other.opener = null;
      other.location.replace(address);
    }
  } catch {
    other?.close();
    explainSignedOut('Whoever signs people in here could not be reached. Try again in a moment.');
  }
};

/** Signs out here and at the issuer, which sends back to this page. */
export const signOut = async (): Promise<void> => {
  const how = await howToSignIn();
  const tokens = dropTokens();
  if (how === null || tokens === null) return;
  const { endSession } = await import('./openid.ts');
  const address = await endSession(how, tokens, ownAddress()).catch(() => null);
  if (address !== null) location.assign(address);
};

/** An answer of the issuer's in the page's address, which forgets it at once; null where there is none. */
const takeAnswer = (): URLSearchParams | null => {
  const answer = new URLSearchParams(location.search);
  if (!answer.has('state') || !(answer.has('code') || answer.has('error'))) return null;
  history.replaceState(null, '', location.pathname);
  return answer;
};

/**
 * Deals with an answer of the issuer's. False where this window was opened to sign in: it is done, and shows no page.
 */
export const finishReturn = async (): Promise<boolean> => {
  const answer = takeAnswer();
  if (answer === null) return true;
  const kept = sessionStorage.getItem(pendingName);
  // Written by this page for itself.
  const pending = kept === null ? null : (JSON.parse(kept) as Pending & { readonly hash: string });
  if (pending !== null && pending.state === answer.get('state')) {
    sessionStorage.removeItem(pendingName);
    if (pending.hash !== '') location.hash = pending.hash;
    void finishSignIn(answer, pending);
    return true;
  }
  return !(await handOver(answer));
};

const patienceMs = 3_000;

/** True where another window was waiting for this answer. */
const handOver = (answer: URLSearchParams): Promise<boolean> =>
  new Promise(resolve => {
    const channel = new BroadcastChannel(channelName);
    const settle = (isTaken: boolean): void => {
      clearTimeout(timer);
      channel.close();
      resolve(isTaken);
    };
    const timer = setTimeout(settle, patienceMs, false);
    channel.onmessage = ({ data }: MessageEvent<{ readonly taken?: string } | null>) => {
      if (data?.taken === answer.get('state')) settle(true);
    };
    channel.postMessage(answer.toString());
  });
