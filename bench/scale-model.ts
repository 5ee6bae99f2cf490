// The two demands against the stack: arrivals, functions at a time, quotas, and what a rush of everybody does.
import { assumptions as a, demands, goals, house, quotas as q } from './scale-inputs.ts';
import { busyOf, drainSeconds, erlangB, fewestServers, lateShare } from './scale-queueing.ts';
import type { ServiceTimes } from './scale-times.ts';

interface QuotaRow {
  readonly name: string;
  readonly needed: number;
  readonly quota: number;
}

export interface Demand {
  readonly meanRate: number;
  readonly peakRate: number;
  /** Functions busy at the mean, at the peak, and the fewest with which the goal holds at the peak. */
  readonly busyAtMean: number;
  readonly busyAtPeak: number;
  readonly fewest: number;
  /** These and some headroom: what to set, and what is held against the quotas. */
  readonly functions: number;
  readonly quotas: readonly QuotaRow[];
}

const daySeconds = 86_400;
const withHeadroom = (fewest: number): number => Math.ceil(fewest * a.headroom.value);

/** Images through the bucket. A message waits in its queue: Erlang's delay formula. */
export const demandOfBucket = ({ bucket }: ServiceTimes): Demand => {
  const meanRate = demands.imagesPerDay.value / daySeconds;
  const peakRate = meanRate * a.peakToMean.value;
  const service = bucket.serviceMs / 1_000;
  const fewest = fewestServers(
    servers => lateShare(servers, peakRate, service, goals.waitSeconds.value),
    goals.lateShare.value,
  );
  const functions = withHeadroom(fewest);
  return {
    meanRate,
    peakRate,
    busyAtMean: busyOf(meanRate, service),
    busyAtPeak: busyOf(peakRate, service),
    fewest,
    functions,
    quotas: [
      { name: q.lambdaConcurrency.meaning, needed: functions, quota: q.lambdaConcurrency.value },
      { name: q.sqsConcurrency.meaning, needed: functions, quota: q.sqsConcurrency.value },
      { name: q.sqsInFlight.meaning, needed: functions * house.batchSize.value, quota: q.sqsInFlight.value },
      { name: q.s3Put.meaning, needed: peakRate * house.putsPerImage.value, quota: q.s3Put.value },
      { name: q.s3Get.meaning, needed: peakRate * house.getsPerImage.value, quota: q.s3Get.value },
      { name: q.putEvents.meaning, needed: peakRate, quota: q.putEvents.value },
      // A function sends what it logged about once a second at most.
      { name: q.putLogEvents.meaning, needed: functions, quota: q.putLogEvents.value },
    ],
  };
};

/** Users over HTTP. Nothing waits: a request that finds no function is refused. Erlang's loss formula. */
export const demandOfUsers = ({ http }: ServiceTimes): Demand => {
  const rate = demands.users.value / a.thinkSeconds.value;
  const service = http.serviceMs / 1_000;
  const busy = busyOf(rate, service);
  const fewest = fewestServers(servers => erlangB(servers, busy), goals.refusedShare.value);
  const functions = withHeadroom(fewest);
  return {
    meanRate: rate,
    peakRate: rate,
    busyAtMean: busy,
    busyAtPeak: busy,
    fewest,
    functions,
    quotas: [
      { name: q.apiRate.meaning, needed: rate, quota: q.apiRate.value },
      { name: q.lambdaConcurrency.meaning, needed: functions, quota: q.lambdaConcurrency.value },
      {
        name: 'Lambda, invocations a second: ten for each execution of the quota',
        needed: rate,
        quota: q.lambdaConcurrency.value * q.lambdaRatePerConcurrency.value,
      },
      { name: q.lambdaScaling.meaning, needed: functions, quota: q.lambdaScaling.value },
      { name: q.putLogEvents.meaning, needed: functions, quota: q.putLogEvents.value },
    ],
  };
};

/** All the users send one image in the same moment. */
export interface Rush {
  /** Over HTTP: seconds over which they must be spread, so that API Gateway lets all of them in. */
  readonly spreadSeconds: number;
  /** Prefixes of the bucket that take their PUTs in ten seconds. */
  readonly prefixes: number;
  /** Through the bucket: seconds until all are read, with as many functions as AWS's own limit allows. */
  readonly readSeconds: number;
}

const putSeconds = 10;

export const rushOf = ({ bucket }: ServiceTimes): Rush => {
  const images = demands.users.value;
  return {
    spreadSeconds: Math.max(0, images - q.apiBurst.value) / q.apiRate.value,
    prefixes: Math.ceil(images / putSeconds / q.s3Put.value),
    readSeconds: drainSeconds(images, bucket.serviceMs / 1_000, {
      first: q.sqsFirst.value,
      perSecond: q.sqsScaling.value / 60,
      most: q.sqsConcurrency.value,
    }),
  };
};

/** Seconds until what an outage left in the queue is read, while new images come at the mean rate. */
export const catchUpSeconds = (
  { meanRate, functions }: Pick<Demand, 'meanRate' | 'functions'>,
  serviceMs: number,
  outageSeconds: number,
): number => (meanRate * outageSeconds) / (functions / (serviceMs / 1_000) - meanRate);
