// The HTTP door: an HTTP API event (payload 2.0) in, one call into lib/http, the answer out.
import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { z } from 'zod';
import { DigitdropError } from '../lib/errors.ts';
import { type House, houseOfEnvironment } from '../lib/house.ts';
import { createApi } from '../lib/http/api.ts';
import type { ApiHouse } from '../lib/http/api-house.ts';
import { identifyOf } from '../lib/http/identify.ts';
import { answerProblem } from '../lib/http/problems.ts';
import type { HttpRequest, HttpResponse } from '../lib/http/request.ts';
import { takeEventsOf } from '../lib/http/take-events.ts';
import { aroundInvocation, noTelemetry } from '../lib/telemetry/telemetry.ts';

/** What is used of an event; Lambda function URLs and the laptop's gateway send the same shape. */
const eventSchema = z.object({
  rawPath: z.string(),
  rawQueryString: z.string().default(''),
  headers: z.record(z.string(), z.string().optional()).default({}),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    http: z.object({ method: z.string() }),
    domainName: z.string().default(''),
    requestId: z.string().default(''),
    stage: z.string().default('$default'),
  }),
});

/**
 * API Gateway's HTTP APIs decode `rawPath` once before Lambda sees it, whatever the name says; function URLs
 * and the laptop's gateway pass it on as the client wrote it. Only so do keys with a percent sign survive both.
 */
const isPathAsWritten = (domainName: string): boolean =>
  /\.lambda-url\.|^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(domainName);

/** What is no whole percent encoding is taken as it stands: such a path is nobody's, and ends as 404. */
const decodePath = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** A stage other than `$default` stands before the path. */
const stripStage = (path: string, stage: string): string =>
  path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;

/** An HTTP API waits so long for its function (AWS, "Quotas for configuring and running an HTTP API"). */
const gatewayPatienceMs = 30_000;

/** The less patient of the two: the gateway, and Lambda as its context tells. */
const startPatience = ({ getRemainingTimeInMillis: lambdaLeftMs }: Partial<Context>): (() => number) => {
  const startedAt = performance.now();
  return () =>
    Math.min(gatewayPatienceMs - (performance.now() - startedAt), lambdaLeftMs?.() ?? gatewayPatienceMs);
};

/** @throws DigitdropError `unknown-event` */
const toRequest = (event: unknown, context: Context): HttpRequest => {
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success)
    throw new DigitdropError('unknown-event', 'expected an HTTP API event of payload format 2.0', {
      cause: parsed.error,
    });
  const { rawPath, rawQueryString, headers, body, isBase64Encoded, requestContext } = parsed.data;
  const { http, domainName, requestId, stage } = requestContext;
  const path = stripStage(rawPath, stage);
  const sent = body ?? '';
  return {
    method: http.method.toUpperCase(),
    path: isPathAsWritten(domainName) ? decodePath(path) : path,
    query: new URLSearchParams(rawQueryString),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value ?? '']),
    ),
    body: Buffer.from(sent, isBase64Encoded ? 'base64' : 'utf8'),
    sentBytes: Buffer.byteLength(sent),
    id: requestId,
    timeLeftMs: startPatience(context),
  };
};

const toResult = ({
  status,
  headers,
  body,
  isBase64Encoded = false,
}: HttpResponse): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { ...headers },
  body,
  isBase64Encoded,
});

/**
 * The handler of a house. `isReady` is what `/v1/health` tells; on Lambda a house that is open is ready.
 * It answers every event, also where Lambda's time runs out (middy's early timeout).
 */
export const createHandler = (
  house: Omit<ApiHouse, 'isReady' | 'takeEvents' | 'identify'>,
  { isReady = () => true, takeEvents }: Partial<Pick<ApiHouse, 'isReady' | 'takeEvents'>> = {},
) => {
  const identify = identifyOf(house);
  const answer = createApi({
    ...house,
    isReady,
    takeEvents: takeEvents ?? takeEventsOf(house),
    identify,
  });
  return middy<unknown, APIGatewayProxyStructuredResultV2>(async (event: unknown, context: Context) =>
    toResult(await answer(toRequest(event, context))),
  )
    .use(aroundInvocation(house.telemetry ?? noTelemetry))
    .onError(request => {
      const { error, context } = request;
      request.response = toResult(answerProblem(error, { log: house.log, id: context.awsRequestId ?? '' }));
    });
};

// On Lambda the house opens while the environment starts, which has a whole processor; elsewhere importing this file
// opens nothing. Where it fails the next event tries again, and tells.
// The bucket's client is opened by the first request that names an object: what is posted does without.
const openOwnHouse = () => houseOfEnvironment({ storeAtNeed: true });
if (process.env.AWS_LAMBDA_FUNCTION_NAME) await openOwnHouse().catch(() => {});

/** One for the process's house: what a handler has open stays open. */
let opened: { readonly house: House; readonly handle: ReturnType<typeof createHandler> } | null = null;

/** What Lambda calls. */
export const handler = async (event: unknown, context: Context) => {
  const house = await openOwnHouse();
  if (opened?.house !== house) opened = { house, handle: createHandler(house) };
  return opened.handle(event, context);
};
