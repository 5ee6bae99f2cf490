// What a page in a browser may do in the laptop's bucket: send an upload that was signed, as the rule of the stack's own
// bucket allows in the cloud (deploy/upload-settings.ts), and nothing else. The bucket takes any credentials, and any
// program on this machine may do all there is; a page is not such a program, whoever allowed it to call the API.
import type { IncomingMessage } from 'node:http';
import { isPreflight } from '../callers.ts';
import type { Exchange } from './exchange.ts';
import { isPresigned } from './presigned.ts';
import { S3Fault } from './s3-fault.ts';

type Asked = Pick<IncomingMessage, 'method' | 'headers'>;

/** Those that an upload is signed with; a copy, for one, names its source in another. */
const mayAskFor = /^(content-type|if-none-match|x-amz-meta-.+)$/;

/** Of a preflight, what it asks for: the request that follows says the same. */
const methodOf = (request: Asked): string | undefined =>
  isPreflight(request) ? request.headers['access-control-request-method'] : request.method;

/** Browsers add headers of their own to a request, but name to a preflight only those that the page sets. */
const isOfUpload = (request: Asked): boolean =>
  isPreflight(request)
    ? (request.headers['access-control-request-headers'] ?? '')
        .split(',')
        .map(name => name.trim().toLowerCase())
        .every(name => name === '' || mayAskFor.test(name))
    : Object.keys(request.headers).every(name => !name.startsWith('x-amz-') || mayAskFor.test(name));

/**
 * Passes what comes from no page. That the signature holds is checked elsewhere, with everybody's.
 * @throws S3Fault `AccessDenied`
 */
export const checkPageCall = (
  request: Asked,
  { key, query }: Pick<Exchange, 'key' | 'query'>,
  /** Null: the house takes no uploads. */
  uploadPrefix: string | null,
): void => {
  if (request.headers.origin === undefined) return;
  const isUpload =
    methodOf(request) === 'PUT' &&
    isPresigned(query) &&
    isOfUpload(request) &&
    // A part of a larger upload would be a PUT as well.
    [...query.keys()].every(name => /^x-(amz-.+|id)$/i.test(name));
  if (uploadPrefix === null || !key.startsWith(uploadPrefix) || !isUpload)
    throw new S3Fault('AccessDenied', 'pages may only PUT to an address of POST /v1/uploads');
};
