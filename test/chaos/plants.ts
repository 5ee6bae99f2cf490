// Faults that a worker can be given on purpose, to show that the run would catch them. No other code knows them.
import { createHandler, type UploadHandler } from '../../functions/on-upload.ts';
import type { House } from '../../lib/house.ts';

export const plantNames = ['none', 'unconditional-write', 'swallowed-error'] as const;

export type Plant = (typeof plantNames)[number];

export const isPlant = (name: string): name is Plant => plantNames.some(known => known === name);

/** The upload function over a house, with the fault in it; `none` is the function as it is. */
export const createPlantedHandler = (house: House, plant: Plant): UploadHandler => {
  if (plant === 'unconditional-write') return createHandler({ ...house, store: writeAnyway(house.store) });
  const handler = createHandler(house);
  if (plant === 'none') return handler;
  return async (...invocation) => {
    await handler(...invocation);
    return { batchItemFailures: [] };
  };
};

const writeAnyway = (store: House['store']): House['store'] => ({
  ...store,
  put: (bucket, key, body, { contentType }) => store.put(bucket, key, body, { contentType, condition: null }),
});
