// What the command line of train:batch asks for.
import { describe, expect, it } from 'vitest';
import { readTrainingOrder } from '../../deploy/training-order.ts';

const now = new Date('2026-11-26T12:34:56.789Z');
const read = (...args: readonly string[]) => readTrainingOrder(args, now);

describe('the order of a training job', () => {
  it('has a default for everything but the task', () => {
    expect(read('digit')).toEqual({
      region: null,
      pauseMs: 5000,
      job: {
        stack: 'digitdrop-training',
        parameters: { task: 'digit', run: 'digit-20261126T123456Z', seed: '1', minutes: '60' },
        timeoutSeconds: (60 + 120) * 60,
      },
    });
  });

  it('takes what is given', () => {
    const args = ['number', '--run', 'n-7', '--seed', '7', '--minutes', '90.5', '--stack', 'train-eu'];
    expect(read(...args, '--region', 'eu-west-1', '--pause', '0.5')).toEqual({
      region: 'eu-west-1',
      pauseMs: 500,
      job: {
        stack: 'train-eu',
        parameters: { task: 'number', run: 'n-7', seed: '7', minutes: '90.5' },
        timeoutSeconds: 12_630,
      },
    });
    expect(read('--follow', 'abc').job).toEqual({ follow: 'abc' });
  });

  it.each([
    [[], /expected digit or number/],
    [['letters'], /digit/],
    [['digit', 'number'], /expected digit or number/],
    [['digit', '--follow', 'abc'], /or --follow/],
    [['digit', '--run', 'a/b'], /letters, figures/],
    [['digit', '--run', '../x'], /letters, figures/],
    [['digit', '--seed', '-1'], /seed|whole/],
    [['digit', '--seed', '1.5'], /whole number/],
    [['digit', '--minutes', '0'], /more than none/],
    [['digit', '--minutes', 'an hour'], /number of minutes/],
    [['digit', '--stack', 'Training'], /small letters/],
    [['digit', '--pause', 'no'], /expected seconds/],
    [['digit', '--rnu', 'x'], /rnu/],
  ])('refuses %j', (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });
});
