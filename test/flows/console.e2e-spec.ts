import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessToken, AuditEvent, Authorization } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { basic, introspect, obtainTokens, post, registerApi, type TokenAnswer } from '../support/flow.js';
import { readJwt } from '../support/jwt.js';
import { ACTOR, MASTER_KEY, TestServer, type RegisteredClient } from '../support/test-server.js';

const API = 'https://orders.example';
const MAIL_PASSWORD = 'mail-pass-w0rd';

interface Claim {
  readonly name: string;
  readonly value: unknown;
  readonly origin: string;
  readonly from: string | null;
  readonly varies: boolean;
}
interface Part {
  readonly claims: readonly Claim[];
  readonly absent: readonly {
    readonly name: string;
    readonly reason: string;
    readonly scope: string | null;
  }[];
}
interface Preview {
  readonly user: { readonly subject: string; readonly username: string } | null;
  readonly scopes: readonly string[];
  readonly access_token: Part & { readonly format: string; readonly expires_in: number };
  readonly id_token: Part | null;
  readonly userinfo: Part | null;
  readonly refresh_token: { readonly idle: number; readonly absolute: number } | null;
}
interface Configuration {
  readonly settings: readonly { name: string; value: unknown; source: string; variable: string | null }[];
  readonly gallery: string | null;
}

/** The claims as one object, without those that every token has its own value of. */
const lasting = ({ claims }: Part): Record<string, unknown> =>
  Object.fromEntries(claims.filter(({ varies }) => !varies).map(({ name, value }) => [name, value]));
const names = ({ claims }: Part): string[] => claims.map(({ name }) => name).sort();
const without = (claims: object, { claims: previewed }: Part): Record<string, unknown> => {
  const varying = new Set(previewed.filter(({ varies }) => varies).map(({ name }) => name));
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !varying.has(name)));
};

