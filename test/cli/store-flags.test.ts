// Where a command works: flags before settings, and without either the house on this machine.
import { expect, test } from 'vitest';
import { parseBucketAddress } from '../../lib/cli/bucket-address.ts';
import { readPlace } from '../../lib/cli/store-flags.ts';

test('flags, settings, and neither', () => {
  const at = (flags: Parameters<typeof readPlace>[0], env = {}) => {
    const { config, isRunningHouse } = readPlace(flags, { env });
    return [config.s3Endpoint, config.queueUrl, isRunningHouse];
  };
  expect(at({})).toEqual(['http://127.0.0.1:4566', null, true]);
  expect(at({}, { S3_PORT: '9000', AWS_ACCESS_KEY_ID: 'mine' })).toEqual([
    'http://127.0.0.1:9000',
    null,
    true,
  ]);
  expect(at({}, { S3_ENDPOINT: 'http://store:1' })).toEqual(['http://store:1', null, false]);
  expect(at({ endpoint: 'http://store:2' }, { S3_ENDPOINT: 'http://store:1' })[0]).toBe('http://store:2');
  expect(at({ aws: true })).toEqual([null, null, false]);
  expect(at({}, { QUEUE_URL: 'https://sqs/1/q' })).toEqual([null, 'https://sqs/1/q', false]);
  expect(at({ 'queue-url': 'https://sqs/2/q' }, { QUEUE_URL: 'https://sqs/1/q' })[1]).toBe('https://sqs/2/q');
  const { config } = readPlace({}, { env: { AWS_ACCESS_KEY_ID: 'mine' } });
  expect(config.hasCredentials).toBe(false);
});

test.each([[{ endpoint: 'store:1' }], [{ 'queue-url': 'q' }], [{ aws: true, endpoint: 'http://store:1' }]])(
  '%j is wrong usage',
  flags => {
    expect(() => readPlace(flags, { env: {} })).toThrow(expect.objectContaining({ code: 'bad-option' }));
  },
);

test('addresses of buckets', () => {
  expect(parseBucketAddress(['s3://b'])).toEqual({ bucket: 'b', prefix: '' });
  expect(parseBucketAddress(['s3://b/'])).toEqual({ bucket: 'b', prefix: '' });
  expect(parseBucketAddress(['s3://b/in/a b+%20'])).toEqual({ bucket: 'b', prefix: 'in/a b+%20' });
  for (const wrong of [[], ['b/in'], ['s3://'], ['s3:///in'], ['s3://b', 's3://c'], ['https://b/in']])
    expect(() => parseBucketAddress(wrong)).toThrow(expect.objectContaining({ code: 'bad-option' }));
});
