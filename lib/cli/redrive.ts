// `digitdrop redrive`: dead letters back into the queue that they died in, or a look at them.
import { DigitdropError } from '../errors.ts';
import { writeTo } from './output.ts';
import { parseArguments } from './parse-arguments.ts';
import { placeUsage, queueFlags, queueUsage, readPlace } from './store-flags.ts';
import type { Command } from './terminal.ts';

const usage = `Usage: digitdrop redrive [options]

Moves the dead letters back into the queue that they died in, where each has all its tries again. Prints how
many were moved.

Options:
  --list               only show them, one JSON object a line: sentAt, tries, and images or message. Each is
                       hidden from others for the moment in which it is looked at
${queueUsage}
  -h, --help           print this

${placeUsage}
The dead letters' queue is the one that the queue's redrive policy names.
Exit: 0 all moved, 1 some could not be moved or no queue answers, 2 wrong usage.
`;

export const redriveCommand: Command = {
  usage,
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, { list: { type: 'boolean' }, ...queueFlags });
    if (positionals.length > 0)
      throw new DigitdropError('bad-option', `expected no arguments, got ${JSON.stringify(positionals[0])}`);
    const { config } = readPlace(values, terminal);
    const { openQueuesOf } = await import('../local/queues-of-place.ts');
    const { uploads, openDeadLetters, close } = await openQueuesOf(config);
    try {
      const deadLetters = await openDeadLetters();
      if (values.list) {
        const { listDeadLetters } = await import('../local/list-dead-letters.ts');
        for await (const letter of listDeadLetters(deadLetters))
          if (!(await writeTo(terminal.stdout, `${JSON.stringify(letter)}\n`))) return 0;
        return 0;
      }
      const { redrive } = await import('../local/queues.ts');
      const moved = await redrive({ uploads, deadLetters });
      const letters = `dead letter${moved === 1 ? '' : 's'}`;
      await writeTo(terminal.stdout, `${moved} ${letters} moved back into the queue\n`);
      return 0;
    } finally {
      close();
    }
  },
};
