// The HTTP API as one function: a request in, an answer out, whatever happens in between.
import { DigitdropError } from '../errors.ts';
import { corsHeaders, joinHeaders, preflightHeaders, securityHeaders } from './answer-headers.ts';
import type { ApiHouse } from './api-house.ts';
import { challengeOf, refuseRole, type Who } from './identify.ts';
import { answerProblem } from './problems.ts';
import type { HttpRequest, HttpResponse } from './request.ts';
import { findRoute, type Route } from './routes.ts';

const answerRoute = async (house: ApiHouse, request: HttpRequest): Promise<HttpResponse> => {
  const { allowed, route, key } = findRoute(request.method, request.path, house.config);
  const allow = allowed.join(', ');
  if (request.method === 'OPTIONS') {
    const isPreflight = 'access-control-request-method' in request.headers;
    const asksWho = (house.identify ?? null) !== null;
    const headers = { allow, ...(isPreflight ? preflightHeaders(allowed, { asksWho }) : {}) };
    return { status: 204, headers, body: '' };
  }
  if (route === null) {
    const error = new DigitdropError(
      'method-not-allowed',
      `expected ${allow}, got ${request.method.slice(0, 20)}`,
    );
    return answerProblem(error, { ...house, id: request.id, headers: { allow } });
  }
  const who = await whoAsks(house, request, route);
  const response =
    who instanceof DigitdropError
      ? refuse(house, request, route, who)
      : await route.answer(house, { ...request, who }, key);
  return request.method === 'HEAD' ? { ...response, body: '' } : response;
};

/** Null where nobody has to sign in, and for what is for everyone; a fault for whoever may not ask this. */
const whoAsks = async (
  { identify = null, log }: ApiHouse,
  request: HttpRequest,
  { needs = 'reader' }: Route,
): Promise<Who | null | DigitdropError> => {
  if (identify === null || needs === 'nothing') return null;
  const who = await identify(request);
  if (who instanceof DigitdropError) return who;
  log.debug('who asks', { requestId: request.id, ...who });
  return refuseRole(who, needs) ?? who;
};

const refuse = (
  { log }: ApiHouse,
  request: HttpRequest,
  { needs = 'reader' }: Route,
  fault: DigitdropError,
): HttpResponse => {
  const isTold = fault.code === 'unauthorized' || fault.code === 'forbidden';
  const headers = isTold ? { 'www-authenticate': challengeOf(request, fault, needs) } : {};
  return answerProblem(fault, { log, id: request.id, headers });
};

/** Answers any request; never throws. Every fault is a problem, every answer carries the headers of the house. */
export const createApi =
  (house: ApiHouse) =>
  async (request: HttpRequest): Promise<HttpResponse> => {
    const cors = corsHeaders(request.headers.origin, house.config.corsOrigins);
    try {
      const response = await answerRoute(house, request);
      return { ...response, headers: joinHeaders(securityHeaders, cors, response.headers) };
    } catch (error) {
      const problem = answerProblem(error, { log: house.log, id: request.id });
      const body = request.method === 'HEAD' ? '' : problem.body;
      return { ...problem, headers: joinHeaders(securityHeaders, cors, problem.headers), body };
    }
  };
