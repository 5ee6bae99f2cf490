// `digitdrop redrive`: dead letters back into the queue that they died in, or a look at them.
import { DigitdropError } from '../errors.ts';
import type { QueuePair } from '../local/queue-pair.ts';
import { writeTo } from './output.ts';
import { parseArguments } from './parse-arguments.ts';
import { openProgress } from './progress.ts';
import { listenForStop } from './stop-signal.ts';
import { placeUsage, queueFlags, queueUsage, readPlace } from './store-flags.ts';
import type { Command, Terminal } from './terminal.ts';

const usage = `Usage: digitdrop redrive [options]

Moves the dead letters back into the queue that they died in, where each has all its tries again. Prints how
many were moved.

Options:
  --list               only show them, one JSON object a line: sentAt, tries, and images or message. Each is
                       hidden from others for the moment in which it is looked at
${queueUsage}
  -h, --help           print this

${placeUsage}
The dead letters' queue is the one that the queue's redrive policy names. Interrupted, the same command goes on
with those that are left.
Exit: 0 all moved, 1 interrupted, some could not be moved, or no queue answers, 2 wrong usage.
`;

export const redriveCommand: Command = {
  usage,
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, { list: { type: 'boolean' }, ...queueFlags });
    if (positionals.length > 0)
      throw new DigitdropError('bad-option', `expected no arguments, got ${JSON.stringify(positionals[0])}`);
    const { config } = readPlace(values, terminal);
    const { openQueuesOf } = await import('../local/queues-of-place.ts');
    const queues = await openQueuesOf(config);
    try {
      return values.list ? await listAll(queues, terminal) : await moveAll(queues, terminal);
    } finally {
      queues.close();
    }
  },
};

const listAll = async ({ openDeadLetters }: QueuePair, { stdout, stderr }: Terminal): Promise<number> => {
  const { listDeadLetters } = await import('../local/list-dead-letters.ts');
  let shown = 0;
  for await (const letter of listDeadLetters(await openDeadLetters())) {
    if (!(await writeTo(stdout, `${JSON.stringify(letter)}\n`))) return 0;
    shown += 1;
  }
  if (shown === 0) await writeTo(stderr, 'digitdrop: no dead letters\n');
  return 0;
};

const moveAll = async ({ uploads, openDeadLetters }: QueuePair, terminal: Terminal): Promise<number> => {
  const { redrive } = await import('../local/queues.ts');
  const deadLetters = await openDeadLetters();
  const signal = listenForStop(terminal);
  const progress = openProgress(terminal.stderr, { shown: terminal.stderr.isTTY === true, unit: 'letters' });
  let [total, moved] = [0, 0];
  try {
    await redrive(
      { uploads, deadLetters },
      {
        onTotal: letters => {
          total = letters;
          progress.tellTotal(letters);
        },
        onMoved: letters => {
          moved += letters;
          progress.step(letters);
        },
        signal,
      },
    );
  } finally {
    progress.close();
    await writeTo(
      terminal.stdout,
      `${moved} dead letter${moved === 1 ? '' : 's'} moved back into the queue\n`,
    );
  }
  if (!signal.aborted || moved >= total) return 0;
  await writeTo(terminal.stderr, 'digitdrop: not finished; the same command goes on\n');
  return 1;
};
