import { describe, expect, it } from 'vitest';
import { maxPostedBytes, postImage, tooLargeToPost, tooLargeToRead } from '../../web/post-image.ts';

const answering = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  (async () => new Response(JSON.stringify(body), { status, headers })) as typeof fetch;
const failing = (async () => {
  throw new TypeError('Failed to fetch');
}) as typeof fetch;
const bytes = new Uint8Array([1, 2, 3]);

describe('posting one image', () => {
  it('sends the bytes and what is expected of them', async () => {
    const asked: { url: string; init: RequestInit }[] = [];
    const send = (async (url: string, init: RequestInit) => {
      asked.push({ url, init });
      return new Response('{"readings":[{"value":"7"}]}');
    }) as typeof fetch;
    const answer = await postImage(bytes, { expect: 'digit', fetch: send });
    expect(answer).toEqual({ kind: 'reading', reading: { value: '7' } });
    expect(asked[0]).toMatchObject({
      url: 'v1/readings?expect=digit',
      init: { method: 'POST', body: bytes },
    });
  });

  it.each([408, 429, 502, 503, 504])('takes %i for something that passes', async status => {
    const answer = await postImage(bytes, { fetch: answering(status, {}, { 'retry-after': '3' }) });
    expect(answer).toMatchObject({ kind: 'again', afterMs: 3000 });
    expect(await postImage(bytes, { fetch: answering(status, {}) })).toMatchObject({ afterMs: null });
  });

  it('takes a dropped connection and half an answer for something that passes', async () => {
    expect(await postImage(bytes, { fetch: failing })).toMatchObject({ kind: 'again' });
    const half = (async () => new Response('{"readings":[{"val')) as typeof fetch;
    expect(await postImage(bytes, { fetch: half })).toMatchObject({ kind: 'again' });
  });

  it('tells what a refusal says', async () => {
    const refused = await postImage(bytes, { fetch: answering(400, { detail: 'expected digit' }) });
    expect(refused).toEqual({ kind: 'refused', why: 'The server refused it (400): expected digit' });
    expect(await postImage(bytes, { fetch: answering(401, {}) })).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('who you are'),
    });
  });

  it('throws what its caller aborts, and retries what took too long', async () => {
    const hanging = ((_: string, { signal }: RequestInit) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
      })) as typeof fetch;
    const controller = new AbortController();
    const posting = postImage(bytes, { fetch: hanging, signal: controller.signal });
    controller.abort();
    await expect(posting).rejects.toThrow();
    const slow = postImage(bytes, { fetch: hanging, signal: AbortSignal.timeout(5) });
    expect(await slow).toMatchObject({ kind: 'again' });
  });
});

describe('a file that is too large to post', () => {
  it('goes through the bucket, or must be made smaller', () => {
    // 6,291,456 bytes of base64 hold three quarters of it.
    expect(maxPostedBytes).toBe(4_718_592);
    expect(tooLargeToPost(4_718_592)).toBe(false);
    expect(tooLargeToPost(4_718_593)).toBe(true);
    expect(tooLargeToRead(20_000_000)).toBeNull();
    expect(tooLargeToRead(20_000_001)).toBe(
      'This file has 20.0 MB; 20.0 MB is the most that is read. Save it smaller.',
    );
  });
});
