// What the OpenAPI document gains where callers have to sign in.
import { isOpenPath } from './identify.ts';
import { problem } from './openapi-operations.ts';

interface Operation {
  readonly responses: object;
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly securitySchemes: object };
}

/** `issuer` null: as it is. */
export const withSignIn = (document: Described, issuer: string | null): Described => {
  if (issuer === null) return document;
  const signIn = {
    type: 'openIdConnect',
    openIdConnectUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    description: 'A token of this issuer, as Authorization: Bearer.',
  };
  const { components, paths } = document;
  return {
    ...document,
    components: { ...components, securitySchemes: { ...components.securitySchemes, signIn } },
    paths: mapValues(paths, (operations, path) =>
      isOpenPath(path) ? operations : mapValues(operations, askWho),
    ),
  };
};

const askWho = (operation: Operation): Operation & { readonly security: unknown } => ({
  ...operation,
  security: [{ signIn: [] }],
  responses: {
    ...operation.responses,
    401: problem('The token is missing, or is refused: `unauthorized`.'),
    503: problem('The issuer’s keys cannot be had just now (`issuer-unavailable`), or the store.'),
  },
});

const mapValues = <T, R>(
  record: Readonly<Record<string, T>>,
  map: (value: T, key: string) => R,
): Readonly<Record<string, R>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
