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
});
