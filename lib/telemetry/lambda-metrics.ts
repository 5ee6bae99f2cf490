// Metrics on Lambda, as lines in the log that CloudWatch counts (its Embedded Metric Format): no call, no wait.
// No other file imports Powertools' metrics.
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Reading } from '../reading/reading.ts';
import type { Telemetry } from './telemetry.ts';

const metricsNamespace = 'digitdrop';

const metricOfStatus = {
  accepted: 'ReadingsAccepted',
  review: 'ReadingsReview',
  rejected: 'ReadingsRejected',
} as const satisfies Readonly<Record<Reading['status'], string>>;

export type LambdaMetrics = Pick<Telemetry, 'count' | 'noteFallback' | 'countSwept' | 'end'>;

/** Each metric has one dimension, `service`, the function's name: it tells the stage and the door. */
export const createLambdaMetrics = (service: string): LambdaMetrics => {
  const metrics = new Metrics({ namespace: metricsNamespace, serviceName: service });
  let isFallback = false;
  return {
    count: ({ status, confidence, durationMs }, createdAt) => {
      metrics.addMetric(metricOfStatus[status], MetricUnit.Count, 1);
      if (confidence !== null) metrics.addMetric('Confidence', MetricUnit.NoUnit, confidence);
      const ageMs = createdAt === null ? Number.NaN : Date.now() - Date.parse(createdAt);
      // Clocks differ: an image is never younger than nothing.
      if (!Number.isNaN(ageMs)) metrics.addMetric('EventAge', MetricUnit.Milliseconds, Math.max(0, ageMs));
      metrics.addMetric('DecodeDuration', MetricUnit.Milliseconds, durationMs.decode);
      metrics.addMetric('ReadDuration', MetricUnit.Milliseconds, durationMs.read);
      metrics.addMetric('TotalDuration', MetricUnit.Milliseconds, durationMs.total);
    },
    noteFallback: () => {
      isFallback = true;
    },
    countSwept: images => void metrics.addMetric('ImagesSwept', MetricUnit.Count, images),
    end: () => {
      // With each invocation, not with the first alone: an alarm stays on for as long as it is so.
      if (isFallback) metrics.addMetric('ModelFallback', MetricUnit.Count, 1);
      // Powertools warns of an invocation in which nothing was counted; that is none's fault.
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
};
