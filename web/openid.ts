// OpenID Connect: the code flow with PKCE, by a certified client. Loaded only where the server asks who one is; the only
// file that imports oauth4webapi.
import * as oauth from 'oauth4webapi';

export interface HowToSignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: string;
}

/** What has to be known still when the issuer answers. */
export interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where the issuer sends people back to. */
  readonly ownAddress: string;
}

export interface Tokens {
  /** What the server is sent. */
  readonly bearer: string;
  readonly refreshToken: string | null;
  readonly idToken: string | null;
  /** In milliseconds since 1970. */
  readonly takenAt: number;
  readonly expiresAt: number;
  /** Whom the page greets. */
  readonly name: string;
}

const isPrivateWay = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));

/** The library refuses http; the server takes an issuer by http on loopback alone. */
const optionsOf = ({ issuer }: HowToSignIn) => ({
  [oauth.allowInsecureRequests]: new URL(issuer).protocol === 'http:' && isPrivateWay(new URL(issuer)),
  signal: () => AbortSignal.timeout(20_000),
});

const clientOf = ({ clientId }: HowToSignIn): oauth.Client => ({ client_id: clientId });

let discovered: { readonly issuer: string; readonly server: oauth.AuthorizationServer } | null = null;

const discover = async (how: HowToSignIn): Promise<oauth.AuthorizationServer> => {
  if (discovered?.issuer === how.issuer) return discovered.server;
  const issuer = new URL(how.issuer);
  const response = await oauth.discoveryRequest(issuer, { ...optionsOf(how), algorithm: 'oidc' });
  const server = await oauth.processDiscoveryResponse(issuer, response);
  discovered = { issuer: how.issuer, server };
  return server;
};

/** An address of the issuer's to go to: never one that runs a script, or that others on the way could read. */
const placeOf = (address: string | undefined): URL => {
  const place = URL.parse(address ?? '');
  if (place === null || !isPrivateWay(place)) throw new Error('the issuer names no address to go to');
  return place;
};

/** Where to sign in, and what to keep until the answer comes. */
export const startSignIn = async (
  how: HowToSignIn,
  ownAddress: string,
): Promise<{ readonly address: string; readonly pending: Pending }> => {
  const server = await discover(how);
  const pending = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    ownAddress,
  };
  const address = placeOf(server.authorization_endpoint);
  const asked = {
    response_type: 'code',
    client_id: how.clientId,
    redirect_uri: ownAddress,
    scope: how.scopes,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
    // Issuers give a token that outlives the visit only where they ask (OpenID Connect Core 1.0, 11).
    ...(how.scopes.split(' ').includes('offline_access') ? { prompt: 'consent' } : {}),
  };
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
  return { address: address.href, pending };
};

/** The tokens for the issuer's answer. State, nonce, PKCE and the ID token's claims are checked on the way. */
export const redeemCode = async (
  how: HowToSignIn,
  answer: URLSearchParams,
  { state, nonce, verifier, ownAddress }: Pending,
): Promise<Tokens> => {
  const server = await discover(how);
  const client = clientOf(how);
  try {
    const checked = oauth.validateAuthResponse(server, client, answer, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      checked,
      ownAddress,
      verifier,
      optionsOf(how),
    );
    const given = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    return tokensOf(given, null);
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError)
      throw new Error(error.error_description ?? error.error, { cause: error });
    throw error;
  }
};

/** New tokens for the old ones; null where the issuer gives none for them any more. */
export const renewTokens = async (how: HowToSignIn, old: Tokens): Promise<Tokens | null> => {
  const server = await discover(how);
  const client = clientOf(how);
  const { refreshToken } = old;
  if (refreshToken === null) return null;
  const options = optionsOf(how);
  const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, options);
  try {
    const given = await oauth.processRefreshTokenResponse(server, client, response);
    // Without a new ID token there is nothing new to show to the server.
    return isForServer(given) || given.id_token !== undefined ? tokensOf(given, old) : null;
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) return null;
    throw error;
  }
};

/** In the three parts of a signed JWT. */
const isForServer = ({ access_token }: oauth.TokenEndpointResponse): boolean =>
  access_token.split('.').length === 3;

/**
 * An access token that is a JWT is for the server. Some issuers give one that only they can read (Google, and Auth0
 * where no API is named): there the ID token says who one is, and is for this client.
 */
const tokensOf = (given: oauth.TokenEndpointResponse, old: Tokens | null): Tokens => {
  const claims = oauth.getValidatedIdTokenClaims(given);
  const idToken = given.id_token ?? old?.idToken ?? null;
  const isAccess = isForServer(given);
  if (!isAccess && idToken === null) throw new Error('the issuer gave no token that the server can check');
  const [email, user, name] = [claims?.email, claims?.preferred_username, claims?.name];
  const takenAt = Date.now();
  const expiresAt = isAccess ? takenAt + (given.expires_in ?? 300) * 1000 : (claims?.exp ?? 0) * 1000;
  return {
    bearer: isAccess ? given.access_token : (idToken ?? ''),
    refreshToken: given.refresh_token ?? old?.refreshToken ?? null,
    idToken,
    takenAt,
    expiresAt,
    name: [email, user, name, claims?.sub, old?.name].find(one => typeof one === 'string') ?? '',
  };
};

/** Takes the refresh token back, and says where the issuer forgets the person; null where it offers neither. */
export const endSession = async (
  how: HowToSignIn,
  tokens: Tokens,
  ownAddress: string,
): Promise<string | null> => {
  const server = await discover(how);
  if (server.revocation_endpoint !== undefined && tokens.refreshToken !== null)
    await oauth
      .revocationRequest(server, clientOf(how), oauth.None(), tokens.refreshToken, {
        ...optionsOf(how),
        signal: AbortSignal.timeout(3_000),
      })
      .catch(() => {});
  if (server.end_session_endpoint === undefined) return null;
  const address = placeOf(server.end_session_endpoint);
  address.searchParams.set('client_id', how.clientId);
  // Amazon Cognito's page is older than OpenID Connect RP-Initiated Logout, and has a name of its own for this.
  const isCognito = /^cognito-idp\.[\w-]+\.amazonaws\.com(\.cn)?$/.test(new URL(how.issuer).hostname);
  address.searchParams.set(isCognito ? 'logout_uri' : 'post_logout_redirect_uri', ownAddress);
  if (!isCognito && tokens.idToken !== null) address.searchParams.set('id_token_hint', tokens.idToken);
  return address.href;
};
