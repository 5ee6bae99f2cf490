// sweep, reprocess, export and redrive over the laptop's bucket and queue, as somebody in another terminal types them.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseUploadEvent } from '../../lib/bucket/events.ts';
import { formatReading } from '../../lib/bucket/stored-reading.ts';
import { runCommandLine } from '../../lib/cli/command-line.ts';
import type { Reading } from '../../lib/reading/reading.ts';
import { createTerminal, sampleReading } from '../cli/fake-terminal.ts';
import { bucketName, getText, listKeys, put, readingOf } from './bucket-client.ts';
import { useBucket } from './start-bucket.ts';

const current = useBucket();

const run = async (...args: readonly string[]) => {
  const { port } = current().running;
  const terminal = createTerminal({ env: { S3_PORT: String(port) } });
  const code = await runCommandLine(args, terminal);
  return { code, out: terminal.out(), err: terminal.err() };
};

/** Puts an image, and its reading beside it. */
const putRead = async (key: string, value: string, more: Partial<Reading> = {}): Promise<void> => {
  const { client } = current();
  const { ETag = '' } = await put(client, key, value);
  const source = { ...sampleReading.source, bucket: bucketName, key, etag: ETag.replaceAll('"', '') };
  const reading = { ...sampleReading, value, source, ...more };
  await put(client, `${key}.json`, formatReading(reading));
};

/** What lies in the queue, taken out of it: keys of images, sorted, and who announced them. */
const takeQueued = async (): Promise<{ readonly keys: readonly string[]; readonly bodies: string }> => {
  const { queues, announcer } = current().running;
  await announcer.settled();
  const keys: string[] = [];
  let bodies = '';
  for (;;) {
    const messages = await queues.uploads.receive({ waitSeconds: 0 });
    if (messages.length === 0) return { keys: keys.sort(), bodies };
    for (const { id, body } of messages) {
      const [message] = parseUploadEvent({ Records: [{ messageId: id, body }] }).messages;
      keys.push(...(message?.uploads ?? []).map(({ key }) => key).filter(key => !key.endsWith('.json')));
      bodies += body;
    }
    await queues.uploads.remove(messages);
  }
};

const odd = 'in/ä b+c%20.png';

test('sweep queues what has no reading, leaves alone what has one, and goes on behind a key', async () => {
  await putRead('in/a.png', '1');
  await put(current().client, 'in/b.png', '2');
  await put(current().client, odd, '3');
  await put(current().client, 'out/z.png', '4');
  expect((await takeQueued()).keys).toHaveLength(4);

  expect(await run('sweep', `s3://${bucketName}/in/`)).toEqual({
    code: 0,
    out: '3 images looked at, 2 queued\n',
    err: '',
  });
  const { keys, bodies } = await takeQueued();
  expect(keys).toEqual(['in/b.png', odd]);
  expect(bodies).toContain('SWEEP');

  const rest = await run('sweep', '--start-after', 'in/b.png', `s3://${bucketName}/in/`);
  expect(rest.out).toBe('1 images looked at, 1 queued\n');
  expect((await takeQueued()).keys).toEqual([odd]);
});

test('reprocess queues every image, and with --other-models only what another model read', async () => {
  await putRead('in/a.png', '1');
  await put(current().client, 'in/b.png', '2');
  expect((await takeQueued()).keys).toHaveLength(2);
  expect((await run('reprocess', `s3://${bucketName}/in/`)).out).toBe('2 images looked at, 2 queued\n');
  expect((await takeQueued()).keys).toEqual(['in/a.png', 'in/b.png']);

  // The reading of a.png is by the serving model now, that of c.png by one of before.
  const { models } = await openPackaged();
  await putRead('in/a.png', '1', { model: models[0]! });
  await putRead('in/c.png', '1');
  await takeQueued();
  const other = await run('reprocess', '--other-models', `s3://${bucketName}/in/`);
  expect(other.out).toBe('3 images looked at, 2 queued\n');
  expect((await takeQueued()).keys).toEqual(['in/b.png', 'in/c.png']);
});

