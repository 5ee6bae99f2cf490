// The dashboard shows what is there: metrics that the functions count, resources that the stack has.
import { describe, expect, it } from 'vitest';
import { dashboardOf } from '../../deploy/dashboard.ts';
import { createLambdaMetrics } from '../../lib/telemetry/lambda-metrics.ts';
import { readingOf } from '../http/fake-house.ts';
import { linesOf } from '../telemetry/stdout.ts';

const nothing = {
  webhook: false,
  eventBus: 'none' as const,
  sweep: false,
  modelBucket: false,
  deleteReadings: false,
  tagReadings: false,
  bucketKey: false,
  uploads: false,
  tracing: false,
  dashboard: true,
};
const all = { ...nothing, webhook: true, eventBus: 'own' as const, sweep: true, modelBucket: true };

const metricsOf = (has: typeof all | typeof nothing) =>
  dashboardOf(has).widgets.flatMap(({ properties }) => properties.metrics);

const namesIn = (has: typeof all | typeof nothing, namespace: string) =>
  new Set(metricsOf(has).flatMap(([space, name]) => (space === namespace ? [String(name)] : [])));

describe('the dashboard', () => {
  it('shows every metric that the functions count, and none that they do not', async () => {
    const counted = await linesOf(() => {
      const metrics = createLambdaMetrics('digitdrop-test');
      for (const status of ['accepted', 'review', 'rejected'] as const)
        metrics.count(readingOf('7', { status }), '2026-11-23T06:00:00.000Z');
      metrics.countSwept(1);
      metrics.noteFallback();
      metrics.end();
    });
    const [{ Metrics }] = (counted[0]!._aws as { CloudWatchMetrics: [{ Metrics: { Name: string }[] }] })
      .CloudWatchMetrics;
    expect(Metrics.length).toBeGreaterThan(8);
    expect([...namesIn(all, 'digitdrop')].sort()).toEqual(Metrics.map(({ Name }) => Name).sort());
  });

  it('shows queues, functions and the API, by resources that the stack has', () => {
    expect([...namesIn(nothing, 'AWS/SQS')].sort()).toEqual([
      'ApproximateAgeOfOldestMessage',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesVisible',
    ]);
    expect([...namesIn(nothing, 'AWS/ApiGateway')].sort()).toEqual(['4xx', '5xx', 'Count', 'Latency']);
    expect([...namesIn(nothing, 'AWS/Lambda')].sort()).toEqual([
      'ConcurrentExecutions',
      'Duration',
      'Errors',
      'Throttles',
    ]);
    const filled = (has: typeof all | typeof nothing) =>
      new Set([...JSON.stringify(dashboardOf(has)).matchAll(/\$\{([\w:]+)/g)].map(match => match[1]));
    const always = [
      ...['OnUploadLambdaFunction', 'ApiLambdaFunction', 'UploadQueue', 'DeadLetterQueue'],
      ...['HttpApi', 'AWS::Region'],
    ];
    expect([...filled(nothing)].sort()).toEqual([...always].sort());
    expect([...filled(all)].sort()).toEqual(
      [
        ...always,
        ...['OnReadingLambdaFunction', 'OnSweepLambdaFunction', 'WebhookQueue', 'WebhookDeadLetterQueue'],
      ].sort(),
    );
  });

  it('lays its graphs beside and below each other', () => {
    const places = dashboardOf(all).widgets.map(({ x, y }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(places.length);
    for (const { x, width } of dashboardOf(all).widgets) expect(x + width).toBeLessThanOrEqual(24);
  });
});
