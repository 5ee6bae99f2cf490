// `npm run train:batch -- digit|number …`: starts a training job on AWS Batch (infra/training.yml) and follows it.
import { listenForStop } from '../lib/cli/stop-signal.ts';
import { openBatchService } from './batch-service.ts';
import { exitCodeOf, followJob } from './follow-job.ts';
import { readTrainingOrder, type TrainingOrder, usage } from './training-order.ts';

/** 128 + SIGINT's number, as shells have it. */
const stoppedCode = 130;

const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const runOrder = async ({ region, pauseMs, job }: TrainingOrder): Promise<number> => {
  const service = openBatchService(region);
  try {
    const id = 'follow' in job ? job.follow : await service.submit(job);
    if (!('follow' in job)) tell(`job ${id}, run ${job.parameters.run}`);
    const stop = listenForStop({
      onStop: stopped => process.on('SIGINT', stopped).on('SIGTERM', stopped),
      exit: code => process.exit(code),
    });
    const write = (line: string) => process.stdout.write(`${line}\n`);
    const ended = await followJob(service, id, { write, tell, stop, pauseMs });
    if (ended !== null) return exitCodeOf(ended);
    const where = region === null ? '' : ` --region ${region}`;
    tell(`The job goes on. To follow it again: npm run train:batch -- --follow ${id}${where}`);
    tell(`To end it: aws batch terminate-job --reason unwanted --job-id ${id}${where}`);
    return stoppedCode;
  } finally {
    service.close();
  }
};

const train = async (args: readonly string[]): Promise<number> => {
  let order: TrainingOrder;
  try {
    order = readTrainingOrder(args, new Date());
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 2;
  }
  try {
    return await runOrder(order);
  } catch (error) {
    tell(`train:batch: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
};

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) process.stdout.write(usage);
else process.exitCode = await train(args);
