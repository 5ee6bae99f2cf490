// Credentials for servers on this machine, which take any: a stranger's first run has none.

/** What the house itself calls a store on this machine with; no secret, since it guards nothing. */
export const anyCredentials = Object.freeze({ accessKeyId: 'digitdrop', secretAccessKey: 'digitdrop' });

/** Is the address one of loopback's own? */
const isLoopback = (url: string): boolean =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);

/**
 * Part of an SDK client's settings: made-up credentials where the endpoint is on this machine and the
 * environment names none, else nothing, and the SDK looks for them where it always does.
 */
export const loopbackCredentials = (endpoint: string | null, hasCredentials: boolean) =>
  endpoint !== null && !hasCredentials && isLoopback(endpoint) ? { credentials: { ...anyCredentials } } : {};
