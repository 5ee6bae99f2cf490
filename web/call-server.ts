// Every request that the page makes of its own server goes through here.

/** As `fetch`; paths are relative to the page. */
export const callServer: typeof fetch = (input, init) => fetch(input, init);
