import { describe, expect, it } from 'vitest';
import { readConfig } from '../lib/config.ts';

describe('readConfig', () => {
  it('has a default for everything', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      port: 3000,
      s3Port: 4566,
      bucket: 'digitdrop',
      dataDir: '.digitdrop',
      region: 'us-east-1',
    });
    expect(config.s3Endpoint).toBeNull();
    expect(config.host).toBe('127.0.0.1');
    expect(readConfig({ HOST: 'some-machine' }).host).toBe('some-machine');
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('takes what is set, and an empty variable for a missing one', () => {
    const config = readConfig({
      PORT: '0',
      S3_PORT: '',
      CONDITIONAL_WRITES: 'no',
      CORS_ORIGINS: 'http://a, http://b',
    });
    expect(config.port).toBe(0);
    expect(config.s3Port).toBe(4566);
    expect(config.conditionalWrites).toBe(false);
    expect(config.corsOrigins).toEqual(['http://a', 'http://b']);
  });

  it('knows the endpoint that the SDK would obey by itself, and puts its own before it', () => {
    expect(readConfig({ AWS_ENDPOINT_URL: 'http://a:1' }).s3Endpoint).toBe('http://a:1');
    expect(readConfig({ AWS_ENDPOINT_URL: 'http://a:1', S3_ENDPOINT: 'http://b:2' }).s3Endpoint).toBe(
      'http://b:2',
    );
  });

  it('takes a store’s own style, region, credentials and patience', () => {
    expect(readConfig({ S3_ENDPOINT: 'http://minio:9000' })).toMatchObject({
      s3Endpoint: 'http://minio:9000',
      s3PathStyle: true,
      s3Region: 'us-east-1',
      s3Credentials: null,
      s3TimeoutMs: 20_000,
      sweepMinutes: 60,
    });
    expect(readConfig({ SWEEP_MINUTES: '0' }).sweepMinutes).toBe(0);
    const config = readConfig({
      S3_ENDPOINT: 'https://s3.example',
      S3_PATH_STYLE: 'no',
      S3_REGION: 'garage',
      AWS_REGION: 'eu-central-1',
      S3_ACCESS_KEY_ID: 'id',
      S3_SECRET_ACCESS_KEY: 'key',
      S3_TIMEOUT_MS: '1500',
    });
    expect(config).toMatchObject({
      s3PathStyle: false,
      s3Region: 'garage',
      region: 'eu-central-1',
      s3Credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
      s3TimeoutMs: 1500,
    });
    expect(readConfig({ AWS_REGION: 'eu-central-1' }).s3Region).toBe('eu-central-1');
  });

  it('refuses half a pair of credentials, short secrets and wrong styles, and shows no secret', () => {
    const wrong = {
      S3_SECRET_ACCESS_KEY: 'swordfish-1',
      EVENTS_TOKEN: 'swordfish-2',
      EVENTS_BASIC: 'name-swordfish-3-without-a-colon',
      S3_PATH_STYLE: 'perhaps',
      S3_TIMEOUT_MS: '5',
      SWEEP_MINUTES: '-1',
    };
    const told = (() => {
      try {
        readConfig(wrong);
        return '';
      } catch (error) {
        return JSON.stringify([(error as Error).message, String((error as Error).cause)]);
      }
    })();
    for (const name of ['S3_ACCESS_KEY_ID', ...Object.keys(wrong)]) expect(told).toContain(name);
    expect(told).toContain('perhaps');
    expect(told).not.toContain('swordfish');
    const secrets = { EVENTS_TOKEN: 'sixteen-letters!', EVENTS_BASIC: 'store:sixteen-letters!' };
    expect(readConfig(secrets)).toMatchObject({
      eventsToken: 'sixteen-letters!',
      eventsBasic: 'store:sixteen-letters!',
    });
  });

  it('knows where uploads go, and whether there are any', () => {
    expect(readConfig({})).toMatchObject({ uploadPrefix: 'uploads/', s3PublicEndpoint: null });
    expect(readConfig({ UPLOADS: 'no', UPLOAD_PREFIX: 'in/' }).uploadPrefix).toBeNull();
    expect(readConfig({ UPLOAD_PREFIX: 'letters/in_1/' }).uploadPrefix).toBe('letters/in_1/');
    for (const prefix of [
      'uploads',
      '/uploads/',
      '.digitdrop/',
      'a/../b/',
      'a//b/',
      'a b/',
      `${'x'.repeat(200)}/`,
    ])
      expect(() => readConfig({ UPLOAD_PREFIX: prefix }), prefix).toThrow('UPLOAD_PREFIX');
  });

  it('takes what is asked of every reading from READ_…', () => {
    const config = readConfig({ READ_MAX_ERROR: '0.01', READ_LENGTH: '5', READ_PATTERN: '' });
    expect(config.settings).toEqual({
      expect: null,
      maxError: 0.01,
      length: 5,
      pattern: null,
      check: null,
    });
    expect(() => readConfig({ READ_EXPECT: 'word', PORT: 'x' })).toThrow(/PORT.*READ_.*expect.*"word"/);
  });

  it('takes no misspelt option for none: another promise would stand', () => {
    expect(() => readConfig({ READ_MAX_EROR: '0.001' })).toThrow(
      /expected READ_EXPECT, READ_MAX_ERROR, .*, got READ_MAX_EROR/,
    );
    expect(readConfig({ READ_MAX_EROR: '', READTHEDOCS: 'yes' }).settings.maxError).toBeNull();
  });

  it('takes no misspelt AUTH_… for none: the house would stand open', () => {
    const message = /AUTH_…: expected AUTH_ISSUER, AUTH_AUDIENCE, .*AUTH_KEYS, got AUTH_KEY$/;
    expect(() => readConfig({ AUTH_KEY: 'yes' })).toThrow(message);
    expect(() => readConfig({ AUTH_ISUER: 'swordfish', PORT: 'x' })).toThrow(/PORT.*AUTH_….*AUTH_ISUER$/);
    expect(() => readConfig({ AUTH_KEY: 'yes', READ_EXPCT: 'digit' })).toThrow(/READ_….*; AUTH_…/);
    expect(readConfig({ AUTH_KEY: '', AUTHOR: 'me', XAUTH_KEY: 'yes' }).authKeys).toBe(false);
  });

  it.each([
    'https://page.example',
    'http://localhost:5173',
    'https://xn--mnchen-3ya.example',
    'http://[::1]:8080',
    '*',
  ])('lets pages of %s call, as browsers write it', origin => {
    expect(readConfig({ CORS_ORIGINS: `http://a, ${origin},` }).corsOrigins).toEqual(['http://a', origin]);
  });

  it.each([
    'page.example',
    'https://page.example/',
    'https://page.example/path',
    'https://page.example:443',
    'HTTPS://page.example',
    'https://Page.example',
    'https://münchen.example',
    'https://*.example',
    'https://user@page.example',
    'ftp://page.example',
    'http://a http://b',
    'null',
  ])('takes no %s for an origin: no browser sends it so', origin => {
    expect(() => readConfig({ CORS_ORIGINS: `https://a.example,${origin}` })).toThrow(
      /^CORS_ORIGINS: expected origins as browsers send them, .*, got "https:\/\/a\.example,/,
    );
  });

  it.each(['-0.1', '1.1', 'half'])('takes no %j for a share', written => {
    expect(readConfig({}).auditShare).toBe(0);
    expect(readConfig({ AUDIT_SHARE: '0.05' }).auditShare).toBe(0.05);
    expect(() => readConfig({ AUDIT_SHARE: written })).toThrow(/AUDIT_SHARE: expected .*0 to 1/);
  });

  it.each(['1e3', '0x10', '65536', '-1', ' 80', '80.0'])('takes no %j for a port', written => {
    expect(readConfig({ PORT: '65535' }).port).toBe(65_535);
    expect(() => readConfig({ PORT: written })).toThrow(/PORT: expected a port number, 0 to 65535, got/);
  });

  it('reports every fault at once, expected against actual', () => {
    const wrong = {
      PORT: 'x',
      S3_ENDPOINT: 'ftp://x',
      CONDITIONAL_WRITES: 'maybe',
      BUCKET: 'A',
      LOG_LEVEL: 'loud',
    };
    const message = (() => {
      try {
        readConfig(wrong);
        return 'nothing was thrown';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    for (const [name, value] of Object.entries(wrong)) {
      expect(message).toContain(name);
      expect(message).toContain(JSON.stringify(value));
    }
  });

  it('takes an issuer with its audiences, over a way on which nobody reads along', () => {
    const authOf = (env: Readonly<Record<string, string>>) => {
      const { authIssuer, authAudiences } = readConfig(env);
      return { authIssuer, authAudiences };
    };
    expect(authOf({})).toEqual({ authIssuer: null, authAudiences: [] });
    const issuer = 'https://issuer.example/pool';
    expect(authOf({ AUTH_ISSUER: issuer, AUTH_AUDIENCE: 'web, cli' })).toEqual({
      authIssuer: issuer,
      authAudiences: ['web', 'cli'],
    });
    expect(() => authOf({ AUTH_ISSUER: issuer })).toThrow(/AUTH_AUDIENCE: expected one beside AUTH_ISSUER/);
    expect(() => authOf({ AUTH_AUDIENCE: 'web' })).toThrow(/AUTH_ISSUER: expected one beside/);
    expect(() => authOf({ AUTH_ISSUER: issuer, AUTH_AUDIENCE: ' ,' })).toThrow(/AUTH_AUDIENCE/);
    for (const [address, isTaken] of [
      ['http://issuer.example', false],
      ['http://127.0.0.1.evil.example/', false],
      ['http://127.0.0.1:80@evil.example/', false],
      ['https://user:word@issuer.example', false],
      ['http://127.0.0.1:9000', true],
    ] as const) {
      const read = () => authOf({ AUTH_ISSUER: address, AUTH_AUDIENCE: 'web' });
      if (isTaken) expect(read().authIssuer, address).toBe(address);
      else expect(read, address).toThrow(/AUTH_ISSUER/);
    }
  });

  it('takes how the page signs in and what roles are called, beside an issuer', () => {
    const issuer = { AUTH_ISSUER: 'https://issuer.example', AUTH_AUDIENCE: 'web' };
    expect(readConfig(issuer)).toMatchObject({
      authClientId: null,
      authScopes: 'openid email',
      authRolesClaim: null,
      authDefaultRole: 'reader',
      authKeys: false,
    });
    expect(
      readConfig({
        ...issuer,
        AUTH_CLIENT_ID: 'page',
        AUTH_SCOPES: 'email openid api://x/read',
        AUTH_ROLES_CLAIM: 'https://x.example/roles',
        AUTH_DEFAULT_ROLE: 'none',
        AUTH_KEYS: 'yes',
      }),
    ).toMatchObject({
      authClientId: 'page',
      authScopes: 'email openid api://x/read',
      authRolesClaim: 'https://x.example/roles',
      authDefaultRole: null,
      authKeys: true,
    });
    expect(() => readConfig({ AUTH_CLIENT_ID: 'page' })).toThrow(/AUTH_ISSUER: expected one beside/);
    expect(readConfig({ AUTH_KEYS: 'yes' }).authKeys).toBe(true);
    for (const wrong of [
      { AUTH_CLIENT_ID: 'two words' },
      { AUTH_SCOPES: 'email' },
      { AUTH_SCOPES: 'openidx' },
      { AUTH_SCOPES: 'openid "email"' },
      { AUTH_ROLES_CLAIM: 'two words' },
      { AUTH_DEFAULT_ROLE: 'admin' },
      { AUTH_KEYS: 'maybe' },
    ])
      expect(() => readConfig({ ...issuer, ...wrong }), JSON.stringify(wrong)).toThrow(
        Object.keys(wrong)[0]!,
      );
  });
});
