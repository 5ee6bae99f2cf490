// Faults as `application/problem+json` (RFC 9457): 4xx says what was expected and what came, 5xx nothing internal.
import { z } from 'zod';
import { DigitdropError, type FaultCode, faultCodeOf, faults } from '../errors.ts';
import type { Log } from '../log.ts';
import type { HttpResponse } from './request.ts';

export const problemSchema = z
  .object({
    type: z.string().meta({ description: '`urn:digitdrop:problem:` and the code.' }),
    title: z.string(),
    status: z.number().int().min(400).max(599),
    detail: z.string().meta({ description: 'What was expected and what came.' }),
    code: z.enum(Object.keys(faults) as [FaultCode, ...FaultCode[]]),
    instance: z
      .string()
      .optional()
      .meta({ description: 'Names the request in the log, where all else is internal.' }),
  })
  .loose()
  .meta({ id: 'Problem', description: 'A fault, after RFC 9457.' });

type Problem = z.infer<typeof problemSchema>;

/** What may be said of faults that are ours: no message, no cause, no name of anything behind the door. */
const discreetDetails: Partial<Record<FaultCode, string>> = {
  'store-unavailable': 'The store does not answer just now; try again in a moment.',
  'store-refused': 'The store refuses this object.',
  'issuer-unavailable': 'Who asks cannot be checked just now; try again in a moment.',
  'not-ready': 'The service is not ready yet; try again in a moment.',
  'too-busy': 'Too much is asked at once; try again in a moment.',
};

/**
 * The answer to a fault. Whatever ends as 5xx, and a refusal of the store, is logged with its cause; the
 * caller gets `instance` to ask for it by.
 */
export const answerProblem = (
  error: unknown,
  {
    log,
    id,
    headers = {},
  }: { readonly log: Log; readonly id: string; readonly headers?: HttpResponse['headers'] },
): HttpResponse => {
  const code = faultCodeOf(error);
  const { status, title, kind } = faults[code];
  const isOurs = status >= 500 || code === 'store-refused' || !(error instanceof DigitdropError);
  // Whoever waits until it is ready, or asks for too much, asks again and again: that is no failure.
  const isQuiet = (code === 'not-ready' && !hasCause(error)) || code === 'too-busy';
  const tell = isQuiet ? log.debug : log.error;
  if (isOurs) tell('request failed', { code, requestId: id, error });
  const problem: Problem = {
    type: `urn:digitdrop:problem:${code}`,
    title,
    status,
    detail: isOurs ? (discreetDetails[code] ?? 'Something went wrong on our side.') : error.message,
    code,
    ...(isOurs ? { instance: `urn:digitdrop:request:${encodeURIComponent(id)}` } : {}),
  };
  return {
    status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...(status === 503 && kind === 'passing' ? { 'retry-after': '1' } : {}),
      ...headers,
    },
    body: JSON.stringify(problem),
  };
};

const hasCause = (error: unknown): boolean => error instanceof Error && error.cause !== undefined;