describe.each(DATABASES)('the console endpoints on %s', (database) => {
  let server: TestServer;
  let admin: RegisteredClient;
  let web: RegisteredClient;
  let alice: string;

  beforeAll(async () => {
    server = await TestServer.start({
      database,
      options: {
        console: { clientId: 'portcullis-admin', variables: { lifetimes: 'LIFETIMES', issuer: 'ISSUER' } },
        lifetimes: { accessToken: 300 },
        mail: { from: 'sso@example.com', smtp: `smtps://mail-user:${MAIL_PASSWORD}@mail.example.com:465` },
      },
    });
    admin = await server.register({ clientId: 'portcullis-admin', name: 'Admin' });
    web = await server.register({
      name: 'Web',
      scopes: ['openid', 'profile', 'email', 'offline_access', 'orders:read'],
      audiences: [API, 'https://stock.example'],
    });
    alice = (await server.addUser('alice', { nickname: 'Al', employee_number: '7' })).subject;
  }, 120_000);
  afterAll(() => server.close());

  const preview = (
    form: Record<string, string>,
    caller: RegisteredClient | null = admin,
  ): Promise<Response> => post(server, 'console/token_preview', caller, form);
  const previewed = async (form: Record<string, string>): Promise<Preview> => {
    const response = await preview(form);
    expect(response.status).toBe(200);
    return (await response.json()) as Preview;
  };
  const configuration = (headers: Record<string, string> = basic(admin)): Promise<Response> =>
    fetch(server.url('console/configuration'), { headers });
  const rows = async (): Promise<number[]> =>
    Promise.all(
      [AccessToken, Authorization, AuditEvent].map(
        async (entity) => (await server.database.findMany(entity as typeof AccessToken, {})).length,
      ),
    );

  it('tell what is in force and where it comes from, and no secret', async () => {
    const response = await configuration();
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    const { settings, gallery } = JSON.parse(text) as Configuration;
    expect(gallery).toBeNull();
    const setting = (name: string) => settings.find((each) => each.name === name);
    expect(setting('issuer')).toEqual({
      name: 'issuer',
      value: server.issuer,
      source: 'environment',
      variable: 'ISSUER',
    });
    expect(setting('lifetimes.accessToken')).toMatchObject({
      value: 300,
      source: 'environment',
      variable: 'LIFETIMES',
    });
    expect(setting('lifetimes.idToken')).toMatchObject({ value: 600, source: 'default', variable: null });
    expect(setting('pruneEverySeconds')).toMatchObject({ value: 0, source: 'option', variable: null });
    expect(setting('mail.smtp')).toMatchObject({ value: 'smtps://mail.example.com:465', source: 'option' });
    expect(setting('features.gallery')).toMatchObject({ value: false, source: 'default' });
    expect(setting('clock')).toMatchObject({ value: 'TestClock', source: 'option' });
    for (const secret of [MASTER_KEY, MAIL_PASSWORD, 'mail-user', admin.secret!])
      expect(text).not.toContain(secret);
  });

  it.each(['jwt', 'opaque'] as const)('preview what is really issued, with %s tokens', async (format) => {
    const version = (await server.registry.get(web.clientId))!.version;
    await server.registry.update(web.clientId, version, { accessTokenFormat: format }, ACTOR);
    server.clock.advance?.(2_000);
    const scope = 'openid profile email offline_access';
    const before = await rows();
    const shown = await previewed({ client: web.clientId, user: 'alice', scope });
    expect(await rows()).toEqual(before);
    expect(await previewed({ client: web.clientId, user: alice, scope })).toMatchObject({ user: shown.user });

    const issued = await obtainTokens(server, web, { scope });
    const api = await registerApi(server, API);
    const access =
      format === 'jwt'
        ? readJwt(issued.access_token).claims
        : await introspect(server, api, issued.access_token);
    expect(names(shown.access_token)).toEqual(Object.keys(access).sort());
    expect(lasting(shown.access_token)).toEqual(without(access, shown.access_token));
    const id = readJwt(issued.id_token).claims;
    expect(names(shown.id_token!)).toEqual(Object.keys(id).sort());
    expect(lasting(shown.id_token!)).toEqual(without(id, shown.id_token!));
    const headers = { authorization: `Bearer ${issued.access_token}` };
    const userinfo = (await (await fetch(server.url('userinfo'), { headers })).json()) as object;
    expect(lasting(shown.userinfo!)).toEqual(userinfo);
    expect(shown.access_token.expires_in).toBe(issued.expires_in);
    expect(shown.refresh_token).toEqual({ idle: 14 * 86400, absolute: 90 * 86400 });
    expect(shown.access_token.format).toBe(format);
  });

  it('preview a client that acts for itself, and tokens that are bound to a key', async () => {
    const machine = await server.register({
      redirectUris: [],
      grantTypes: ['client_credentials'],
      scopes: ['orders:read', 'orders:write'],
      accessTokenSeconds: 120,
    });
    const shown = await previewed({ client: machine.clientId, scope: 'orders:read' });
    const answer = await post(server, 'token', machine, {
      grant_type: 'client_credentials',
      scope: 'orders:read',
    });
    const { access_token: token } = (await answer.json()) as TokenAnswer;
    expect(lasting(shown.access_token)).toEqual(without(readJwt(token).claims, shown.access_token));
    expect(shown).toMatchObject({ user: null, id_token: null, userinfo: null, refresh_token: null });
    expect(shown.access_token.expires_in).toBe(120);

    const bound = await server.register({ dpopBoundAccessTokens: true, scopes: ['openid'] });
    const { access_token: boundToken } = await previewed({ client: bound.clientId, user: 'alice' });
    expect(boundToken.claims.find(({ name }) => name === 'cnf')).toMatchObject({
      origin: 'client',
      from: 'dpopBoundAccessTokens',
      varies: true,
    });
  });

  it('say where each claim comes from, and why one is missing', async () => {
    const shown = await previewed({
      client: web.clientId,
      user: 'alice',
      scope: 'openid profile',
      resource: 'https://stock.example',
    });
    const from = (part: Part, claim: string) => {
      const { origin, from: source } = part.claims.find(({ name }) => name === claim)!;
      return [origin, source];
    };
    expect(from(shown.access_token, 'iss')).toEqual(['server', 'issuer']);
    expect(from(shown.access_token, 'aud')).toEqual(['request', 'resource']);
    expect(from(shown.userinfo!, 'nickname')).toEqual(['scope', 'profile']);
    expect(from(shown.userinfo!, 'sub')).toEqual(['user', 'subject']);
    const why = (part: Part, claim: string) => part.absent.find(({ name }) => name === claim);
    expect(why(shown.userinfo!, 'email')).toEqual({
      name: 'email',
      reason: 'scope_not_requested',
      scope: 'email',
    });
    expect(why(shown.userinfo!, 'website')).toMatchObject({ reason: 'no_value', scope: 'profile' });
    expect(why(shown.userinfo!, 'employee_number')).toMatchObject({ reason: 'no_scope', scope: null });
    expect(why(shown.id_token!, 'nickname')).toMatchObject({ reason: 'at_userinfo' });
    expect(why(shown.id_token!, 'nonce')).toMatchObject({ reason: 'not_requested' });
    const plain = await previewed({ client: web.clientId, user: 'alice', scope: 'profile' });
    expect([plain.id_token, plain.userinfo]).toEqual([null, null]);
    // As at the authorization endpoint: lasting access is only ever asked for by name.
    const all = await previewed({ client: web.clientId, user: 'alice' });
    expect(all.scopes).toEqual(['openid', 'profile', 'email', 'orders:read']);
  });

  it.each([
    ['unknown_client', { client: 'nobody', user: 'alice' }],
    ['unknown_client', { user: 'alice' }],
    ['unknown_user', { user: 'nobody' }],
    ['invalid_scope', { user: 'alice', scope: 'openid admin:clients' }],
    ['invalid_scope', { user: 'alice', scope: 'a"b' }],
    ['invalid_target', { user: 'alice', resource: 'https://evil.example' }],
    ['unauthorized_client', {}],
  ])('refuse with %s what the client would be refused: %j', async (error, form) => {
    const client = 'client' in form || error === 'unknown_client' ? {} : { client: web.clientId };
    const response = await preview({ ...client, ...form } as Record<string, string>);
    expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([400, error]);
  });

  it('refuse a disabled user', async () => {
    const { subject } = await server.addUser('bob');
    await server.users.setDisabled(subject, true, ACTOR);
    const response = await preview({ client: web.clientId, user: 'bob' });
    expect(await response.json()).toMatchObject({ error: 'disabled_user' });
  });

  describe('are closed', () => {
    const both = async (headers: Record<string, string>, form: Record<string, string> = {}) => {
      const answers = [
        await configuration(headers),
        await fetch(server.url('console/token_preview'), {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
          body: new URLSearchParams({ client: web.clientId, user: 'alice', ...form }),
        }),
      ];
      return Promise.all(
        answers.map(async (answer) => {
          expect(answer.headers.get('cache-control')).toBe('no-store');
          const { error, ...rest } = (await answer.json()) as { error: string };
          expect(Object.keys(rest)).toEqual(['error_description']);
          return [answer.status, error];
        }),
      );
    };

    it('to nobody in particular and to a wrong secret', async () => {
      expect(await both({})).toEqual([
        [401, 'invalid_client'],
        [401, 'invalid_client'],
      ]);
      expect(await both(basic({ ...admin, secret: 'pcs_wrong' }))).toEqual([
        [401, 'invalid_client'],
        [401, 'invalid_client'],
      ]);
    });

    it('to every other client, a resource server too', async () => {
      const api = await registerApi(server, API);
      for (const client of [web, api]) {
        expect(await both(basic(client))).toEqual([
          [403, 'access_denied'],
          [403, 'access_denied'],
        ]);
      }
    });

    it('to a token of the admin app: it is the client that is asked for', async () => {
      const { access_token: token } = await obtainTokens(server, web);
      expect(await both({ authorization: `Bearer ${token}` })).toEqual([
        [401, 'invalid_client'],
        [401, 'invalid_client'],
      ]);
    });

    it('to pages of any origin', async () => {
      const origin = { origin: 'https://client.example' };
      const answer = await configuration({ ...basic(admin), ...origin });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      const preflight = await fetch(server.url('console/token_preview'), {
        method: 'OPTIONS',
        headers: { ...origin, 'access-control-request-method': 'POST' },
      });
      expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    });

    it('to credentials in a query, and to other methods', async () => {
      const query = new URLSearchParams({ client_id: admin.clientId, client_secret: admin.secret! });
      expect((await fetch(`${server.url('console/configuration')}?${query}`)).status).toBe(401);
      const put = (path: string) =>
        fetch(server.url(path), { method: 'PUT', headers: basic(admin), body: '' });
      expect((await put('console/configuration')).headers.get('allow')).toBe('GET, HEAD');
      expect((await put('console/token_preview')).headers.get('allow')).toBe('POST');
    });

    it('to repeated parameters', async () => {
      const response = await post(server, 'console/token_preview', admin, `client=a&client=${web.clientId}`);
      expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([
        400,
        'invalid_request',
      ]);
    });
  });

  it('are in no document', async () => {
    const response = await fetch(`${server.issuer}/.well-known/openid-configuration`);
    expect(await response.text()).not.toContain('console');
  });
});

describe('without the option', () => {
  it.each([{}, { features: { console: false } }])('there are no console endpoints: %j', async (extras) => {
    const server = await TestServer.start({ database: 'sqlite', extras });
    try {
      const client = await server.register({ clientId: 'portcullis-admin' });
      const ask = await fetch(server.url('console/configuration'), { headers: basic(client) });
      const preview = await post(server, 'console/token_preview', client, { client: 'portcullis-admin' });
      expect([ask.status, preview.status]).toEqual([404, 404]);
    } finally {
      await server.close();
    }
  });

  it('a public client cannot be the admin app', async () => {
    const server = await TestServer.start({
      database: 'sqlite',
      options: { console: { clientId: 'open-admin' } },
    });
    try {
      const client = await server.register({ clientId: 'open-admin', tokenEndpointAuthMethod: 'none' });
      expect((await post(server, 'console/token_preview', client, { client: 'open-admin' })).status).toBe(
        403,
      );
    } finally {
      await server.close();
    }
  });
});
