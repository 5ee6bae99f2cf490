// `digitdrop serve` (`npm start`): bucket, queue, functions and HTTP endpoint on this machine until Ctrl-C; with --store
// the functions and the HTTP endpoint alone, over a store that others run.
import { setTimeout as wait } from 'node:timers/promises';
import { type Config, readConfig } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import type { RunningHouse } from '../local/serve.ts';
import type { RunningStoreHouse } from '../local/serve-store.ts';
import { parseArguments } from './parse-arguments.ts';
import type { Command, Terminal } from './terminal.ts';

const usage = `Usage: digitdrop serve [--store]

Runs an S3 bucket, its queue, the functions and the HTTP endpoint on this machine. Ctrl-C (or SIGTERM) finishes
what is in hand and ends; a second Ctrl-C ends at once.

Options:
  --store     no bucket of its own: the functions and the HTTP endpoint over the store that S3_ENDPOINT names, or
              AWS'. What is dropped there is told by the store's webhook (POST /v1/events), or by a queue
  -h, --help  print this

Settings, from the environment:
  PORT        the HTTP endpoint (3000; 0 takes a free port)
  S3_PORT     the S3 endpoint (4566; 0 takes a free port); with --store the queue's, where none is set
  DATA_DIR    where objects are kept (.digitdrop)
  BUCKET      the bucket's name (digitdrop)
  LOG_LEVEL   debug, info, warn, error or silent (info)
With --store also:
  HOST        the address to listen on (127.0.0.1; 0.0.0.0 for all of this machine)
  S3_ENDPOINT, S3_PATH_STYLE, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY   the store
  EVENTS_TOKEN, EVENTS_BASIC   what its webhook must know: a bearer token, or user:password
  QUEUE_URL   the queue of uploads, of SQS' kind; without it events wait in memory
  SWEEP_MINUTES   how often the bucket is looked through for images that nobody told of (60; 0: never)
`;

/** 128 + SIGINT's number, as shells have it. */
const exitAtOnce = 130;

/** One Ctrl-C under npm comes twice: from the terminal, and from npm, which hands on its own. */
const oneStrokeMs = 300;

/** The command over any house; tests bring their own. */
export const createServeCommand = (
  startHouse: (config: Config) => Promise<RunningHouse>,
  startStoreHouse: (config: Config) => Promise<RunningStoreHouse>,
): Command => ({
  usage,
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, { store: { type: 'boolean' } });
    if (positionals.length > 0)
      throw new DigitdropError('bad-option', `expected no arguments, got ${JSON.stringify(positionals[0])}`);
    const config = readConfig(terminal.env);
    const { close, lines } = values.store
      ? await startStoreHouse(config).then(house => ({ ...house, lines: storeWelcome(house, config) }))
      : await startHouse(config).then(house => ({ ...house, lines: welcome(house, config) }));
    // Listened for before it is announced: whoever has read that the house is ready may end it at once.
    const askedToStop = untilAskedToStop(terminal);
    terminal.stdout.write(`${lines.join('\n')}\n`);
    await askedToStop;
    terminal.stderr.write('digitdrop: finishing what is in hand; Ctrl-C again ends at once\n');
    // A process that is ending no longer listens: the echo must find it closing still, or it dies of it.
    await Promise.all([close(), wait(oneStrokeMs)]);
    return 0;
  },
});

export const serveCommand = createServeCommand(
  async config => (await import('../local/serve.ts')).serve(config),
  async config => (await import('../local/serve-store.ts')).serveStore(config),
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

const welcome = (
  { s3Url, httpUrl }: RunningHouse,
  { bucket, authIssuer, authKeys }: Config,
): readonly string[] => {
  const asksWho = authIssuer !== null || authKeys;
  return [
    `digitdrop is ready: bucket ${bucket} at ${s3Url}, HTTP at ${httpUrl}. Try:`,
    '',
    `${anyCredentials} aws --endpoint-url ${s3Url} s3 cp ${sample} s3://${bucket}/inbox/7.png`,
    `curl -s${asksWho ? ` -H "authorization: Bearer $TOKEN"` : ''} -H 'content-type: image/png' --data-binary @${sample} ${httpUrl}/v1/readings`,
    '',
    `The reading of the first lies beside it, at s3://${bucket}/inbox/7.png.json.`,
    ...(asksWho ? ['TOKEN is what the issuer gives, or a key of `digitdrop keys create NAME`.'] : []),
  ];
};

const storeWelcome = ({ httpUrl }: RunningStoreHouse, config: Config): readonly string[] => {
  const { bucket, s3Endpoint, queueUrl, eventsToken, eventsBasic } = config;
  const hasWebhook = eventsToken !== null || eventsBasic !== null;
  return [
    `digitdrop serves bucket ${bucket} at ${s3Endpoint ?? 'AWS'}, HTTP at ${httpUrl}.`,
    hasWebhook
      ? `The store tells of its objects at POST ${httpUrl}/v1/events.`
      : 'No webhook can tell of objects: neither EVENTS_TOKEN nor EVENTS_BASIC is set.',
    `They wait in ${queueUrl === null ? 'memory' : queueUrl}; ${httpUrl}/v1/health tells when the store answers.`,
  ];
};
