// `digitdrop serve` over a fake house: what it prints, and what one and two Ctrl-C do.
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createServeCommand } from '../../lib/cli/serve.ts';
import type { Config } from '../../lib/config.ts';
import { createTerminal } from './fake-terminal.ts';

const start = (env: Readonly<Record<string, string>> = {}, args: readonly string[] = []) => {
  const terminal = createTerminal({ env });
  const closed = Promise.withResolvers<void>();
  const asked: Config[] = [];
  const calls = { closes: 0 };
  const start = (httpUrl: string) => async (config: Config) => {
    asked.push(config);
    return {
      s3Url: 'http://127.0.0.1:1111',
      httpUrl,
      close: () => {
        calls.closes += 1;
        return closed.promise;
      },
    };
  };
  const command = createServeCommand(start('http://127.0.0.1:2222'), start('http://0.0.0.0:3333'));
  const ended = command.run(args, terminal);
  return { terminal, closed, asked, calls, ended };
};

describe('digitdrop serve', () => {
  it('serves by the settings and prints a line for each way in', async () => {
    const { terminal, asked, closed, ended } = start({ PORT: '2222', BUCKET: 'letters' });
    await expect
      .poll(terminal.out)
      .toMatch(/^AWS_\w+=.* aws --endpoint-url http:\/\/127\.0\.0\.1:1111 s3 cp .* s3:\/\/letters\//m);
    expect(terminal.out()).toMatch(/^curl .* http:\/\/127\.0\.0\.1:2222\/v1\/readings$/m);
    expect(asked).toMatchObject([{ port: 2222, bucket: 'letters' }]);
    closed.resolve();
    terminal.interrupt();
    expect(await ended).toBe(0);
  });

  it('with --store serves somebody else’s, says where, and shows no secret', async () => {
    const env = {
      S3_ENDPOINT: 'http://minio:9000',
      EVENTS_TOKEN: 'a-secret-of-16-or-more',
      BUCKET: 'letters',
    };
    const { terminal, calls, closed, ended } = start(env, ['--store']);
    await expect
      .poll(terminal.out)
      .toContain('serves bucket letters at http://minio:9000, HTTP at http://0.0.0.0:3333.');
    expect(terminal.out()).toContain('POST http://0.0.0.0:3333/v1/events');
    expect(terminal.out()).toContain('wait in memory');
    expect(terminal.out()).not.toContain('a-secret');
    closed.resolve();
    terminal.interrupt();
    expect(await ended).toBe(0);
    expect(calls.closes).toBe(1);
  });

  it('says where no webhook can tell, and names the queue', async () => {
    const queueUrl = 'https://sqs.eu-central-1.amazonaws.com/1/uploads';
    const { terminal, closed, ended } = start({ QUEUE_URL: queueUrl }, ['--store']);
    await expect.poll(terminal.out).toContain(queueUrl);
    expect(terminal.out()).toContain('serves bucket digitdrop at AWS');
    expect(terminal.out()).toContain('neither EVENTS_TOKEN nor EVENTS_BASIC');
    closed.resolve();
    terminal.interrupt();
    expect(await ended).toBe(0);
  });

  it('closes once on Ctrl-C and waits for it; a second Ctrl-C ends at once', async () => {
    const { terminal, calls, closed, ended } = start();
    await expect.poll(terminal.out).toContain('ready');
    expect(calls.closes).toBe(0);
    terminal.interrupt();
    await expect.poll(() => calls.closes).toBe(1);
    // npm hands on what the terminal has sent already: still the first Ctrl-C.
    terminal.interrupt();
    expect(terminal.exits).toEqual([]);
    await wait(600);
    terminal.interrupt();
    expect(terminal.exits).toEqual([130]);
    expect(calls.closes).toBe(1);
    closed.resolve();
    expect(await ended).toBe(0);
  });
});
