// Conditional writes of a store that we did not write: whoever races, one right result is left.
import type { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readUpload } from '../../lib/bucket/read-upload.ts';
import { openStore } from '../../lib/bucket/store.ts';
import { readConfig } from '../../lib/config.ts';
import { createFakeReader } from '../bucket/fake-reader.ts';
import { uploadOf } from '../bucket/upload-record.ts';
import { seekVersitygw } from '../chaos/fetch-versitygw.ts';
import { credentials, type RunningVersitygw, startVersitygw } from '../chaos/start-versitygw.ts';
import { bucketName, openClient, put, readingOf } from './bucket-client.ts';
import { makeFolder } from './start-house.ts';

const { program, why } = await seekVersitygw();

describe.skipIf(program === null)(`of 20 workers that race for one result in versitygw${why}`, () => {
  let folder: Awaited<ReturnType<typeof makeFolder>>;
  let gateway: RunningVersitygw;
  let client: S3Client;

  beforeAll(async () => {
    folder = await makeFolder();
    gateway = await startVersitygw({ program: program!, folder: `${folder.path}/data` });
    client = openClient(gateway.url, credentials);
  });
  afterAll(async () => {
    client?.destroy();
    await gateway?.close();
    await folder?.remove();
  });

  const openWorker = () => ({
    store: openStore(
      readConfig({
        S3_ENDPOINT: gateway.url,
        S3_ACCESS_KEY_ID: credentials.accessKeyId,
        S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      }),
    ),
    reader: createFakeReader(),
  });

  /** All at once; each has its reading in hand before any of them writes. */
  const race = async (key: string, workers: readonly ReturnType<typeof openWorker>[]) => {
    const atStart = Promise.withResolvers<void>();
    let ready = 0;
    const outcomes = workers.map(({ store, reader }) => {
      const readImage: typeof reader.readImage = async request => {
        const reading = await reader.readImage(request);
        ready += 1;
        if (ready === workers.length) atStart.resolve();
        await atStart.promise;
        return reading;
      };
      return readUpload({ store, reader: { ...reader, readImage } }, uploadOf(key));
    });
    const all = await Promise.all(outcomes);
    return { placed: all.filter(outcome => outcome === 'placed').length, all };
  };

  test('one leaves its reading, and it is right', async () => {
    const workers = Array.from({ length: 20 }, () => openWorker());
    // Not said, but found out: by one probe, in which all take part.
    expect(await Promise.all(workers.map(({ store }) => store.honoursConditions(bucketName)))).toEqual(
      Array(20).fill(true),
    );
    for (let round = 0; round < 10; round++) {
      const key = `race/${round}.png`;
      await put(client, key, String(round));
      const { placed, all } = await race(key, workers);
      expect([placed, new Set(all)]).toEqual([1, new Set(['placed', 'unchanged'])]);
      expect(await readingOf(client, key)).toMatchObject({ value: String(round), source: { key } });
    }
  });

  test('overwritten while they race, the reading is of what stands', async () => {
    const workers = Array.from({ length: 20 }, () => openWorker());
    for (let round = 0; round < 10; round++) {
      const key = `race/over-${round}.png`;
      await put(client, key, '1');
      await Promise.all([race(key, workers), put(client, key, '2')]);
      expect((await readingOf(client, key)).value).toBe('2');
    }
  });

  test('without conditions more than one writes: the control', async () => {
    const workers = Array.from({ length: 20 }, () => {
      const { store, reader } = openWorker();
      const putAnyway: typeof store.put = (bucket, key, body, { contentType }) =>
        store.put(bucket, key, body, { contentType, condition: null });
      return { reader, store: { ...store, put: putAnyway } };
    });
    await put(client, 'race/control.png', '5');
    expect((await race('race/control.png', workers)).placed).toBeGreaterThan(1);
  });
});
