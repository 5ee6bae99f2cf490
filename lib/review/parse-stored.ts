// A small stored object as what it should be, or null: nothing in a bucket is believed.
import type { z } from 'zod';

export const parseStored = <T>(schema: z.ZodType<T>, body: Uint8Array): T | null => {
  try {
    return schema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))).data ?? null;
  } catch {
    return null;
  }
};
