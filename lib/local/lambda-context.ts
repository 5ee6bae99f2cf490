// What Lambda hands a handler beside the event, and Lambda's patience: an invocation that takes too long fails.
import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';

export type LambdaHandler = (event: unknown, context: Context) => Promise<unknown>;

const createContext = (functionName: string, timeoutMs: number): Context => {
  const endsAt = Date.now() + timeoutMs;
  const refuse = () => {
    throw new Error('callbacks of Node 4 are not served; return a promise');
  };
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: '2048',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, endsAt - Date.now()),
    done: refuse,
    fail: refuse,
    succeed: refuse,
  };
};

/**
 * Calls a handler as Lambda does. Lambda kills what runs too long; here it is let go of, and its answer ignored.
 * @throws what the handler throws, or that it timed out.
 */
export const invoke = async (
  handler: LambdaHandler,
  event: unknown,
  { functionName, timeoutMs }: { readonly functionName: string; readonly timeoutMs: number },
): Promise<unknown> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    const error = new Error(`${functionName} timed out after ${timeoutMs} ms`);
    timer = setTimeout(reject, timeoutMs, error);
  });
  try {
    return await Promise.race([handler(event, createContext(functionName, timeoutMs)), timeout]);
  } finally {
    clearTimeout(timer);
  }
};
