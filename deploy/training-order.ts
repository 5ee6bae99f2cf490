// What `npm run train:batch` is asked for: a new job, or one to follow.
import { parseArgs } from 'node:util';
import { z } from 'zod';

export const usage = `Usage: npm run train:batch -- digit|number [--run NAME] [--seed N] [--minutes M] [--stack NAME] [--region REGION]
       npm run train:batch -- --follow JOB [--region REGION]

Starts a training job on AWS Batch, prints its log as it comes, and ends with the job's own exit code: 0 the new model
serves, 3 the gate refused it, anything else is a fault. Ctrl-C ends the following; the job goes on, and --follow finds it.

  --run NAME      a name of letters, figures, - and _; the same name goes on with the same run (default: task and time)
  --seed N        of the first weights (default 1)
  --minutes M     of training (default 60); data, calibration and gate come on top
  --stack NAME    of infra/training.yml (default digitdrop-training)
  --region REGION (default: as the AWS CLI has it)
  --pause SECONDS between two looks at the job (default 5: AWS throttles them, and a person waits minutes)
`;

/** Beside training a job fetches data, calibrates, publishes and passes the gate. */
const minutesBeside = 120;

/** What the job definition of infra/training.yml fills in. */
type JobParameters = Readonly<Record<'task' | 'run' | 'seed' | 'minutes', string>>;

export interface NewJob {
  readonly stack: string;
  readonly parameters: JobParameters;
  /** Of one attempt. */
  readonly timeoutSeconds: number;
}

export interface TrainingOrder {
  readonly region: string | null;
  readonly pauseMs: number;
  readonly job: NewJob | { readonly follow: string };
}

const whole = z.string().regex(/^\d{1,9}$/, 'expected a whole number');
// What AWS Batch takes for a job's name (SubmitJob, "jobName").
const run = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/, 'expected letters, figures, - and _, 128 at most');
const newJob = z.object({
  task: z.enum(['digit', 'number']),
  run: run.optional(),
  seed: whole,
  minutes: z
    .string()
    .regex(/^\d{1,4}(\.\d+)?$/, 'expected a number of minutes')
    .refine(minutes => Number(minutes) > 0, 'expected more than none'),
  // Bucket and repository bear it, which take no capitals.
  stack: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'expected small letters, figures and hyphens'),
});

/** @throws Error that says what is wrong. */
export const readTrainingOrder = (args: readonly string[], now: Date): TrainingOrder => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      run: { type: 'string' },
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '60' },
      stack: { type: 'string', default: 'digitdrop-training' },
      region: { type: 'string' },
      pause: { type: 'string', default: '5' },
      follow: { type: 'string' },
    },
  });
  const region = values.region ?? null;
  const pauseMs = 1000 * Number(values.pause);
  if (!(pauseMs > 0)) throw new Error(`--pause: expected seconds, got ${JSON.stringify(values.pause)}`);
  if (values.follow !== undefined && positionals.length === 0)
    return { region, pauseMs, job: { follow: values.follow } };
  if (positionals.length !== 1 || values.follow !== undefined)
    throw new Error('expected digit or number, or --follow and a job');
  const parsed = newJob.safeParse({ ...values, task: positionals[0] });
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const { task, seed, minutes, stack } = parsed.data;
  const name = parsed.data.run ?? `${task}-${now.toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const timeoutSeconds = Math.ceil((Number(minutes) + minutesBeside) * 60);
  return { region, pauseMs, job: { stack, parameters: { task, run: name, seed, minutes }, timeoutSeconds } };
};
