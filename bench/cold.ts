// `npm run bench:cold`: what a cold start of the artifact takes under AWS's own runtime client, against a function that
// does nothing and one that only imports the natives and opens the models. Needs moto (test/requirements.txt).
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { missing, openStand } from '../test/integration/ric/stand.ts';
import { coldFunctions } from './cold-functions.ts';
import {
  type ColdStart,
  measureColdStarts,
  median,
  processorMs,
  quantile,
  ratioOf,
  wallMs,
} from './cold-start.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    warm: { type: 'string', default: '100' },
    image: { type: 'string', default: 'tiny.png' },
  },
});

if (missing !== null) throw new Error(`expected all that this is measured with: ${missing}`);
const [loadBefore = 0] = loadavg();
const stand = await openStand();
try {
  const { empty, natives, api, upload } = await coldFunctions(stand, values.image);
  const functions = [empty, natives, api, upload];
  const [rounds, warm] = [Number(values.rounds), Number(values.warm)];
  const measured = await measureColdStarts(functions, { rounds, warm });
  const yardstick = measured[functions.indexOf(natives)]!;
  const row = (starts: readonly ColdStart[]): readonly string[] => {
    const calls = starts.flatMap(start => start.warm);
    return [
      median(starts.map(({ init }) => init)).toFixed(0),
      median(starts.map(({ first }) => first)).toFixed(1),
      median(starts.map(wallMs)).toFixed(0),
      ratioOf(starts, yardstick, wallMs).toFixed(2),
      median(starts.map(processorMs)).toFixed(0),
      ratioOf(starts, yardstick, processorMs).toFixed(2),
      quantile(calls, 0.5).toFixed(1),
      quantile(calls, 0.99).toFixed(1),
    ];
  };
  const head = ['init', 'first', 'both', 'ratio', 'processor', 'ratio', 'warm p50', 'p99'];
  const print = (name: string, cells: readonly string[]) =>
    process.stdout.write(`${name.padEnd(36)}${cells.map(cell => cell.padStart(10)).join('')}\n`);
  const [processor] = cpus();
  process.stdout.write(
    `${processor?.model ?? 'unknown'}, ${cpus().length} logical, load before ${loadBefore.toFixed(2)}; Node ${process.versions.node}\n` +
      `medians of ${rounds} fresh processes each, in turn, and of ${warm} warm calls of each; ms; ${values.image}\n` +
      `processor: time on a processor until the first answer, all threads\n\n`,
  );
  print('', head);
  functions.forEach(({ name }, i) => {
    print(name, row(measured[i]!));
  });
} finally {
  await stand.close();
}