const openPackaged = async () => {
  const { openReader } = await import('../../lib/reading/open-reader.ts');
  const { openStore } = await import('../../lib/bucket/store.ts');
  const { readConfig } = await import('../../lib/config.ts');
  const { createLog } = await import('../../lib/log.ts');
  const { models } = await openReader({
    log: createLog('silent'),
    modelUri: null,
    store: openStore(readConfig({})),
  });
  return { models: models.map(({ name, version, sha256 }) => ({ name, version, sha256 })) };
};

test('sweep --here reads what is unread, without the queue', async () => {
  await put(current().client, 'in/broken.png', 'no image at all');
  await takeQueued();
  expect((await run('sweep', '--here', `s3://${bucketName}/in/`)).out).toBe(
    '1 images looked at, 1 read here\n',
  );
  const { out } = await run('export', `s3://${bucketName}/in/`);
  expect(JSON.parse(out)).toMatchObject({ status: 'rejected', reason: 'not-an-image' });
  expect((await run('sweep', '--here', `s3://${bucketName}/in/`)).out).toBe(
    '1 images looked at, 0 read here\n',
  );
});

test('what is read here is read by the settings, as the function would', async () => {
  const image = await readFile(new URL('../../samples/images/pen-on-white.png', import.meta.url));
  await put(current().client, 'in/a.png', image);
  await takeQueued();
  const terminal = createTerminal({ env: { S3_PORT: String(current().running.port), READ_LENGTH: '3' } });
  expect(await runCommandLine(['sweep', '--here', `s3://${bucketName}/in/`], terminal)).toBe(0);
  const { out } = await run('export', `s3://${bucketName}/in/`);
  expect(JSON.parse(out)).toMatchObject({ status: 'review', reason: 'breaks-rule' });
  // The control: without the setting it is a digit like others.
  await put(current().client, 'in/b.png', image);
  await run('sweep', '--here', `s3://${bucketName}/in/b`);
  const other = await run('export', `s3://${bucketName}/in/b`);
  expect(JSON.parse(other.out)).toMatchObject({ status: 'accepted', value: '7' });
});

test('a redrive that is interrupted says so, and the same command goes on', async () => {
  const { deadLetters, uploads } = current().running.queues;
  for (let i = 0; i < 3; i++)
    await deadLetters.send(Array.from({ length: 10 }, (_, j) => ({ body: `letter ${i} ${j}` })));
  const terminal = createTerminal({ env: { S3_PORT: String(current().running.port) } });
  const running = runCommandLine(['redrive'], { ...terminal, onStop: stop => stop() });
  expect(await running).toBe(1);
  expect(terminal.err()).toBe('digitdrop: not finished; the same command goes on\n');
  expect((await run('redrive')).out).toMatch(/^[123]0 dead letters moved back into the queue\n$/);
  expect([await deadLetters.count(), await uploads.count()]).toEqual([0, 30]);
});

test('export prints readings in the order of keys, and says what it left out', async () => {
  for (const [key, value] of [
    ['in/b.png', '22'],
    ['in/a.png', '007'],
    [odd, '3'],
    ['in/a.png-2', '8'],
    ['out/z.png', '4'],
  ] as const)
    await putRead(key, value);
  await put(current().client, 'in/c.png', 'unread');
  await put(current().client, 'in/b.png', 'overwritten');
  const csv = await run('export', '--csv', `s3://${bucketName}/in/`);
  expect(csv.code).toBe(0);
  expect(csv.out).toBe(
    [
      'file,value,status,confidence,reason',
      `s3://${bucketName}/in/a.png,007,accepted,0.9876,`,
      `s3://${bucketName}/in/a.png-2,8,accepted,0.9876,`,
      `s3://${bucketName}/${odd},3,accepted,0.9876,`,
      '',
    ].join('\n'),
  );
  expect(csv.err).toBe('digitdrop: 2 images without a reading of their own left out\n');
  const ndjson = await run('export', `s3://${bucketName}`, '--start-after', 'in/a.png');
  const lines = ndjson.out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Reading & { readonly file: string });
  expect(lines.map(({ file, value }) => [file, value])).toEqual([
    [`s3://${bucketName}/in/a.png-2`, '8'],
    [`s3://${bucketName}/${odd}`, '3'],
    [`s3://${bucketName}/out/z.png`, '4'],
  ]);
  expect(lines[0]?.source.key).toBe('in/a.png-2');
});

