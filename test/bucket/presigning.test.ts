// What the addresses bind that the store signs: read off the address itself, as its receiver reads it.
import { describe, expect, it, vi } from 'vitest';
import { openStore } from '../../lib/bucket/store.ts';
import { readConfig } from '../../lib/config.ts';

const credentials = { S3_ACCESS_KEY_ID: 'AKIDEXAMPLE', S3_SECRET_ACCESS_KEY: 'secret' };
const asked = {
  key: 'uploads/2026-11-26/x/a b+ü.png',
  bytes: 5_000_001,
  contentType: 'image/png',
  metadata: { expect: 'digit', 'max-error': '0.01' },
  seconds: 600,
};

const signBy = async (env: Readonly<Record<string, string>>) => {
  const { url, ...rest } = await openStore(readConfig({ ...credentials, ...env })).signUpload('scans', asked);
  return { url: new URL(url), ...rest };
};

describe('a signed upload', () => {
  it('binds host, length, type, options, and that nothing lies there yet', async () => {
    const { url, headers } = await signBy({});
    expect(url.protocol).toBe('https:');
    expect(url.hostname).toMatch(/^scans\.s3\.(us-east-1\.)?amazonaws\.com$/);
    expect(decodeURIComponent(url.pathname)).toBe(`/${asked.key}`);
    expect(url.searchParams.get('X-Amz-SignedHeaders')?.split(';')).toEqual([
      'content-length',
      'content-type',
      'host',
      'if-none-match',
      'x-amz-meta-expect',
      'x-amz-meta-max-error',
    ]);
    expect(headers).toEqual({
      'content-type': 'image/png',
      'if-none-match': '*',
      'x-amz-meta-expect': 'digit',
      'x-amz-meta-max-error': '0.01',
    });
    expect([...url.searchParams.keys()].filter(name => /checksum|meta/i.test(name))).toEqual([]);
    expect(url.href).not.toContain('secret');
  });

  it('expires when it says so', async () => {
    const { url, expiresAt } = await signBy({});
    expect(url.searchParams.get('X-Amz-Expires')).toBe('600');
    const [, day, time] = /^(\d{8})T(\d{6})Z$/.exec(url.searchParams.get('X-Amz-Date') ?? '') ?? [];
    const until = new Date(expiresAt.getTime() - 600_000).toISOString().replaceAll(/[-:]/g, '');
    expect(until.startsWith(`${day}T${time}`)).toBe(true);
  });

  it('sets no condition where the store is said to ignore it', async () => {
    const { url, headers } = await signBy({ S3_ENDPOINT: 'http://127.0.0.1:1', CONDITIONAL_WRITES: 'no' });
    expect(headers).not.toHaveProperty('if-none-match');
    expect(url.searchParams.get('X-Amz-SignedHeaders')).not.toContain('if-none-match');
    expect(url.href).toMatch(/^http:\/\/127\.0\.0\.1:1\/scans\/uploads\//);
  });

  it('is for the address that browsers reach the store by', async () => {
    const { url } = await signBy({
      S3_ENDPOINT: 'http://minio:9000',
      S3_PUBLIC_ENDPOINT: 'https://files.example',
      CONDITIONAL_WRITES: 'yes',
    });
    expect(url.origin).toBe('https://files.example');
  });

  it('loads what signs with the first of them', async () => {
    let loads = 0;
    vi.doMock('@aws-sdk/s3-request-presigner', async original => {
      loads += 1;
      return original();
    });
    vi.resetModules();
    const { openStore: openAnew } = await import('../../lib/bucket/store.ts');
    const store = openAnew(readConfig(credentials));
    expect(loads).toBe(0);
    await store.signUpload('scans', asked);
    expect(loads).toBe(1);
    vi.doUnmock('@aws-sdk/s3-request-presigner');
  });
});
