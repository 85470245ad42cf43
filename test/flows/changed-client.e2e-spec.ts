import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client, type ClientSettings } from '@portcullis/oauth';
import { expectPage, get } from '../support/answers.js';
import { DATABASES } from '../support/databases.js';
import {
  authorizeUrl,
  obtainCode,
  obtainTokens,
  post,
  redeem,
  refresh,
  type TokenAnswer,
} from '../support/flow.js';
import type { Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { readJwt } from '../support/jwt.js';
import { expectOAuthError, INVALID_CLIENT, invalidScope, invalidTarget } from '../support/oauth-error.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';

const A = 'https://a.example';
const B = 'https://b.example';

describe.each(DATABASES)('a client that was changed, on %s', (database) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    await server.addUser();
  });
  afterAll(() => server.close());

  const change = async ({ clientId }: RegisteredClient, changes: Partial<ClientSettings>): Promise<void> => {
    const { version } = (await server.registry.get(clientId))!;
    await server.registry.update(clientId, version, changes, ACTOR);
  };

  /** The two ways from a user's consent to an access token. */
  const ways = {
    'the code': async (client: RegisteredClient, asked: Parameters) => {
      const result = await obtainCode(server, client, asked);
      return (more: Parameters = {}) => redeem(server, client, result, more);
    },
    'the refresh token': async (client: RegisteredClient, asked: Parameters) => {
      const { refresh_token: token } = await obtainTokens(server, client, asked);
      return (more: Parameters = {}) => refresh(server, client, token, more);
    },
  };

  describe.each(Object.entries(ways))('after the consent: %s', (name, begin) => {
    it.each(['jwt', 'opaque'] as const)(
      'brings no scope that was withdrawn (%s)',
      async (accessTokenFormat) => {
        const client = await server.register({ accessTokenFormat });
        const claim = await begin(client, { scope: 'openid profile email' });
        await change(client, { scopes: ['openid', 'email', 'offline_access'] });
        const response = await claim();
        const tokens = (await response.json()) as TokenAnswer;
        expect([response.status, tokens.scope]).toEqual([200, 'openid email']);
        if (accessTokenFormat === 'jwt')
          expect(readJwt(tokens.access_token).claims['scope']).toBe('openid email');
        const userinfo = await get(server.url('userinfo'), {
          authorization: `Bearer ${tokens.access_token}`,
        });
        expect(await userinfo.json()).toEqual({ sub: expect.any(String), email: 'alice@example.com' });
      },
    );

    it('brings no ID token once openid was withdrawn', async () => {
      const client = await server.register();
      const claim = await begin(client, { scope: 'openid profile' });
      await change(client, { scopes: ['profile'] });
      const tokens = (await (await claim()).json()) as TokenAnswer;
      expect(tokens.scope).toBe('profile');
      expect(tokens).not.toHaveProperty('id_token');
    });

    if (name === 'the refresh token') {
      it('does not bring it when it is asked for by name, and stays good for the others', async () => {
        const client = await server.register();
        const claim = await begin(client, { scope: 'openid profile email' });
        await change(client, { scopes: ['openid', 'email'] });
        await expectOAuthError(await claim({ scope: 'openid profile' }), invalidScope('profile'));
        expect(await (await claim({ scope: 'email' })).json()).toMatchObject({ scope: 'email' });
      });
    }

    it.each([
      ['another one', [A]],
      ['none, which leaves the issuer', []],
    ])('is refused when the audience was withdrawn and there is %s, until it is back', async (_, left) => {
      const client = await server.register({ audiences: [A, B] });
      const claim = await begin(client, { resource: B });
      await change(client, { audiences: left });
      for (const more of [{}, { resource: B }, { resource: A }, { resource: server.issuer }]) {
        await expectOAuthError(await claim(more), invalidTarget());
      }
      // Nothing was burnt by that.
      await change(client, { audiences: [A, B] });
      const tokens = (await (await claim()).json()) as TokenAnswer;
      expect(readJwt(tokens.access_token).claims['aud']).toBe(B);
    });

    it('without a resource of its own goes by the audiences of today', async () => {
      const client = await server.register({ audiences: [A] });
      const claim = await begin(client, {});
      await change(client, { audiences: [B] });
      await expectOAuthError(await claim({ resource: A }), invalidTarget(A));
      const tokens = (await (await claim()).json()) as TokenAnswer;
      expect(readJwt(tokens.access_token).claims['aud']).toBe(B);
    });
  });
});

describe.each(DATABASES)('an unknown client id, on %s', (database) => {
  let server: TestServer;
  let other: TestServer;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    other = await TestServer.start({ database, storage: server.storage });
  });
  afterAll(async () => {
    await other.close();
    await server.close();
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const open = (clientId: string): Promise<Response> =>
    get(
      authorizeUrl(server, { clientId, secret: null, client: { redirectUris: [] } as never }, pkce(), {
        redirect_uri: 'https://client.example/cb',
      }),
    );
  const expectUnknown = async (clientId: string): Promise<void> => {
    await expectPage(await open(clientId), 400, 'This app is not registered');
  };
  const countLookUps = () => {
    const find = jest.spyOn(server.database, 'find');
    return () => find.mock.calls.filter(([entity]) => entity === Client).length;
  };

  it.each([
    ['unknown', 'ghost', false],
    ['known', 'somebody', true],
  ])('is looked up as often as a known one: once in a second (%s)', async (_, clientId, exists) => {
    if (exists) await other.register({ clientId });
    const lookUps = countLookUps();
    const ask = async (): Promise<number> => (await open(clientId)).status;
    const status = exists ? 303 : 400;
    expect([await ask(), await ask(), await ask()]).toEqual([status, status, status]);
    expect(lookUps()).toBe(1);
    server.clock.advance(1);
    expect(await ask()).toBe(status);
    expect(lookUps()).toBe(2);
  });

  it('is remembered where a client authenticates too', async () => {
    const impostor = {
      clientId: 'nobody',
      secret: 'x',
      client: { tokenEndpointAuthMethod: 'client_secret_basic' } as never,
    };
    const lookUps = countLookUps();
    for (let i = 0; i < 2; i++) {
      const answer = await post(server, 'token', impostor, { grant_type: 'client_credentials' });
      await expectOAuthError(answer, INVALID_CLIENT);
    }
    expect(lookUps()).toBe(1);
  });

  it('is known at once when this process registers it, and after a second when another one does', async () => {
    await expectUnknown('here');
    await server.register({ clientId: 'here' });
    expect((await open('here')).status).toBe(303);

    await expectUnknown('there');
    await other.register({ clientId: 'there' });
    server.clock.advance(1);
    expect((await open('there')).status).toBe(303);
  });

  it('is not remembered when storage failed', async () => {
    await server.register({ clientId: 'lucky' });
    jest.spyOn(server.database, 'find').mockRejectedValueOnce(new Error('storage'));
    server.app.useLogger(false);
    expect((await open('lucky')).status).toBe(500);
    expect((await open('lucky')).status).toBe(303);
  });
});
