// The notification is AWS's own, field by field, and its key comes back through the parser of the cloud's door.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseUploadEvent } from '../../lib/bucket/events.ts';
import { createdNotification, encodeEventKey } from '../../lib/queue/notification.ts';

// AWS, Amazon S3 User Guide, "Event message structure": the example of a PUT, as printed there.
const documented = {
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'us-west-2',
      eventTime: '1970-01-01T00:00:00.000Z',
      eventName: 'ObjectCreated:Put',
      userIdentity: { principalId: 'AIDAJDPLRKLG7UEXAMPLE' },
      requestParameters: { sourceIPAddress: '172.16.0.1' },
      responseElements: {
        'x-amz-request-id': 'C3D13FE58DE4C810',
        'x-amz-id-2': 'FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD',
      },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'testConfigRule',
        bucket: {
          name: 'amzn-s3-demo-bucket',
          ownerIdentity: { principalId: 'A3NL1KOZZKExample' },
          arn: 'arn:aws:s3:::amzn-s3-demo-bucket',
        },
        object: {
          key: 'HappyFace.jpg',
          size: 1024,
          eTag: 'd41d8cd98f00b204e9800998ecf8427e',
          sequencer: '0055AED6DCD90281E5',
        },
      },
    },
  ],
};

const object = {
  bucket: 'amzn-s3-demo-bucket',
  key: 'HappyFace.jpg',
  bytes: 1024,
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  sequencer: '0055AED6DCD90281E5',
  createdAt: new Date(0),
};

const notify = (key: string): unknown =>
  JSON.parse(
    createdNotification(
      { ...object, key },
      { region: 'us-west-2', eventName: 'ObjectCreated:Put', requestId: 'C3D13FE58DE4C810' },
    ),
  );

test('has every field of the documented example, and tells the same of the same object', () => {
  const documentedRecord = documented.Records[0];
  // What names the owner, the caller and the rule is the account's own; everything else is the object's.
  expect(notify(object.key)).toEqual({
    Records: [
      {
        ...documentedRecord,
        userIdentity: { principalId: expect.any(String) },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810', 'x-amz-id-2': expect.any(String) },
        s3: {
          ...documentedRecord?.s3,
          configurationId: expect.any(String),
          bucket: { ...documentedRecord?.s3.bucket, ownerIdentity: { principalId: expect.any(String) } },
        },
      },
    ],
  });
});

test.each([
  ['inbox/zip.png', 'inbox/zip.png'],
  // AWS, the same page: "red flower.jpg" becomes "red+flower.jpg".
  ['red flower.jpg', 'red+flower.jpg'],
  ['a+b.png', 'a%2Bb.png'],
  ['é.png', '%C3%A9.png'],
  ["(1)'!~*.png", '%281%29%27%21%7E*.png'],
])('writes the key %s as %s', (key, written) => {
  expect(encodeEventKey(key)).toBe(written);
});

test('gives every key back through the parser', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), key => {
      expect(parseUploadEvent(notify(key)).messages[0]?.uploads).toMatchObject([{ key, bytes: 1024 }]);
    }),
  );
});
