// What the OpenAPI document gains where callers have to say who they are, and the two routes that tell of it.
import type { Config } from '../config.ts';
import { problem } from './openapi-operations.ts';
import type { Need } from './roles.ts';

interface Operation {
  readonly responses: object;
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly securitySchemes: object };
}

type AuthConfig = Pick<Config, 'authIssuer' | 'authKeys'>;

/** `needOf` says what a route asks of its caller. Where nobody is asked, the document stays as it is. */
export const withSignIn = (
  document: Described,
  config: AuthConfig,
  needOf: (method: string, path: string) => Need,
): Described => {
  const schemes = schemesOf(config);
  if (Object.keys(schemes).length === 0) return document;
  const { components, paths } = document;
  const security = Object.keys(schemes).map(name => ({ [name]: [] }));
  return {
    ...document,
    components: { ...components, securitySchemes: { ...components.securitySchemes, ...schemes } },
    paths: mapValues(paths, (operations, path) =>
      mapValues(operations, (operation, method) => askWho(operation, needOf(method, path), security)),
    ),
  };
};

const schemesOf = ({ authIssuer, authKeys }: AuthConfig): Readonly<Record<string, object>> => ({
  ...(authIssuer === null
    ? {}
    : {
        signIn: {
          type: 'openIdConnect',
          openIdConnectUrl: `${authIssuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
          description: 'A token of this issuer, as Authorization: Bearer.',
        },
      }),
  ...(authKeys
    ? {
        key: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'dd_…',
          description: 'A machine’s key, made by `digitdrop keys create`.',
        },
      }
    : {}),
});

const askWho = (operation: Operation, need: Need, security: unknown): Operation => {
  if (need === 'nothing') return operation;
  const responses = {
    ...operation.responses,
    401: problem('The token or key is missing, or is refused: `unauthorized`.'),
    ...(need === 'sign-in' ? {} : { 403: problem(`Needs the role ${need}: \`forbidden\`.`) }),
    503: problem(
      'Who asks cannot be checked just now (`issuer-unavailable`, `store-unavailable`), or the store is away.',
    ),
  };
  return { ...operation, security, responses } as Operation;
};

const mapValues = <T, R>(
  record: Readonly<Record<string, T>>,
  map: (value: T, key: string) => R,
): Readonly<Record<string, R>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));

const answered = (description: string, name: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
});

export const describeSignIn = (ours: object) => ({
  '/v1/sign-in': {
    get: {
      operationId: 'getSignIn',
      summary: 'How to sign in here, and whether one has to.',
      responses: { 200: answered('How to sign in.', 'SignIn'), ...ours },
    },
  },
  '/v1/me': {
    get: {
      operationId: 'getMe',
      summary: 'Who one is here, and what one may do.',
      responses: { 200: answered('Who one is.', 'Me'), ...ours },
    },
  },
});
