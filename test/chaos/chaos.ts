// `npm run test:chaos`: what was dropped comes out right, once and for all, whatever breaks on the way.
// The last line on stdout is the counts as JSON; the exit code is 1 where one is off.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChaos } from './run-chaos.ts';
import { readRunSettings } from './run-settings.ts';

/** More faults than anyone reads help nobody. */
const maxShown = 20;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const settings = readRunSettings(process.argv.slice(2));
const logFile = join(await mkdtemp(join(tmpdir(), 'digitdrop-chaos-')), 'workers.log');
say(`seed ${settings.seed}, ${settings.store}, ${settings.workers} workers; they log to ${logFile}`);
const { counts, faults } = await runChaos(settings, { say, logFile });
for (const fault of faults.slice(0, maxShown)) say(fault);
if (faults.length > maxShown) say(`and ${faults.length - maxShown} more`);
process.stdout.write(`${JSON.stringify(counts)}\n`);
process.exit(faults.length > 0 ? 1 : 0);
