import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { AuthorizationServer, DateInterval, JwtService } from '@jmondi/oauth2-server';
import { handleExpressError, handleExpressResponse, requestFromExpress } from '@jmondi/oauth2-server/express';
import jsonwebtoken from 'jsonwebtoken';
import { API_SCOPE, CLIENTS, REDIRECT_URI } from '../cast.mjs';
import { createHost } from './host.mjs';
import { listen } from './listen.mjs';
import { openRows } from './rows.mjs';

const rows = await openRows(process.env.DATABASE_URL, ['token', 'code', 'session', 'consent']);

/** ES256 in place of the HS256 it comes with, on the library's own jsonwebtoken. */
class Es256 extends JwtService {
  #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  async sign(payload) {
    return jsonwebtoken.sign(payload, this.#keys.privateKey, { algorithm: 'ES256' });
  }

  async verify(token, options = {}) {
    return jsonwebtoken.verify(token, this.#keys.publicKey, { algorithms: ['ES256'], ...options });
  }
}

const SCOPES = [{ name: API_SCOPE }];
const clients = new Map(
  Object.values(CLIENTS).map(({ id, secret }) => [
    id,
    {
      id,
      secret,
      name: id,
      redirectUris: [REDIRECT_URI],
      allowedGrants: ['client_credentials', 'authorization_code', 'refresh_token'],
      scopes: SCOPES,
    },
  ]),
);

const clientRepository = {
  getByIdentifier: async (id) => clients.get(id),
  isClientValid: async (grantType, client, secret) =>
    client.secret === secret && client.allowedGrants.includes(grantType),
};
const scopeRepository = {
  getAllByIdentifiers: async (names) => SCOPES.filter(({ name }) => names.includes(name)),
  finalize: async (scopes) => scopes,
};
const userRepository = { getUserByCredentials: async (id) => ({ id }) };
const tokenRepository = {
  issueToken: async (client, scopes, user) => ({
    accessToken: randomValue(),
    accessTokenExpiresAt: new DateInterval('10m').getEndDate(),
    client,
    user,
    scopes,
  }),
  async issueRefreshToken(token) {
    token.refreshToken = randomValue();
    token.refreshTokenExpiresAt = new DateInterval('14d').getEndDate();
    await this.persist(token);
    return token;
  },
  persist: (token) =>
    rows.token.save(token.accessToken, { ...token, client: token.client.id }, token.refreshToken ?? null),
  revoke: (token) => rows.token.remove(token.accessToken),
  isRefreshTokenRevoked: async (token) => token === undefined,
  getByRefreshToken: async (value) => toToken(await rows.token.findBySecond(value)),
  getByAccessToken: async (value) => toToken(await rows.token.find(value)),
};
const codeRepository = {
  issueAuthCode: (client, user, scopes) => ({
    code: randomValue(),
    client,
    user,
    scopes,
    expiresAt: new Date(),
  }),
  persist: (code) => rows.code.save(code.code, { ...code, client: code.client.id }),
  getByIdentifier: async (code) => toCode(await rows.code.find(code)),
  isRevoked: async (code) => (await rows.code.find(code)) === undefined,
  revoke: (code) => rows.code.remove(code),
};

const server = new AuthorizationServer(clientRepository, tokenRepository, scopeRepository, new Es256(), {
  // Its faster way: no second and third signature for what only this server reads.
  useOpaqueAuthorizationCodes: true,
  useOpaqueRefreshTokens: true,
});
const LIFETIME = new DateInterval('10m');
server.enableGrantTypes(
  ['client_credentials', LIFETIME],
  ['refresh_token', LIFETIME],
  [{ grant: 'authorization_code', authCodeRepository: codeRepository, userRepository }, LIFETIME],
);

const app = createHost(rows, (request, response, subject) =>
  answer(response, async () => {
    const authorization = await server.validateAuthorizationRequest(requestFromExpress(request));
    authorization.user = { id: subject };
    authorization.isAuthorizationApproved = true;
    return server.completeAuthorizationRequest(authorization);
  }),
);
app.post('/token', (request, response) =>
  answer(response, () => server.respondToAccessTokenRequest(request)),
);
app.post('/introspect', (request, response) => answer(response, () => server.introspect(request)));
listen(app);

async function answer(response, work) {
  try {
    handleExpressResponse(response, await work());
  } catch (error) {
    handleExpressError(error, response);
  }
}

function toToken(row) {
  if (!row) throw new Error('No such token.');
  return {
    ...row,
    client: clients.get(row.client),
    accessTokenExpiresAt: new Date(row.accessTokenExpiresAt),
    refreshTokenExpiresAt: row.refreshTokenExpiresAt ? new Date(row.refreshTokenExpiresAt) : null,
  };
}

function toCode(row) {
  if (!row) throw new Error('No such code.');
  return { ...row, client: clients.get(row.client), expiresAt: new Date(row.expiresAt) };
}

function randomValue() {
  return randomBytes(32).toString('base64url');
}
