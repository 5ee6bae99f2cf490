// A store that is opened by the first call of it: whoever may never need the bucket does not wait for the SDK.
import type { ObjectStore } from './object-store.ts';
import type { StoreConfig } from './store.ts';

export const openStoreAtNeed = (
  config: StoreConfig,
  open: (config: StoreConfig) => Promise<ObjectStore> = openNow,
): ObjectStore => {
  let opening: Promise<ObjectStore> | null = null;
  const opened = (): Promise<ObjectStore> => {
    opening ??= open(config).catch(error => {
      opening = null;
      throw error;
    });
    return opening;
  };
  return {
    head: async (...asked) => (await opened()).head(...asked),
    get: async (...asked) => (await opened()).get(...asked),
    put: async (...asked) => (await opened()).put(...asked),
    remove: async (...asked) => (await opened()).remove(...asked),
    async *list(...asked) {
      yield* (await opened()).list(...asked);
    },
    signUpload: async (...asked) => (await opened()).signUpload(...asked),
    honoursConditions: async bucket => (await opened()).honoursConditions(bucket),
  };
};

/** The SDK's client is loaded here, where it was not yet. */
export const openNow = async (config: StoreConfig): Promise<ObjectStore> =>
  (await import('./store.ts')).openStore(config);
