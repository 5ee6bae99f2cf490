// The laptop's bucket over the S3 protocol, without the functions behind it: what is put comes back.
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { bucketName as Bucket, getText, listKeys, put } from './bucket-client.ts';
import { useBucket } from './start-bucket.ts';

const bucket = useBucket();

const pieces = (size: number, count: number): Buffer[] =>
  Array.from({ length: count }, (_, at) => Buffer.alloc(size, at));

describe('objects', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['12 MB in one PUT', Buffer.alloc(12_000_000, 7)],
  ])('come back as they were: %s', async (_what, body) => {
    await bucket().client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'k',
        Body: body,
        ContentType: 'image/png',
        Metadata: { expect: 'digit' },
      }),
    );
    const got = await bucket().client.send(
      new GetObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }),
    );
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
    expect(got).toMatchObject({
      ContentType: 'image/png',
      ContentLength: body.length,
      ETag: `"${createHash('md5').update(body).digest('hex')}"`,
      Metadata: { expect: 'digit' },
    });
  });

  test('come whole from a stream, which the SDK sends in chunks with a checksum behind', async () => {
    const body = Buffer.concat(pieces(70_000, 9));
    const stream = Readable.from(pieces(70_000, 9));
    await bucket().client.send(
      new PutObjectCommand({ Bucket, Key: 's', Body: stream, ContentLength: body.length }),
    );
    const got = await bucket().client.send(new GetObjectCommand({ Bucket, Key: 's' }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
    expect(got.ContentEncoding).toBeUndefined();
  });

  test('with a checksum or digest that is not theirs are refused, and leave nothing behind', async () => {
    const wrong = [
      { ChecksumCRC32: 'AAAAAA==' },
      { ChecksumSHA256: createHash('sha256').update('other').digest('base64') },
      { ContentMD5: createHash('md5').update('other').digest('base64') },
    ];
    for (const claim of wrong)
      await expect(
        bucket().client.send(new PutObjectCommand({ Bucket, Key: 'w', Body: 'mine', ...claim })),
      ).rejects.toMatchObject({ name: 'BadDigest' });
    expect(await listKeys(bucket().client)).toEqual([]);
    expect(await readdir(join(bucket().path, 'incoming'))).toEqual([]);
  });

  test('come in ranges, and not at all where they have not changed', async () => {
    await put(bucket().client, 'r', '0123456789');
    const range = async (Range: string) =>
      (
        await bucket().client.send(new GetObjectCommand({ Bucket, Key: 'r', Range }))
      ).Body?.transformToString();
    expect(await range('bytes=2-4')).toBe('234');
    expect(await range('bytes=7-')).toBe('789');
    expect(await range('bytes=-3')).toBe('789');
    expect(await range('bytes=5-99')).toBe('56789');
    await expect(range('bytes=10-')).rejects.toMatchObject({ name: 'InvalidRange' });
    const { ETag = '' } = await bucket().client.send(new HeadObjectCommand({ Bucket, Key: 'r' }));
    await expect(
      bucket().client.send(new GetObjectCommand({ Bucket, Key: 'r', IfNoneMatch: ETag })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
  });

  test('honour If-None-Match and If-Match: of twenty writers at once one wins', async () => {
    const writes = Array.from({ length: 20 }, (_, at) =>
      bucket().client.send(
        new PutObjectCommand({ Bucket, Key: 'c', Body: `writer ${at}`, IfNoneMatch: '*' }),
      ),
    );
    const settled = await Promise.allSettled(writes);
    expect(settled.filter(one => one.status === 'fulfilled')).toHaveLength(1);
    const { ETag = '' } = await bucket().client.send(new HeadObjectCommand({ Bucket, Key: 'c' }));
    await bucket().client.send(new PutObjectCommand({ Bucket, Key: 'c', Body: 'next', IfMatch: ETag }));
    await expect(
      bucket().client.send(new PutObjectCommand({ Bucket, Key: 'c', Body: 'late', IfMatch: ETag })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await getText(bucket().client, 'c')).toBe('next');
  });

  test('run nothing in a browser that opens them, whatever type they are asked as', async () => {
    await put(bucket().client, 'page.jpg', '<script>alert(origin)</script>');
    for (const query of ['', '?response-content-type=text/html']) {
      const answer = await fetch(`http://127.0.0.1:${bucket().running.port}/${Bucket}/page.jpg${query}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test('keep apart what file systems would not', async () => {
    const keys = ['a', 'a/b', 'a//b', 'A', '../a', './a', 'a.json', 'x'.repeat(1024), 'ä', 'a\u0308', 'a\nb'];
    for (const key of keys) await put(bucket().client, key, `body of ${key}`);
    for (const key of keys) expect(await getText(bucket().client, key)).toBe(`body of ${key}`);
    expect([...(await listKeys(bucket().client))].sort()).toEqual([...keys].sort());
    await expect(put(bucket().client, 'x'.repeat(1025), '')).rejects.toMatchObject({
      name: 'KeyTooLongError',
    });
  });

  test('are not touched by sub-resources that are not served', async () => {
    await put(bucket().client, 't', 'body');
    const TagSet = [{ Key: 'a', Value: 'b' }];
    await expect(
      bucket().client.send(new PutObjectTaggingCommand({ Bucket, Key: 't', Tagging: { TagSet } })),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
    expect(await getText(bucket().client, 't')).toBe('body');
  });

  test('are listed in the order of their UTF-8 bytes, whatever the page', async () => {
    const keys = ['B', 'a', 'b/1', 'b/2', 'b0', 'c/d/e', 'é', '\u{ff5e}', '\u{1f4f7}'];
    for (const key of [...keys].reverse()) await put(bucket().client, key, '');
    expect(await listKeys(bucket().client)).toEqual(keys);
    for (const pageSize of [1, 2, 3]) expect(await listKeys(bucket().client, '', pageSize)).toEqual(keys);
    expect(await listKeys(bucket().client, 'b')).toEqual(['b/1', 'b/2', 'b0']);
    const found: string[] = [];
    let token: string | undefined;
    do {
      const page = await bucket().client.send(
        new ListObjectsV2Command({
          ...{ Bucket, Delimiter: '/', MaxKeys: 1 },
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      );
      found.push(...(page.Contents ?? []).map(one => one.Key ?? ''));
      found.push(...(page.CommonPrefixes ?? []).map(one => one.Prefix ?? ''));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    expect(found).toEqual(['B', 'a', 'b/', 'b0', 'c/', 'é', '\u{ff5e}', '\u{1f4f7}']);
  });

  test('are listed to their end where a key goes on after the delimiter with the greatest of characters', async () => {
    const greatest = '\u{10ffff}';
    const keys = ['zz', 'zz/a', `zz/${greatest}`, `zz/${greatest}x`, `zz/${greatest}${greatest}y`, 'zz0'];
    for (const key of [...keys, `zz${greatest}`, `${greatest}/b`]) await put(bucket().client, key, '');
    const list = async (asked: Readonly<Record<string, string | number>>) => {
      const found: string[] = [];
      let token: string | undefined;
      // Bounded: the fault was a list without an end.
      for (let page = 0; page < 12; page++) {
        const answer = await bucket().client.send(
          new ListObjectsV2Command({ Bucket, ...asked, ...(token && { ContinuationToken: token }) }),
        );
        found.push(...(answer.Contents ?? []).map(one => one.Key ?? ''));
        found.push(...(answer.CommonPrefixes ?? []).map(one => one.Prefix ?? ''));
        token = answer.NextContinuationToken;
        if (token === undefined) return found.sort();
      }
      throw new Error(`no end after ${found}`);
    };
    const all = ['zz', 'zz/', 'zz0', `zz${greatest}`, `${greatest}/`].sort();
    for (const MaxKeys of [1, 2, 1000]) {
      expect(await list({ Delimiter: '/', MaxKeys })).toEqual(all);
      expect(await list({ Delimiter: '/', Prefix: 'zz/', MaxKeys })).toEqual(keys.slice(1, 5).sort());
      expect(await list({ Delimiter: greatest, Prefix: 'zz/', MaxKeys })).toEqual(
        ['zz/a', `zz/${greatest}`].sort(),
      );
    }
    expect(await list({ Delimiter: '/', StartAfter: 'zz/' })).toEqual(all.filter(key => key > 'zz/'));
    expect(await list({ Delimiter: '/', StartAfter: 'zz/a' })).toEqual(all.slice(1));
  });

  test('go away alone and by the list', async () => {
    for (const key of ['one', 'two & <three>', 'four']) await put(bucket().client, key, '');
    const Objects = [{ Key: 'one' }, { Key: 'two & <three>' }, { Key: 'never there' }];
    const { Deleted } = await bucket().client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toHaveLength(3);
    expect(await listKeys(bucket().client)).toEqual(['four']);
    expect(await readdir(join(bucket().path, 'objects'))).toHaveLength(1);
  });

  test('are not deleted by a list of none, or of more than 1,000', async () => {
    await put(bucket().client, 'k', '');
    const ask = async (count: number, tail = '') => {
      const body = `<Delete>${'<Object><Key>k</Key></Object>'.repeat(count)}${tail}</Delete>`;
      return (await fetch(`${bucket().running.url}/${Bucket}?delete`, { method: 'POST', body })).status;
    };
    expect(await ask(0, '<Object '.repeat(200_000))).toBe(400);
    expect(await ask(1_001)).toBe(400);
    expect(await listKeys(bucket().client)).toEqual(['k']);
    expect(await ask(1_000)).toBe(200);
    expect(await listKeys(bucket().client)).toEqual([]);
  });

  test('are not deleted by a list with a key that none may have, whatever else it names', async () => {
    await put(bucket().client, 'k', '');
    const ask = async (key: string, tail = '') => {
      const body = `<Delete><Object><Key>k</Key></Object><Object><Key>${key}</Key></Object>${tail}</Delete>`;
      const answer = await fetch(`${bucket().running.url}/${Bucket}?delete`, { method: 'POST', body });
      return `${answer.status} ${/<Code>(\w+)/.exec(await answer.text())?.[1]}`;
    };
    expect(await ask('ä'.repeat(513))).toBe('400 KeyTooLongError');
    expect(await ask('&constructor;')).toBe('400 MalformedXML');
    expect(await ask('a&#xdc00;')).toBe('400 MalformedXML');
    expect(await ask('a', '<Quiet>&no;</Quiet>')).toBe('400 MalformedXML');
    expect(await listKeys(bucket().client)).toEqual(['k']);
    expect(await ask('ä'.repeat(512))).toBe('200 undefined');
    expect(await listKeys(bucket().client)).toEqual([]);
  });

  test('honour If-Match: * where there is an object', async () => {
    const any = (Key: string) =>
      bucket().client.send(new PutObjectCommand({ Bucket, Key, Body: 'new', IfMatch: '*' }));
    await expect(any('m')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await put(bucket().client, 'm', 'old');
    await any('m');
    expect(await getText(bucket().client, 'm')).toBe('new');
  });

  test('come with the headers that are asked for, where those may be headers', async () => {
    await put(bucket().client, 'h', 'body');
    const ask = async (name: string, value: string) => {
      const query = new URLSearchParams({ [`response-${name}`]: value });
      return fetch(`${bucket().running.url}/${Bucket}/h?${query}`);
    };
    expect((await ask('content-type', 'image/png')).headers.get('content-type')).toBe('image/png');
    expect((await ask('content-type', 'a\r\nX: 1')).status).toBe(400);
    expect((await ask('content-disposition', 'attachment; filename="数字.png"')).status).toBe(400);
  });
});