/** What a person said of the image as it stands. */
const correct = async (key: string, value: string | null, etag?: string): Promise<void> => {
  const { client } = current();
  const { source, status, value: read, confidence, model } = await readingOf(client, key);
  const said = { status, value: read, confidence, model };
  const at = '2026-11-26T12:00:00.000Z';
  const names = { schema: 'digitdrop.correction/1', key, etag: etag ?? source.etag };
  const correction = { ...names, value, who: 'ada', holder: 'page-of-ada', at, said };
  await put(client, `${key}.correction.json`, JSON.stringify(correction));
};

test('export prints what a person said, where it is of the version that stands', async () => {
  for (const key of ['in/a.png', 'in/b.png', 'in/c.png']) await putRead(key, '7', { status: 'review' });
  await correct('in/a.png', '1234');
  await correct('in/b.png', null);
  await correct('in/c.png', '9', 'of-a-version-before');
  expect((await run('export', '--csv', `s3://${bucketName}/in/`)).out).toBe(
    [
      'file,value,status,confidence,reason',
      `s3://${bucketName}/in/a.png,1234,corrected,,`,
      `s3://${bucketName}/in/b.png,,corrected,,`,
      `s3://${bucketName}/in/c.png,7,review,0.9876,`,
      '',
    ].join('\n'),
  );
  const [first] = (await run('export', `s3://${bucketName}/in/`)).out.split('\n');
  expect(JSON.parse(first ?? '')).toMatchObject({
    value: '1234',
    text: '1234',
    status: 'corrected',
    correction: { who: 'ada', said: { value: '7', status: 'review' } },
  });
});

test('a value that a person left as it was read keeps its comma and its sign', async () => {
  for (const key of ['in/a.png', 'in/b.png'])
    await putRead(key, '4760', { status: 'review', text: '-47,60' });
  await correct('in/a.png', '4760');
  await correct('in/b.png', '4780');
  const lines = (await run('export', `s3://${bucketName}/in/`)).out.trim().split('\n');
  expect(lines.map(line => JSON.parse(line).text)).toEqual(['-47,60', '4780']);
});

test('reviews queues what a person should look at and nobody has, however often it runs', async () => {
  await putRead('in/a.png', '7', { status: 'review' });
  await putRead('in/b.png', '8', { status: 'review' });
  await putRead('in/c.png', '9');
  await putRead('out/z.png', '4', { status: 'review' });
  await correct('in/b.png', '3');
  const { client } = current();
  expect(await listKeys(client, '.digitdrop/reviews/')).toEqual([]);
  for (let time = 0; time < 2; time++) {
    const { code, out, err } = await run('reviews', `s3://${bucketName}/in/`);
    expect({ code, out, err }).toEqual({ code: 0, out: '3 images looked at, 1 to check\n', err: '' });
    const [entry, ...others] = await listKeys(client, '.digitdrop/reviews/');
    expect(others).toEqual([]);
    expect(JSON.parse(await getText(client, entry ?? ''))).toMatchObject({ key: 'in/a.png', why: 'review' });
  }
});

test('dead letters are listed where they lie, and moved once', async () => {
  const { deadLetters, uploads } = current().running.queues;
  await deadLetters.send([{ body: 'of no known shape' }]);
  const listed = await run('redrive', '--list');
  expect(JSON.parse(listed.out)).toMatchObject({ images: [], message: 'of no known shape' });
  expect(await deadLetters.count()).toBe(1);
  expect((await run('redrive')).out).toBe('1 dead letter moved back into the queue\n');
  expect(await deadLetters.count()).toBe(0);
  expect(await uploads.count()).toBe(1);
});

test('where nobody answers, it says what is missing', async () => {
  const terminal = createTerminal({ env: { S3_PORT: '1' } });
  expect(await runCommandLine(['sweep', 's3://digitdrop'], terminal)).toBe(1);
  expect(terminal.err()).toMatch(/no queue answers.*npm start/);
});
