import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuthorizationCode, type AccessToken } from 'simple-oauth2';
import { introspect, registerApi } from '../support/flow.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { beginSignIn, finishSignIn, machineClient, webClient } from './snippets/simple-oauth2.js';
import { signInAndAllow, signInAndDeny } from './user.js';

const REDIRECT_URI = 'https://client.example/cb';
const API = 'https://orders.example';

/** How the library reports an answer of the token endpoint that is no success. */
const refused = (status: number, error: string): object => ({
  output: { statusCode: status },
  data: { payload: expect.objectContaining({ error }) },
});

describe('simple-oauth2', () => {
  let server: TestServer;
  let api: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    await server.addUser();
    api = await registerApi(server, API);
  });
  afterAll(() => server.close());

  const register = (): Promise<RegisteredClient> =>
    server.register({
      redirectUris: [REDIRECT_URI],
      scopes: ['profile', 'orders:read', 'orders:write'],
      audiences: [API],
    });

  const signIn = async (client: AuthorizationCode): Promise<AccessToken> => {
    const { url, state, verifier } = beginSignIn(client, REDIRECT_URI);
    const { searchParams } = await signInAndAllow(url);
    expect(searchParams.get('state')).toBe(state);
    expect(searchParams.get('iss')).toBe(server.issuer);
    return finishSignIn(client, REDIRECT_URI, searchParams.get('code')!, verifier);
  };

  const isActive = async (token: unknown): Promise<unknown> =>
    (await introspect(server, api, token as string))['active'];

  it('signs a user in, refreshes with rotation and narrower scope, revokes', async () => {
    const { clientId, secret } = await register();
    const first = await signIn(webClient(server.issuer, clientId, secret!));
    expect(first.token).toMatchObject({
      token_type: 'Bearer',
      scope: 'profile orders:read',
      expires_in: 600,
    });
    expect(first.expired()).toBe(false);
    expect(first.expired(601)).toBe(true);

    const second = await first.refresh({ scope: ['orders:read'] });
    expect(second.token).toMatchObject({ scope: 'orders:read' });
    expect(second.token['refresh_token']).not.toBe(first.token['refresh_token']);

    expect(await isActive(second.token['access_token'])).toBe(true);
    await second.revokeAll();
    expect(await isActive(second.token['access_token'])).toBe(false);
    await expect(second.refresh()).rejects.toMatchObject(refused(400, 'invalid_grant'));
  });

  it('signs in with its credentials in the body, where the client is registered for that', async () => {
    const { clientId, secret } = await server.register({
      redirectUris: [REDIRECT_URI],
      scopes: ['profile', 'orders:read'],
      tokenEndpointAuthMethod: 'client_secret_post',
    });
    const client = new AuthorizationCode({
      client: { id: clientId, secret: secret! },
      auth: { tokenHost: server.issuer },
      options: { authorizationMethod: 'body' },
    });
    expect((await signIn(client)).token).toMatchObject({ token_type: 'Bearer' });
  });

  it('gets a token for itself and revokes it', async () => {
    const { clientId, secret } = await server.register({
      grantTypes: ['client_credentials'],
      redirectUris: [],
      scopes: ['orders:read'],
      audiences: ['https://first.example', API],
    });
    const machine = machineClient(server.issuer, clientId, secret!);
    const token = await machine.getToken({ scope: 'orders:read', resource: API });
    expect(token.token).not.toHaveProperty('refresh_token');
    expect(await isActive(token.token['access_token'])).toBe(true);
    await token.revoke('access_token');
    expect(await isActive(token.token['access_token'])).toBe(false);
  });

  it('gets an error it can read: user, code, scope, secret', async () => {
    const { clientId, secret } = await register();
    const client = webClient(server.issuer, clientId, secret!);
    const denied = await signInAndDeny(beginSignIn(client, REDIRECT_URI).url);
    expect(denied.searchParams.get('error')).toBe('access_denied');

    await expect(finishSignIn(client, REDIRECT_URI, 'nonsense', 'nonsense')).rejects.toMatchObject(
      refused(400, 'invalid_grant'),
    );
    const token = await signIn(client);
    await expect(token.refresh({ scope: 'orders:read orders:write' })).rejects.toMatchObject(
      refused(400, 'invalid_scope'),
    );
    const impostor = machineClient(server.issuer, clientId, 'wrong');
    await expect(impostor.getToken({})).rejects.toMatchObject(refused(401, 'invalid_client'));
  });
});
