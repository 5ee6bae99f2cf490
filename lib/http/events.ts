// POST /v1/events: the webhook of a store (MinIO, Ceph, versitygw) tells of its objects. What is told is put into the
// queue and answered at once, since these stores wait for seconds only, and some tell once only.
import { messagesOfWebhook } from '../bucket/webhook-events.ts';
import { DigitdropError } from '../errors.ts';
import type { ApiHouse } from './api-house.ts';
import { maxEventsBytes } from './body-limits.ts';
import { challengesOf, checkEventSecret } from './event-secrets.ts';
import { parseJson } from './parse-json.ts';
import { answerProblem } from './problems.ts';
import type { HttpRequest, HttpResponse } from './request.ts';

/**
 * Nothing to read: a program in Go that does not read the body of an answer, as versitygw does not, may use its
 * connection again only where there is none.
 */
const taken: HttpResponse = Object.freeze({
  status: 202,
  headers: Object.freeze({ 'cache-control': 'no-store' }),
  body: '',
});

/** @throws DigitdropError `body-too-large`, `bad-request`, `unknown-event`, or why the events were not taken. */
export const answerEvents = async (house: ApiHouse, request: HttpRequest): Promise<HttpResponse> => {
  const { config, log } = house;
  const refusal = refuse(house, request);
  if (refusal !== null) return refusal;
  if (request.sentBytes > maxEventsBytes)
    throw new DigitdropError(
      'body-too-large',
      `expected events of at most ${maxEventsBytes} bytes, got ${request.sentBytes}`,
    );
  const messages = messagesOfWebhook(parseJson(request.body), config);
  if (messages.length > 0) await house.takeEvents(messages);
  log.debug('events taken', { requestId: request.id, messages: messages.length });
  return taken;
};

/** Null for who may tell. Stores do not show what they are answered, so whoever runs them finds it in the log. */
const refuse = ({ config, log }: ApiHouse, { headers, id }: HttpRequest): HttpResponse | null => {
  try {
    checkEventSecret(headers.authorization, config);
    return null;
  } catch (error) {
    log.warn('events refused: the Authorization is missing or wrong', { requestId: id });
    return answerProblem(error, { log, id, headers: { 'www-authenticate': challengesOf(config) } });
  }
};
