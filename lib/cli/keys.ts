// `digitdrop keys`: keys of machines, made, listed and revoked by whoever may write to the bucket.
import type { ObjectStore } from '../bucket/object-store.ts';
import { openStore } from '../bucket/store.ts';
import { DigitdropError } from '../errors.ts';
import { isRole, roleNames } from '../http/roles.ts';
import { createKey, idOf, type KeyRecord, listKeys, revokeKey } from '../keys/key-records.ts';
import { writeTo } from './output.ts';
import { parseArguments } from './parse-arguments.ts';
import { placeUsage, readPlace, storeFlags, storeUsage } from './store-flags.ts';
import type { Command, Terminal } from './terminal.ts';

const usage = `Usage: digitdrop keys create [options] NAME
       digitdrop keys list [options]
       digitdrop keys revoke [options] ID

Keys by which machines call the HTTP endpoint where AUTH_KEYS is yes, sent as "Authorization: Bearer dd_…".
  create   makes one, prints it on stdout, once: only its SHA-256 is kept, under .digitdrop/keys/ of the bucket
  list     prints each as one JSON object a line: id, name, role, createdAt, expiresAt, isExpired, lastFour
  revoke   removes the one of that id or name; within a minute it is refused everywhere

Options:
  --role ROLE          reader (the default), reviewer or admin: of the key that is made
  --days DAYS          it expires after so many (90; 0: never)
  --bucket NAME        the bucket that the HTTP endpoint reads from (BUCKET)
${storeUsage}
  -h, --help           print this

${placeUsage}
Exit: 0 done, 1 the store failed, 2 wrong usage.
`;

const defaultDays = 90;
const dayMs = 86_400_000;

type Place = Readonly<{ store: ObjectStore; bucket: string }>;

export const createKeysCommand = (open: (...args: Parameters<typeof openStore>) => ObjectStore): Command => ({
  usage,
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, {
      role: { type: 'string' },
      days: { type: 'string' },
      bucket: { type: 'string' },
      ...storeFlags,
    });
    const [action = 'nothing', subject, ...surplus] = positionals;
    const run = actions[action];
    if (run === undefined || (subject === undefined) !== (action === 'list') || surplus.length > 0)
      throw new DigitdropError(
        'bad-option',
        `expected create NAME, list or revoke ID, got ${positionals.length === 0 ? 'nothing' : JSON.stringify(positionals.join(' '))}`,
      );
    if (action !== 'create' && (values.role ?? values.days) !== undefined)
      throw new DigitdropError('bad-option', '--role and --days: expected with create only');
    const env = { ...terminal.env, ...(values.bucket === undefined ? {} : { BUCKET: values.bucket }) };
    const { config } = readPlace(values, { env });
    await run(
      { store: open(config), bucket: config.bucket },
      { ...values, subject: subject ?? '' },
      terminal,
    );
    return 0;
  },
});

export const keysCommand = createKeysCommand(openStore);

interface Asked {
  readonly subject: string;
  readonly role?: string | undefined;
  readonly days?: string | undefined;
}

type Action = (place: Place, asked: Asked, terminal: Terminal) => Promise<void>;

const create: Action = async (place, { subject: name, role = 'reader', days }, { stdout, stderr }) => {
  if (!isRole(role))
    throw new DigitdropError(
      'bad-option',
      `--role: expected ${roleNames.join(', ')}, got ${JSON.stringify(role)}`,
    );
  if (name.length > 100 || !/^[\p{L}\p{N}][\p{L}\p{N} ._@-]*$/u.test(name))
    throw new DigitdropError(
      'bad-option',
      `expected a name of letters, figures, spaces and . _ @ -, 100 at most, got ${JSON.stringify(name.slice(0, 120))}`,
    );
  const { text, record } = await createKey(place, { name, role, expiresAt: expiryOf(days) });
  await writeTo(stderr, `${formatRecord(record)}\nThe key is told this once:\n`);
  await writeTo(stdout, `${text}\n`);
};

const expiryOf = (days: string | undefined): Date | null => {
  const count = days === undefined ? defaultDays : Number(days);
  if (days === '' || !Number.isInteger(count) || count < 0 || count > 3_650)
    throw new DigitdropError('bad-option', `--days: expected 0 to 3650, got ${JSON.stringify(days)}`);
  return count === 0 ? null : new Date(Date.now() + count * dayMs);
};

const list: Action = async (place, _, { stdout }) => {
  for (const record of await listKeys(place))
    if (!(await writeTo(stdout, `${formatRecord(record)}\n`))) return;
};

const revoke: Action = async (place, { subject }, { stderr }) => {
  const record = await revokeKey(place, subject);
  await writeTo(stderr, `${formatRecord(record)}\nrevoked; within a minute it is refused everywhere\n`);
};

const actions: Readonly<Record<string, Action>> = { create, list, revoke };

const formatRecord = (record: KeyRecord): string => {
  const { name, role, createdAt, expiresAt, lastFour } = record;
  const isExpired = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
  return JSON.stringify({ id: idOf(record), name, role, createdAt, expiresAt, isExpired, lastFour });
};
