// Which request to the bucket is answered by what.
import type { Bucket } from './bucket.ts';
import { checkKey, type Exchange, readList, refuseUnknownQuery, sendXml } from './exchange.ts';
import { getObject } from './get-object.ts';
import { listObjects } from './list-objects.ts';
import { abortUpload, beginUpload, completeUpload, putPart } from './multipart.ts';
import { copyObject, putObject } from './put-object.ts';
import { S3Fault } from './s3-fault.ts';
import { readText } from './xml.ts';

type Answer = (bucket: Bucket, exchange: Exchange) => void | Promise<void>;

const listBuckets: Answer = (bucket, exchange) => {
  refuseUnknownQuery(exchange.query, ['max-buckets', 'prefix', 'continuation-token', 'bucket-region']);
  const owner = { ID: 'digitdrop', DisplayName: 'digitdrop' };
  const only = { Name: bucket.name, CreationDate: bucket.createdAt.toISOString() };
  sendXml(exchange, 'ListAllMyBucketsResult', { Owner: owner, Buckets: { Bucket: only } });
};

const describeBucket: Answer = (bucket, exchange) => {
  const { query } = exchange;
  // us-east-1 is written as nothing, for historical reasons (AWS, GetBucketLocation).
  if (query.has('location'))
    sendXml(exchange, 'LocationConstraint', bucket.region === 'us-east-1' ? '' : bucket.region);
  else if (query.has('versioning')) sendXml(exchange, 'VersioningConfiguration', {});
  else listObjects(bucket, exchange);
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const maxDeletedAtOnce = 1_000;

const deleteObjects: Answer = async (bucket, exchange) => {
  refuseUnknownQuery(exchange.query, ['delete']);
  const { xml, elements } = await readList(exchange, 'Object', maxDeletedAtOnce);
  const keys = elements.map(element => {
    const key = readText(element, 'Key');
    if (key === null) throw new S3Fault('MalformedXML', 'expected a Key in each Object');
    checkKey(key);
    return key;
  });
  const isQuiet = readText(xml, 'Quiet') === 'true';
  for (const key of keys) await bucket.remove(key);
  sendXml(exchange, 'DeleteResult', isQuiet ? {} : { Deleted: keys.map(key => ({ Key: key })) });
};

const deleteObject: Answer = async (bucket, exchange) => {
  refuseUnknownQuery(exchange.query, []);
  await bucket.remove(exchange.key);
  exchange.response.writeHead(204).end();
};

const confirmBucket: Answer = (bucket, { response }) => {
  response.writeHead(200, { 'x-amz-bucket-region': bucket.region, 'content-length': 0 }).end();
};

const bucketAnswers: Readonly<Record<string, Answer>> = {
  GET: describeBucket,
  HEAD: confirmBucket,
  PUT: (bucket, exchange) => {
    refuseUnknownQuery(exchange.query, []);
    return confirmBucket(bucket, exchange);
  },
  POST: deleteObjects,
  DELETE: () => {
    throw new S3Fault('AccessDenied', 'the one bucket of this house stays');
  },
};

const objectAnswers: Readonly<Record<string, Answer>> = {
  GET: getObject,
  HEAD: getObject,
  PUT: (bucket, exchange) => {
    if (exchange.query.has('partNumber')) return putPart(bucket, exchange);
    const isCopy = exchange.request.headers['x-amz-copy-source'] !== undefined;
    return isCopy ? copyObject(bucket, exchange) : putObject(bucket, exchange);
  },
  POST: (bucket, exchange) =>
    exchange.query.has('uploads') ? beginUpload(bucket, exchange) : completeUpload(bucket, exchange),
  DELETE: (bucket, exchange) =>
    exchange.query.has('uploadId') ? abortUpload(bucket, exchange) : deleteObject(bucket, exchange),
};

/** Answers one request. @throws S3Fault, for the caller to answer. */
export const answerS3 = async (bucket: Bucket, exchange: Exchange): Promise<void> => {
  const method = exchange.request.method ?? '';
  if (exchange.bucket === '' && exchange.key === '') {
    if (method !== 'GET') throw new S3Fault('MethodNotAllowed', `${method} is not for the whole server`);
    return listBuckets(bucket, exchange);
  }
  if (exchange.bucket !== bucket.name)
    throw new S3Fault(
      'NoSuchBucket',
      `the one bucket of this house is ${bucket.name}, not ${exchange.bucket}`,
    );
  const answer = (exchange.key === '' ? bucketAnswers : objectAnswers)[method];
  if (answer === undefined) throw new S3Fault('MethodNotAllowed', `${method} is not known here`);
  return answer(bucket, exchange);
};
