import OAuth2Server from '@node-oauth/oauth2-server';
import { API_SCOPE, CLIENTS, REDIRECT_URI } from '../cast.mjs';
import { createHost } from './host.mjs';
import { listen } from './listen.mjs';
import { openRows } from './rows.mjs';

const { Request, Response } = OAuth2Server;
const DAY = 24 * 60 * 60;
const rows = await openRows(process.env.DATABASE_URL, [
  'token',
  'refresh_token',
  'code',
  'session',
  'consent',
]);

const clients = new Map(
  Object.values(CLIENTS).map(({ id, secret }) => [
    id,
    {
      id,
      secret,
      grants: ['client_credentials', 'authorization_code', 'refresh_token'],
      redirectUris: [REDIRECT_URI],
    },
  ]),
);

const model = {
  async getClient(id, secret) {
    const client = clients.get(id);
    return client && (secret === null || client.secret === secret) ? client : null;
  },
  getUserFromClient: async ({ id }) => ({ id }),
  validateScope: async (user, client, scope) => scope?.every((name) => name === API_SCOPE) && scope,
  async saveToken(token, client, user) {
    const row = { ...token, client: client.id, user };
    await rows.token.save(token.accessToken, row);
    if (token.refreshToken) await rows.refresh_token.save(token.refreshToken, row);
    return { ...token, client, user };
  },
  getAccessToken: async (value) => fromRow(await rows.token.find(value)),
  getRefreshToken: async (value) => fromRow(await rows.refresh_token.find(value)),
  revokeToken: ({ refreshToken }) => rows.refresh_token.remove(refreshToken),
  async saveAuthorizationCode(code, client, user) {
    await rows.code.save(code.authorizationCode, { ...code, client: client.id, user });
    return { ...code, client, user };
  },
  getAuthorizationCode: async (value) => fromRow(await rows.code.find(value)),
  revokeAuthorizationCode: ({ authorizationCode }) => rows.code.remove(authorizationCode),
};

const server = new OAuth2Server({
  model,
  accessTokenLifetime: 10 * 60,
  refreshTokenLifetime: 14 * DAY,
  authorizationCodeLifetime: 60,
  alwaysIssueNewRefreshToken: true,
});

const app = createHost(rows, (request, response, subject) =>
  answer(request, response, (from, to) =>
    server.authorize(from, to, { authenticateHandler: { handle: () => ({ id: subject }) } }),
  ),
);
app.post('/token', (request, response) => answer(request, response, (from, to) => server.token(from, to)));
app.get('/userinfo', (request, response) =>
  answer(request, response, async (from, to) => {
    const { user } = await server.authenticate(from, to);
    to.body = { sub: user.id };
  }),
);
listen(app);

/** Express adapter as the manual of the library shows it. */
async function answer(request, response, work) {
  const from = new Request(request);
  const to = new Response({ headers: {} });
  try {
    await work(from, to);
    response.set(to.headers);
    if (to.status === 302) response.redirect(to.headers.location);
    else response.status(to.status).send(to.body);
  } catch (error) {
    response.set(to.headers);
    response.status(error.code ?? 500).json({ error: error.name, error_description: error.message });
  }
}

function fromRow(row) {
  if (!row) return null;
  const dates = ['accessTokenExpiresAt', 'refreshTokenExpiresAt', 'expiresAt'].filter((name) => row[name]);
  return {
    ...row,
    client: clients.get(row.client),
    ...Object.fromEntries(dates.map((name) => [name, new Date(row[name])])),
  };
}
