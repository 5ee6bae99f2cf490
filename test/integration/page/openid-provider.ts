// A certified OpenID provider on loopback, with a form of its own to sign in: whoever gives a name is that person, and the
// part before the @ is their role.
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export interface OpenIdProvider {
  readonly url: string;
  /** Lets the page at this address sign people in; before it nobody can. */
  readonly admit: (pageUrl: string) => void;
  /** What the tokens to come are like. */
  readonly give: (tokens: { readonly lifeSeconds: number; readonly isRenewable: boolean }) => void;
  /** Grants so far, in order: `authorization_code`, `refresh_token`. */
  readonly granted: readonly string[];
  readonly close: () => Promise<void>;
}

export const clientId = 'page';
export const audience = 'digitdrop';

const document = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>${title}</title><h1>${title}</h1>${body}</html>`;

const formOf = (action: string): string =>
  document(
    'Provider',
    `<form method="post" action="${action}"><label>Name <input name="name"></label><button>Continue</button></form>`,
  );

const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  return new URLSearchParams(text);
};

export const startProvider = async (): Promise<OpenIdProvider> => {
  let given = { lifeSeconds: 600, isRenewable: true };
  let provider: Provider | null = null;
  const granted: string[] = [];
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (provider === null) return void response.writeHead(503).end();
    if (request.url?.startsWith('/enter/') !== true) return void provider.callback()(request, response);
    if (request.method === 'GET')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end(formOf(request.url));
    const accountId = (await bodyOf(request)).get('name') ?? '';
    await provider.interactionFinished(request, response, { login: { accountId } });
  };

  const admit = (pageUrl: string): void => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    provider = new Provider(url, {
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] },
      cookies: { keys: ['of this test alone'] },
      clients: [
        {
          client_id: clientId,
          token_endpoint_auth_method: 'none',
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          redirect_uris: [pageUrl],
          post_logout_redirect_uris: [pageUrl],
        },
      ],
      claims: { openid: ['sub'], email: ['email'] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, email: sub }) }),
      extraTokenClaims: (_, token) => ({
        roles: 'accountId' in token ? [token.accountId?.split('@')[0]] : [],
      }),
      interactions: { url: (_, { uid }) => `/enter/${uid}` },
      // Nobody is asked whether the page may know them.
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({
          clientId: oidc.client?.clientId ?? '',
          accountId: oidc.session?.accountId ?? '',
        });
        grant.addOIDCScope('openid email');
        grant.addResourceScope(`urn:${audience}`, '');
        await grant.save();
        return grant;
      },
      issueRefreshToken: () => given.isRenewable,
      clientBasedCORS: (_, origin) => pageUrl.startsWith(origin),
      ttl: { AccessToken: () => given.lifeSeconds },
      features: {
        devInteractions: { enabled: false },
        revocation: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => `urn:${audience}`,
          useGrantedResource: () => true,
          getResourceServerInfo: () => ({
            scope: '',
            audience,
            accessTokenFormat: 'jwt',
            accessTokenTTL: given.lifeSeconds,
            jwt: { sign: { alg: 'RS256' } },
          }),
        },
        rpInitiatedLogout: {
          logoutSource: (ctx, form) => {
            const button = '<button form="op.logoutForm" name="logout" value="yes">Leave</button>';
            ctx.body = document('Provider', `${form}${button}`);
          },
        },
      },
    });
    provider.on('grant.success', ctx => granted.push(String(ctx.oidc.params?.grant_type)));
  };

  return {
    url,
    admit,
    give: tokens => {
      given = tokens;
    },
    granted,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
