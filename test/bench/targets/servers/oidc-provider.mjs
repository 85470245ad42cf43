import { generateKeyPairSync, randomBytes } from 'node:crypto';
import Provider, { errors } from 'oidc-provider';
import { API, API_SCOPE, CLIENTS, REDIRECT_URI } from '../cast.mjs';
import { listen } from './listen.mjs';
import { adapterFor } from './oidc-provider-adapter.mjs';
import { consentPage, signInPage } from './pages.mjs';
import { subjectOf } from './passwords.mjs';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
const basicClient = {
  token_endpoint_auth_method: 'client_secret_basic',
  redirect_uris: [],
  response_types: [],
  grant_types: ['client_credentials'],
  id_token_signed_response_alg: 'ES256',
};

const provider = new Provider(`http://127.0.0.1:${process.env.PORT}`, {
  ...(process.env.DATABASE_URL && { adapter: await adapterFor(process.env.DATABASE_URL) }),
  clients: [
    ...['opaque', 'jwt', 'api'].map((name) => ({ ...basicClient, ...credentials(name) })),
    {
      ...basicClient,
      ...credentials('web'),
      redirect_uris: [REDIRECT_URI],
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
    },
  ],
  jwks: { keys: [signingKey('ec', { namedCurve: 'P-256' }, 'ES256')] },
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  scopes: ['openid', 'offline_access', API_SCOPE],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: () => true,
  findAccount: (_, subject) => ({ accountId: subject, claims: () => ({ sub: subject }) }),
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  // The lifetimes of the product.
  ttl: {
    AccessToken: 10 * MINUTE,
    ClientCredentials: 10 * MINUTE,
    AuthorizationCode: MINUTE,
    IdToken: 10 * MINUTE,
    RefreshToken: 14 * DAY,
    Grant: 90 * DAY,
    Session: 8 * 60 * MINUTE,
    Interaction: 15 * MINUTE,
  },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo(_, resource) {
        if (resource !== API) throw new errors.InvalidTarget();
        return {
          scope: API_SCOPE,
          audience: API,
          accessTokenTTL: 10 * MINUTE,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        };
      },
    },
  },
});
provider.use(interactions);
listen(provider);

/** Sign-in and consent, as the manual's example does them: `interactionDetails`, then `interactionFinished`. */
async function interactions(context, next) {
  if (!context.path.startsWith('/interaction/')) return next();
  const { req: request, res: response } = context;
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (context.method === 'GET') {
    context.type = 'html';
    context.body = prompt.name === 'login' ? signInPage(context.path) : consentPage(context.path);
    return undefined;
  }
  const form = new URLSearchParams(await textOf(request));
  context.respond = false;
  if (prompt.name === 'login') {
    const accountId = await subjectOf(form.get('username'), form.get('password'));
    const result = accountId ? { login: { accountId } } : { error: 'access_denied' };
    return provider.interactionFinished(request, response, result);
  }
  const grant =
    (grantId && (await provider.Grant.find(grantId))) ||
    new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = { consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

async function textOf(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function credentials(name) {
  return { client_id: CLIENTS[name].id, client_secret: CLIENTS[name].secret };
}

function signingKey(type, options, alg) {
  const { privateKey } = generateKeyPairSync(type, options);
  return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: alg };
}
