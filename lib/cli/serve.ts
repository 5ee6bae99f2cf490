// `digitdrop serve` (`npm start`): bucket, queue, functions and HTTP endpoint on this machine until Ctrl-C.
import { setTimeout as wait } from 'node:timers/promises';
import { type Config, readConfig } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import type { RunningHouse } from '../local/serve.ts';
import { parseArguments } from './parse-arguments.ts';
import type { Command, Terminal } from './terminal.ts';

const usage = `Usage: digitdrop serve

Runs an S3 bucket, its queue, the functions and the HTTP endpoint on this machine. Ctrl-C finishes what is
in hand and ends; a second Ctrl-C ends at once.

Settings, from the environment:
  PORT        the HTTP endpoint (3000; 0 takes a free port)
  S3_PORT     the S3 endpoint (4566; 0 takes a free port)
  DATA_DIR    where objects are kept (.digitdrop)
  BUCKET      the bucket's name (digitdrop)
  LOG_LEVEL   debug, info, warn, error or silent (info)
`;

/** 128 + SIGINT's number, as shells have it. */
const exitAtOnce = 130;

/** One Ctrl-C under npm comes twice: from the terminal, and from npm, which hands on its own. */
const oneStrokeMs = 300;

/** The command over any house; tests bring their own. */
export const createServeCommand = (startHouse: (config: Config) => Promise<RunningHouse>): Command => ({
  usage,
  run: async (args, terminal) => {
    const { positionals } = parseArguments(args, {});
    if (positionals.length > 0)
      throw new DigitdropError('bad-option', `expected no arguments, got ${JSON.stringify(positionals[0])}`);
    const config = readConfig(terminal.env);
    const house = await startHouse(config);
    // Listened for before it is announced: whoever has read that the house is ready may end it at once.
    const askedToStop = untilAskedToStop(terminal);
    terminal.stdout.write(welcome(house.s3Url, house.httpUrl, config.bucket));
    await askedToStop;
    terminal.stderr.write('digitdrop: finishing what is in hand; Ctrl-C again ends at once\n');
    // A process that is ending no longer listens: the echo must find it closing still, or it dies of it.
    await Promise.all([house.close(), wait(oneStrokeMs)]);
    return 0;
  },
});

export const serveCommand = createServeCommand(async config =>
  (await import('../local/serve.ts')).serve(config),
);

/** Listens to the very end: without a listener the echo of the first Ctrl-C would kill what is closing. */
const untilAskedToStop = (terminal: Terminal): Promise<void> =>
  new Promise(resolve => {
    let askedAt: number | null = null;
    terminal.onStop(() => {
      if (askedAt !== null && performance.now() - askedAt > oneStrokeMs) terminal.exit(exitAtOnce);
      askedAt ??= performance.now();
      resolve();
    });
  });

const sample = 'samples/images/pen-on-white.png';
/** The loopback bucket takes any credentials, but the aws command insists on some. */
const anyCredentials = 'AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_REGION=us-east-1';

const welcome = (s3Url: string, httpUrl: string, bucket: string): string =>
  [
    `digitdrop is ready: bucket ${bucket} at ${s3Url}, HTTP at ${httpUrl}. Try:`,
    '',
    `${anyCredentials} aws --endpoint-url ${s3Url} s3 cp ${sample} s3://${bucket}/inbox/7.png`,
    `curl -s -H 'content-type: image/png' --data-binary @${sample} ${httpUrl}/v1/readings`,
    '',
    `The reading of the first lies beside it, at s3://${bucket}/inbox/7.png.json.`,
    '',
  ].join('\n');
