// The functions whose starts are compared: the artifact's two, one that does nothing, and one that only imports the two
// packages with machine code and opens the shipped models.
import { cp, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Stand } from '../test/integration/ric/stand.ts';
import type { TimedFunction } from './cold-start.ts';

const home = fileURLToPath(new URL('..', import.meta.url));
const bucket = 'cold';

interface ColdFunctions {
  readonly empty: TimedFunction;
  readonly natives: TimedFunction;
  readonly api: TimedFunction;
  readonly upload: TimedFunction;
}

/** `image`: a file of samples/images/ that is accepted. */
export const coldFunctions = async (stand: Stand, image: string): Promise<ColdFunctions> => {
  // Plain files beside plain packages, as npm lays them; the artifact's own are bundled.
  const yardsticks = join(stand.folder, 'yardsticks');
  await cp(join(home, 'bench/cold'), yardsticks, { recursive: true });
  await symlink(join(home, 'node_modules'), join(yardsticks, 'node_modules'));
  await stand.moto.createBucket(bucket);
  const bytes = await readFile(join(home, 'samples/images', image));
  const eventNamed = async (name: string) =>
    JSON.parse(await readFile(join(home, `events/${name}.json`), 'utf8'));
  const posted = await eventNamed('api-image');
  const told = await eventNamed('sqs-s3-notification');
  const env = { LOG_LEVEL: 'warn' };
  const nothing = async () => ({});
  return {
    empty: {
      name: 'an empty function',
      start: () => stand.startFile('yardsticks/empty', env),
      nextEvent: nothing,
      isRight: answer => answer === null,
    },
    natives: {
      name: 'sharp, onnxruntime-node, the models',
      start: () => stand.startFile('yardsticks/natives', env),
      nextEvent: nothing,
      isRight: answer => Array.isArray(answer) && answer.length === 3,
    },
    api: {
      name: 'api, an image posted',
      start: () => stand.start('api', env),
      nextEvent: async () => ({
        ...posted,
        body: bytes.toString('base64'),
        isBase64Encoded: true,
        rawQueryString: '',
      }),
      isRight: answer => /"body":"{\\"readings\\":.*\\"status\\":\\"accepted\\"/.test(JSON.stringify(answer)),
    },
    upload: {
      name: 'on-upload, image and JSON in moto',
      // As on AWS, whose S3 is not asked whether it honours conditions.
      start: () => stand.start('on-upload', { ...env, CONDITIONAL_WRITES: 'yes' }),
      nextEvent: () => dropImage(stand, bytes, told),
      isRight: answer => JSON.stringify(answer) === '{"batchItemFailures":[]}',
    },
  };
};

let dropped = 0;

/** Puts the image under a new key. → The event that tells of it. */
const dropImage = async (
  { moto }: Stand,
  Body: Uint8Array,
  { Records: [message] }: { readonly Records: readonly [{ readonly body: string }] },
): Promise<unknown> => {
  dropped += 1;
  const key = `${dropped}.png`;
  const { ETag = '' } = await moto.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
  const notification = JSON.parse(message.body);
  const [record] = notification.Records;
  const object = { ...record.s3.object, key, size: Body.length, eTag: ETag.replaceAll('"', '') };
  const s3 = { ...record.s3, bucket: { ...record.s3.bucket, name: bucket }, object };
  return { Records: [{ ...message, body: JSON.stringify({ Records: [{ ...record, s3 }] }) }] };
};
