// `npm run train:batch` as a process of its own, with the SDK's real clients, against Batch and Logs on loopback.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeBatch, type Play, type State, startFakeBatch } from '../deploy/fake-batch.ts';

const script = fileURLToPath(new URL('../../deploy/train-batch.ts', import.meta.url));

let fake: FakeBatch | null = null;
afterEach(async () => {
  await fake?.close();
  fake = null;
});

interface Run {
  readonly code: number | null;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

const start = async (play: Play, args: readonly string[]) => {
  fake = await startFakeBatch(play);
  const child = spawn(process.execPath, [script, ...args, '--pause', '0.02'], {
    env: {
      PATH: process.env.PATH,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_MAX_ATTEMPTS: '1',
      AWS_ENDPOINT_URL: fake.url,
    },
  });
  return { child, ended: collect(child) };
};

const collect = async (child: ChildProcess): Promise<Run> => {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]!.on('data', part => {
      texts[name] += part;
    });
  const code = await new Promise<number | null>(resolve => child.on('close', resolve));
  return { code, stdout: linesOf(texts.stdout), stderr: linesOf(texts.stderr) };
};

const linesOf = (text: string): readonly string[] => text.split('\n').filter(line => line !== '');
const run = async (play: Play, ...args: readonly string[]) => (await start(play, args)).ended;

const waiting: State[] = [{ status: 'SUBMITTED' }, { status: 'RUNNABLE' }];
const running: State = { status: 'RUNNING', container: { logStreamName: 'job/default/1' } };
const ended = (exitCode: number, status = exitCode === 0 ? 'SUCCEEDED' : 'FAILED'): State => ({
  status,
  statusReason: 'Essential container in task exited',
  attempts: [{ container: { logStreamName: 'job/default/1' } }],
  container: { logStreamName: 'job/default/1', exitCode },
});

describe('a training job on Batch', () => {
  it('is submitted with its parameters, followed line by line, and ends with 0 where it succeeded', async () => {
    const log = [[], [], ['begins', 'epoch 1', 'epoch 2'], ['epoch 3'], ['the candidate serves']];
    const play = { states: [...waiting, running, running, ended(0)], logs: { 'job/default/1': log } };
    const { code, stdout, stderr } = await run(
      play,
      'digit',
      '--run',
      'd-1',
      '--seed',
      '4',
      '--minutes',
      '30',
    );
    expect(fake!.submitted).toEqual([
      {
        jobName: 'd-1',
        jobQueue: 'digitdrop-training',
        jobDefinition: 'digitdrop-training',
        parameters: { task: 'digit', run: 'd-1', seed: '4', minutes: '30' },
        timeout: { attemptDurationSeconds: 9000 },
      },
    ]);
    expect(stdout).toEqual(['begins', 'epoch 1', 'epoch 2', 'epoch 3', 'the candidate serves']);
    expect(stderr).toEqual([
      'job job-1, run d-1',
      'SUBMITTED',
      'RUNNABLE',
      'RUNNING',
      'SUCCEEDED: Essential container in task exited',
    ]);
    expect(code).toBe(0);
  });

  it.each([
    [ended(3), 3],
    [ended(1), 1],
    // It never ran: its machine was not to be had, or somebody ended it.
    [{ status: 'FAILED', statusReason: 'Terminated by user' }, 1],
    [{ ...ended(137), statusReason: 'Job attempt duration exceeded timeout' }, 137],
  ])('ends with the code of a job that failed: %j', async (state, expected) => {
    const { code, stderr } = await run({ states: [running, state], logs: {} }, 'number');
    expect(code).toBe(expected);
    expect(stderr.at(-1)).toContain('FAILED');
  });

  it('follows to another machine when one is taken away, and misses no last line', async () => {
    const second: State = {
      status: 'RUNNING',
      attempts: [{ container: { logStreamName: 'job/default/1' } }],
      container: { logStreamName: 'job/default/2' },
    };
    const end: State = { ...second, status: 'SUCCEEDED', container: { ...second.container, exitCode: 0 } };
    const logs = {
      'job/default/1': [['begins', 'epoch 1'], ['stopped; the same command goes on']],
      'job/default/2': [[], [], ['goes on from a checkpoint'], [], ['told late']],
    };
    const again: State = { status: 'RUNNABLE', attempts: second.attempts! };
    const { code, stdout, stderr } = await run({ states: [running, again, second, end], logs }, 'digit');
    expect(stdout).toEqual([
      'begins',
      'epoch 1',
      'stopped; the same command goes on',
      'goes on from a checkpoint',
      'told late',
    ]);
    expect(stderr).toContain('goes on, on another machine');
    expect(code).toBe(0);
  });

  it('goes on where AWS throttles or fails for a moment, and ends where it refuses', async () => {
    const faults = [
      { status: 400, type: 'ThrottlingException' },
      { status: 500, type: 'ServerException' },
    ];
    const play = { states: [ended(0)], logs: {}, faults };
    const { code, stderr } = await run(play, 'digit');
    expect(code).toBe(0);
    expect(stderr.filter(line => line.includes('trying again'))).toHaveLength(2);
    await fake!.close();
    const refused = await run({ ...play, faults: [{ status: 403, type: 'AccessDeniedException' }] }, 'digit');
    expect(refused.code).toBe(1);
    expect(refused.stderr.at(-1)).toContain('as planned');
  });

  it('is left alone by Ctrl-C, which says how to go on following, and that works', async () => {
    const log = [['begins'], ['epoch 1'], ['epoch 2']];
    const { child, ended: end } = await start({ states: [running], logs: { 'job/default/1': log } }, [
      'digit',
      '--run',
      'd-1',
      '--region',
      'us-east-1',
    ]);
    await new Promise(resolve => child.stdout!.once('data', resolve));
    child.kill('SIGINT');
    const { code, stderr } = await end;
    expect(code).toBe(130);
    const advice = stderr.find(line => line.includes('To follow it again'))!;
    expect(advice).toContain('npm run train:batch -- --follow job-1 --region us-east-1');
    expect(fake!.submitted).toHaveLength(1);
    await fake!.close();
    const play = { states: [ended(0)], logs: { 'job/default/1': [log.flat()] } };
    const again = await run(play, ...advice.split(' -- ')[1]!.split(' '));
    expect(again).toMatchObject({ code: 0, stdout: ['begins', 'epoch 1', 'epoch 2'] });
    expect(fake!.submitted).toEqual([]);
  });

  it('says so where there is no such job, and where the order is wrong', async () => {
    const play = { states: [ended(0)], logs: {} };
    const none = await run(play, '--follow', 'job-2');
    expect(none.code).toBe(1);
    expect(none.stderr.at(-1)).toContain('there is no job job-2');
    await fake!.close();
    const wrong = await run(play, 'letters');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr.join('\n')).toContain('Usage: npm run train:batch');
    expect(fake!.submitted).toEqual([]);
  });
});
