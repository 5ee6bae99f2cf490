// The table of routes, and how a request finds its own: HEAD as GET, 405 with what is allowed, 404.
import type { Config } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import type { ApiHouse } from './api-house.ts';
import { hasEventSecrets } from './event-secrets.ts';
import { answerEvents } from './events.ts';
import { answerFrontPage, answerPageFile } from './front-page.ts';
import { answerMe, answerSignIn } from './me.ts';
import { openapiDocument } from './openapi.ts';
import { withSignIn } from './openapi-sign-in.ts';
import { answerReadings, answerStoredReading } from './readings.ts';
import { answerJson, type HttpRequest, type HttpResponse } from './request.ts';
import { reviewRoutes } from './review-routes.ts';
import type { Need } from './roles.ts';
import { answerUploads, offersUploads } from './uploads.ts';

type Answer = (house: ApiHouse, request: HttpRequest, key: string) => HttpResponse | Promise<HttpResponse>;

export interface Route {
  readonly method: 'GET' | 'POST';
  /** As OpenAPI writes it; a `{key}` at the end takes the rest of the path, slashes included. */
  readonly path: string;
  readonly answer: Answer;
  /** What it asks of its caller, where callers have to say who they are: `reader`, where it does not say. */
  readonly needs?: Need;
  /** By the settings; always, where it does not say. */
  readonly isOffered?: (config: Config) => boolean;
}

const answerHealth: Answer = async ({ isReady }) => {
  try {
    if (await isReady()) return answerJson({ status: 'ok' });
  } catch (cause) {
    throw new DigitdropError('not-ready', 'readiness could not be told', { cause });
  }
  throw new DigitdropError('not-ready', 'not ready yet');
};

export const routes: readonly Route[] = [
  { method: 'POST', path: '/v1/readings', answer: (house, request) => answerReadings(house, request) },
  { method: 'GET', path: '/v1/readings/{key}', answer: (house, _, key) => answerStoredReading(house, key) },
  { method: 'POST', path: '/v1/uploads', answer: answerUploads, isOffered: offersUploads },
  {
    method: 'POST',
    path: '/v1/events',
    answer: answerEvents,
    isOffered: hasEventSecrets,
    // It has a secret of its own.
    needs: 'nothing',
  },
  ...reviewRoutes,
  { method: 'GET', path: '/v1/models', answer: ({ reader }) => answerJson({ models: reader.models }) },
  { method: 'GET', path: '/v1/health', answer: answerHealth, needs: 'nothing' },
  { method: 'GET', path: '/v1/sign-in', answer: ({ config }) => answerSignIn(config), needs: 'nothing' },
  { method: 'GET', path: '/v1/me', answer: (_, request) => answerMe(request), needs: 'sign-in' },
  {
    method: 'GET',
    path: '/openapi.json',
    answer: ({ config }) =>
      answerJson(withSignIn(openapiDocument(), config, needOf), { headers: { 'cache-control': 'no-cache' } }),
    needs: 'nothing',
  },
  {
    method: 'GET',
    path: '/assets/{key}',
    answer: (_, request, key) => answerPageFile(request, key),
    needs: 'nothing',
  },
  { method: 'GET', path: '/', answer: (_, request) => answerFrontPage(request), needs: 'nothing' },
];

/** What a route asks, by its method in any case and its path as OpenAPI writes it. */
const needOf = (method: string, path: string): Need =>
  routes.find(route => route.path === path && route.method === method.toUpperCase())?.needs ?? 'reader';

/** The key where `path` is one of the route's, '' where the route has none, null where it is another's. */
const matchPath = (route: Route, path: string): string | null => {
  const prefix = route.path.replace(/\{key\}$/, '');
  if (prefix !== route.path)
    return path.startsWith(prefix) && path !== prefix ? path.slice(prefix.length) : null;
  return path === route.path || (route.path !== '/' && path === `${route.path}/`) ? '' : null;
};

export interface FoundRoute {
  /** Methods that the path answers to. */
  readonly allowed: readonly string[];
  /** Null where the path is known and the method is not. */
  readonly route: Route | null;
  readonly key: string;
}

/** @throws DigitdropError `not-found` for a path that is nobody's. */
export const findRoute = (method: string, path: string, config: Config): FoundRoute => {
  const matches = routes.flatMap(route => {
    const key = (route.isOffered?.(config) ?? true) ? matchPath(route, path) : null;
    return key === null ? [] : [{ route, key }];
  });
  if (matches.length === 0)
    throw new DigitdropError('not-found', 'there is nothing at this path; GET / says what there is');
  const asked = method === 'HEAD' ? 'GET' : method;
  const found = matches.find(match => match.route.method === asked);
  const methods = matches.flatMap(match =>
    match.route.method === 'GET' ? ['GET', 'HEAD'] : [match.route.method],
  );
  return {
    allowed: [...new Set([...methods, 'OPTIONS'])],
    route: found?.route ?? null,
    key: found?.key ?? '',
  };
};
