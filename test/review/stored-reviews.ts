// A bucket in memory with readings to check, as uploads leave them there.
import { readUpload } from '../../lib/bucket/read-upload.ts';
import type { Reading } from '../../lib/reading/reading.ts';
import { createFakeReader } from '../bucket/fake-reader.ts';
import type { MemoryStore } from '../bucket/memory-store.ts';
import { uploadOf } from '../bucket/upload-record.ts';

export const bucket = 'digitdrop';

/** Reads everything with the status that is asked for. */
const readerSaying = (status: Reading['status']) => {
  const reader = createFakeReader();
  return {
    ...reader,
    readImage: async (request: Parameters<typeof reader.readImage>[0]) => ({
      ...(await reader.readImage(request)),
      status,
    }),
  };
};

/** Puts an image and reads it; gives its ETag. */
export const dropAndRead = async (
  store: MemoryStore,
  key: string,
  body: string,
  { status = 'review' as Reading['status'], auditShare = 0 } = {},
): Promise<string> => {
  const etag = store.drop(key, body);
  await readUpload({ store, reader: readerSaying(status), auditShare }, uploadOf(key, { etag }));
  return etag;
};
