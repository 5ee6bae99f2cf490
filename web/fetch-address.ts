// A picture at an address of the web, fetched by the browser; and what to do instead where that is forbidden.
import type { Picture } from './items.ts';

const instead =
  'Open the address in another tab, then copy the picture and paste it here, or save it and drop the file.';

export type Fetched =
  | { readonly kind: 'picture'; readonly picture: Picture }
  | { readonly kind: 'fault'; readonly message: string };

const fault = (message: string): Fetched => ({ kind: 'fault', message });

const nameOf = ({ pathname, hostname }: URL): string => {
  const last = pathname.split('/').filter(Boolean).at(-1) ?? hostname;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
};

const parseAddress = (text: string): URL | null => {
  // Some browsers take a host with spaces in it.
  if (/\s/.test(text)) return null;
  const url = URL.parse(/^[a-z][a-z\d+.-]*:/i.test(text) ? text : `https://${text}`);
  return url !== null && /^https?:$/.test(url.protocol) ? url : null;
};

export const fetchAddress = async (text: string, send: typeof fetch = fetch): Promise<Fetched> => {
  const url = parseAddress(text.trim());
  if (url === null) return fault('Expected a web address, as https://example.org/picture.jpg.');
  try {
    const response = await send(url, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok)
      return fault(`${url.host} answered ${response.status}: there is no picture at this address.`);
    const file = await response.blob();
    if (/^text\/html\b/.test(file.type)) return fault(`At this address is a page, not a picture. ${instead}`);
    return { kind: 'picture', picture: { name: nameOf(url), file } };
  } catch {
    // A browser does not tell a page whether a site forbids it or is not there.
    return fault(`${url.host} does not let other pages read its pictures, or cannot be reached. ${instead}`);
  }
};
