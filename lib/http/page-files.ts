// The page as `npm run build` left it in web/dist: read when it is asked for, and kept.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HttpRequest, HttpResponse } from './request.ts';

interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** Null for what is packed already. */
  readonly packed: Buffer | null;
  readonly etag: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

const folder = new URL('../../web/dist/', import.meta.url);
const kept = new Map<string, PageFile>();

const openFile = async (path: string): Promise<PageFile> => {
  const bytes = await readFile(new URL(path, folder));
  const type = types[extname(path)] ?? 'application/octet-stream';
  const packed = extname(path) === '.webp' ? null : await promisify(gzip)(bytes);
  // Weak: the same whether it is packed or not.
  const etag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return { type, bytes, packed, etag };
};

const openKept = async (path: string): Promise<PageFile> => {
  const file = kept.get(path) ?? (await openFile(path));
  kept.set(path, file);
  return file;
};

const answerFile = (
  { headers }: HttpRequest,
  { type, bytes, packed, etag }: PageFile,
  shared: Readonly<Record<string, string>>,
): HttpResponse => {
  const isKnown = (headers['if-none-match'] ?? '').split(',').some(tag => tag.trim() === etag);
  if (isKnown) return { status: 304, headers: { ...shared, etag }, body: '' };
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(headers['accept-encoding'] ?? '');
  const sent = takesGzip ? packed : null;
  return {
    status: 200,
    headers: {
      ...shared,
      etag,
      'content-type': type,
      ...(sent === null ? {} : { 'content-encoding': 'gzip' }),
    },
    body: (sent ?? bytes).toString('base64'),
    isBase64Encoded: true,
  };
};

/**
 * What the page may load: its own files, and by `fetch` the address of a picture that somebody types. That may be any,
 * so that the bucket's, where uploads go, needs no name of its own here.
 */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self' https: http:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The document; null where the page has not been built. It is asked anew each time, so that it names new files. */
export const answerPage = async (
  request: HttpRequest,
  shared: Readonly<Record<string, string>>,
): Promise<HttpResponse | null> => {
  try {
    const policy = { 'content-security-policy': pagePolicy, 'permissions-policy': 'camera=(self)' };
    return answerFile(request, await openFile('index.html'), { ...shared, ...policy });
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
};

/** A file of the page, whose name changes with what is in it; null where there is none of that name. */
export const answerAsset = async (request: HttpRequest, name: string): Promise<HttpResponse | null> => {
  const names = await readdir(new URL('assets/', folder)).catch((): string[] => []);
  if (!names.includes(name)) return null;
  const shared = { vary: 'accept-encoding', 'cache-control': 'public, max-age=31536000, immutable' };
  return answerFile(request, await openKept(`assets/${name}`), shared);
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
