// Clients that others wrote against the laptop's bucket: the aws CLI and boto3, with odd keys and sizes.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getText, openClient, readingOf } from './bucket-client.ts';
import { findPeer } from './peers.ts';
import { type HouseProcess, makeFolder, startHouse } from './start-house.ts';

const run = promisify(execFile);

const credentials = {
  AWS_ACCESS_KEY_ID: 'any',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_DEFAULT_REGION: 'us-east-1',
};

/** The client's version, or null where it is not installed: then its tests are skipped. */
const versionOf = (command: string, args: readonly string[]): Promise<string | null> =>
  run(command, [...args]).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );

const awsCommand = findPeer('aws') ?? 'aws';
const pythonCommand = findPeer('python3') ?? 'python3';
const awsVersion = await versionOf(awsCommand, ['--version']);
const boto3Version = await versionOf(pythonCommand, ['-c', 'import boto3; print(boto3.__version__)']);

const image = await readFile(new URL('../../samples/images/tiny.png', import.meta.url));

/** 12 MB that is an image all the same: decoders stop at PNG's last chunk. Above 8 MB both clients send parts. */
const largeImage = Buffer.concat([image, Buffer.alloc(12_000_000)]);

const files: Readonly<Record<string, Uint8Array>> = {
  'a b+c.png': image,
  'ärger 数字 📷.png': image,
  'empty.png': Buffer.alloc(0),
  'large.png': largeImage,
};

let folder: Awaited<ReturnType<typeof makeFolder>>;
let house: HouseProcess;
let images: string;

beforeAll(async () => {
  folder = await makeFolder();
  house = await startHouse(join(folder.path, 'data'));
  images = join(folder.path, 'images');
  await mkdir(images);
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(images, name), bytes);
});

afterAll(async () => {
  await house.end('SIGINT');
  await folder.remove();
});

const expectReadings = async (prefix: string): Promise<void> => {
  const client = openClient(house.s3Url);
  for (const [name, bytes] of Object.entries(files)) {
    const reading = await readingOf(client, `${prefix}${name}`);
    expect(reading.source).toMatchObject({ key: `${prefix}${name}`, bytes: bytes.length });
    expect(reading.status).toBe(name === 'empty.png' ? 'rejected' : 'accepted');
  }
};

describe.skipIf(awsVersion === null)(`aws CLI (${awsVersion ?? 'skipped: no `aws` on the path'})`, () => {
  const aws = (...args: readonly string[]) =>
    run(awsCommand, ['--endpoint-url', house.s3Url, ...args], { env: { ...process.env, ...credentials } });

  test('copies a folder in, and gets readings', async () => {
    await aws('s3', 'cp', '--recursive', images, 's3://digitdrop/cli/');
    await expectReadings('cli/');
  });

  test('lists, copies within the bucket, moves, fetches and removes', async () => {
    await aws('s3', 'cp', join(images, 'large.png'), 's3://digitdrop/tour/large.png');
    await aws('s3', 'cp', 's3://digitdrop/tour/large.png', 's3://digitdrop/tour/copy +1.png');
    await readingOf(openClient(house.s3Url), 'tour/copy +1.png');
    const back = join(folder.path, 'back.png');
    await aws('s3', 'cp', 's3://digitdrop/tour/copy +1.png', back);
    expect((await readFile(back)).equals(largeImage)).toBe(true);
    await aws('s3', 'mv', back, 's3://digitdrop/tour/moved/ä b.png');
    const { stdout } = await aws('s3', 'ls', 's3://digitdrop/tour/');
    expect(stdout).toMatch(/PRE moved\//);
    expect(stdout).toMatch(/12000\d{3} copy \+1\.png\n/);
    await aws('s3', 'rm', '--recursive', 's3://digitdrop/tour/');
    await expect(aws('s3', 'ls', 's3://digitdrop/tour/')).rejects.toThrow();
  });

  test('presigns an address that anybody can fetch', async () => {
    await aws('s3', 'cp', join(images, 'a b+c.png'), 's3://digitdrop/signed/a b+c.png');
    const { stdout } = await aws('s3', 'presign', 's3://digitdrop/signed/a b+c.png');
    expect(Buffer.from(await (await fetch(stdout.trim())).arrayBuffer()).equals(image)).toBe(true);
  });
});

const botoScript = `
import sys, pathlib, urllib.request, boto3
from botocore.config import Config
url, images = sys.argv[1:]
s3 = boto3.client('s3', endpoint_url=url, config=Config(s3={'addressing_style': 'path'}))
for file in sorted(pathlib.Path(images).iterdir()):
    s3.upload_file(str(file), 'digitdrop', 'boto/' + file.name)
    with open(file, 'rb') as body:
        s3.put_object(Bucket='digitdrop', Key='boto-put/' + file.name, Body=body, Metadata={'expect': 'digit'})
    stored = s3.get_object(Bucket='digitdrop', Key='boto-put/' + file.name)
    assert stored['Body'].read() == file.read_bytes(), file
    assert stored['Metadata'] == {'expect': 'digit'}, stored['Metadata']
    with open(file, 'rb') as body:
        address = s3.generate_presigned_url('put_object', Params={'Bucket': 'digitdrop', 'Key': 'boto-signed/' + file.name})
        request = urllib.request.Request(address, data=body.read(), method='PUT')
        assert urllib.request.urlopen(request).status == 200
pages = s3.get_paginator('list_objects_v2').paginate(Bucket='digitdrop', Prefix='boto-put/', PaginationConfig={'PageSize': 2})
keys = {o['Key'] for page in pages for o in page['Contents']}
assert {'boto-put/' + file.name for file in pathlib.Path(images).iterdir()} <= keys, keys
s3.delete_objects(Bucket='digitdrop', Delete={'Objects': [{'Key': 'boto/no <such> & key'}]})
`;

test.skipIf(boto3Version === null)(
  `boto3 (${boto3Version ?? 'skipped: not installed for `python3`'}) puts, gets, presigns, lists; gets readings`,
  async () => {
    const env = { ...process.env, ...credentials };
    await run(pythonCommand, ['-c', botoScript, house.s3Url, images], { env });
    for (const prefix of ['boto/', 'boto-put/', 'boto-signed/']) await expectReadings(prefix);
    expect(await getText(openClient(house.s3Url), 'boto/empty.png')).toBe('');
  },
);
