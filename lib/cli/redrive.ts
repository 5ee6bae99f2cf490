// `digitdrop redrive`: the dead letters of the house that runs on this machine, back into its queue.
import { readConfig } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import { createLog } from '../log.ts';
import { writeTo } from './output.ts';
import { parseArguments } from './parse-arguments.ts';
import type { Command } from './terminal.ts';

const usage = `Usage: digitdrop redrive

Moves the dead letters of the house that runs on this machine (npm start) back into its queue, where each
has all its tries again. Prints how many were moved.

Settings, from the environment:
  S3_PORT     the S3 endpoint of the running house (4566)
`;

export const redriveCommand: Command = {
  usage,
  run: async (args, terminal) => {
    const { positionals } = parseArguments(args, {});
    if (positionals.length > 0)
      throw new DigitdropError('bad-option', `expected no arguments, got ${JSON.stringify(positionals[0])}`);
    const config = readConfig(terminal.env);
    const { redriveRunningHouse } = await import('../local/queues.ts');
    const moved = await redriveRunningHouse(config, createLog('warn'));
    const letters = `dead letter${moved === 1 ? '' : 's'}`;
    await writeTo(terminal.stdout, `${moved} ${letters} moved back into the queue\n`);
    return 0;
  },
};
