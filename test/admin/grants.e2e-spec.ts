import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEvent } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import {
  introspect,
  obtainCode,
  obtainTokens,
  post,
  redeem,
  refresh,
  registerApi,
  type TokenAnswer,
} from '../support/flow.js';
import { memberOf, ServerProcess, through, type RunningServer } from '../support/server-process.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { AdminApp, type AdminBrowser } from './admin-app.js';

interface Grant {
  readonly id: string;
  readonly clientId: string;
  readonly clientName: string | null;
  readonly subject: string;
  readonly username: string | null;
  readonly scopes: string[];
  readonly offline: boolean;
  readonly state: string;
  readonly generation: number | null;
}
interface Family extends Grant {
  readonly code: { readonly kind: string; readonly redeemedAt: string | null } | null;
  readonly refreshToken: {
    readonly generation: number;
    readonly earlier: number;
    readonly latest: { readonly generation: number; readonly rotatedAt: string | null }[];
  } | null;
  readonly accessTokens: { readonly id: string; readonly revokedAt: string | null }[];
  readonly events: {
    readonly event: string;
    readonly isReuse: boolean;
    readonly presented: number | null;
    readonly actor: string | null;
  }[];
}
interface Page {
  readonly items: Grant[];
  readonly next: string | null;
  readonly total: number;
}
interface Revoked {
  readonly authorizations: number;
  readonly accessTokens: number;
}

describe.each(DATABASES)('the grants of the admin API on %s', (database) => {
  let server: TestServer;
  let other: RunningServer;
  let elsewhere: TestServer;
  let admin: AdminApp;
  let olga: AdminBrowser;
  let owner: string;
  let alice: string;
  let wiki: RegisteredClient;
  let shop: RegisteredClient;
  let api: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database, options: { refresh: { graceSeconds: 0 } } });
    admin = await AdminApp.start(server);
    other = await ServerProcess.start(memberOf(server));
    elsewhere = through(server, other);
    owner = await admin.addOwner('olga');
    olga = await admin.signIn('olga');
    ({ subject: alice } = await server.addUser('alice', {
      name: 'Alice Liddell',
      email: 'alice@mill.example',
    }));
    const scopes = ['openid', 'profile', 'offline_access'];
    wiki = await server.register({ clientId: 'wiki', name: 'Acme Wiki', scopes });
    shop = await server.register({
      clientId: 'shop',
      name: 'Corner Shop',
      scopes,
      accessTokenFormat: 'opaque',
    });
    api = await registerApi(server, server.issuer);
  }, 180_000);
  afterAll(async () => {
    await other.process.stop();
    await admin.close();
    await server.close();
  });

  const list = async (query: string): Promise<Page> => (await olga.get<Page>(`/api/grants?${query}`)).body;
  const family = async (id: string): Promise<Family> => (await olga.get<Family>(`/api/grants/${id}`)).body;
  const latest = async (query: string): Promise<Grant> => (await list(`${query}&limit=1`)).items[0]!;
  const activeAnywhere = async (token: string): Promise<boolean[]> =>
    Promise.all(
      [server, elsewhere].map(async (each) => (await introspect(each, api, token))['active'] as boolean),
    );
  const events = (event: string): Promise<AuditEvent[]> => server.database.findMany(AuditEvent, { event });

  describe('a list', () => {
    beforeAll(async () => {
      for (const client of [wiki, shop, wiki]) await obtainTokens(server, client);
      await obtainTokens(server, shop, { scope: 'openid offline_access' });
    });

    it('names user and client, the latest first', async () => {
      const { items, total } = await list('subject=' + alice);
      expect(total).toBe(4);
      expect(items.map(({ clientId }) => clientId)).toEqual(['shop', 'wiki', 'shop', 'wiki']);
      expect(items[0]).toMatchObject({
        clientName: 'Corner Shop',
        username: 'alice',
        userName: 'Alice Liddell',
        offline: true,
        state: 'live',
        scopes: ['openid', 'offline_access'],
        generation: 1,
      });
    });

    it.each([
      ['search=liddell', 4],
      ['search=alice%40mill', 4],
      ['search=corner', 2],
      ['search=wiki', 2],
      ['clientId=shop', 2],
      ['clientId=SHOP', 0],
      ['clientId=shop&offline=yes', 1],
      ['clientId=shop&offline=no', 1],
      ['search=liddell&state=revoked', 0],
      ['search=liddell&state=live&state=expired', 4],
      ['search=%25', 0],
      ["search=' OR 1=1 -- ", 0],
    ])('narrows by %s', async (query, total) => {
      expect(await list(query)).toMatchObject({ total });
    });

    it.each(['-created', 'created', 'expires', '-expires'])(
      'gives each once, page by page, by %s',
      async (sort) => {
        const all = (await list(`sort=${sort}&limit=100`)).items.map(({ id }) => id);
        const paged: string[] = [];
        for (let cursor: string | null = ''; cursor !== null;) {
          const page: Page = await list(`sort=${sort}&limit=2&cursor=${cursor}`);
          paged.push(...page.items.map(({ id }) => id));
          cursor = page.next;
        }
        expect(paged).toEqual(all);
      },
    );

    it.each(['sort=subject', 'sort=created;--', 'state=x', 'offline=1', 'limit=101', 'clientId[]=x', 'x=y'])(
      'refuses %s',
      async (query) => {
        expect((await olga.get(`/api/grants?${query}`)).status).toBe(400);
      },
    );

    it('goes by an index', async () => {
      if (database !== 'mariadb') return;
      const plan = async (where: string): Promise<unknown> =>
        (await admin.query(`EXPLAIN SELECT id FROM oauth_authorization ${where}`))[0]!['key'];
      expect(await plan("WHERE client_id = 'wiki' ORDER BY id DESC LIMIT 21")).toBe(
        'oauth_authorization_client',
      );
      expect(await plan("WHERE subject = 'x' ORDER BY id DESC LIMIT 21")).toBe('oauth_authorization_subject');
      expect(await plan('ORDER BY id DESC LIMIT 21')).toBe('PRIMARY');
      expect(await plan('ORDER BY expires_at, id LIMIT 21')).toBe('oauth_authorization_expiry');
      const tokens = await admin.query(
        "EXPLAIN SELECT id FROM oauth_access_token WHERE authorization_id IS NULL AND client_id = 'x' ORDER BY id",
      );
      expect(tokens[0]).toMatchObject({ key: 'oauth_access_token_authorization' });
    });
  });

  describe('a family', () => {
    it('shows code, generations and access tokens', async () => {
      let tokens = await obtainTokens(server, shop);
      for (let i = 0; i < 3; i++) {
        tokens = (await (await refresh(server, shop, tokens.refresh_token)).json()) as TokenAnswer;
      }
      const { id } = await latest('clientId=shop');
      const tree = await family(id);
      expect(tree).toMatchObject({
        state: 'live',
        code: { kind: 'authorization_code', redeemedAt: expect.any(String) },
        refreshToken: { generation: 4, earlier: 0 },
        events: [],
      });
      expect(tree.refreshToken!.latest.map(({ generation }) => generation)).toEqual([1, 2, 3, 4]);
      expect(tree.refreshToken!.latest.map(({ rotatedAt }) => rotatedAt !== null)).toEqual([
        true,
        true,
        true,
        false,
      ]);
      expect(tree.accessTokens).toHaveLength(4);
      for (let i = 0; i < 13; i++) {
        tokens = (await (await refresh(server, shop, tokens.refresh_token)).json()) as TokenAnswer;
      }
      const older = (await family(id)).refreshToken!;
      expect([older.generation, older.earlier, older.latest.length]).toEqual([17, 4, 13]);
    });

    it('shows a replayed refresh token as reuse', async () => {
      const first = await obtainTokens(server, wiki);
      const second = (await (await refresh(server, wiki, first.refresh_token)).json()) as TokenAnswer;
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect((await refresh(server, wiki, first.refresh_token)).status).toBe(400);
      const { id } = await latest('clientId=wiki');
      expect(await family(id)).toMatchObject({
        state: 'revoked',
        events: [{ event: 'refresh_token.reused', isReuse: true, presented: 1, actor: null }],
      });
      expect((await refresh(server, wiki, second.refresh_token)).status).toBe(400);
    });

    it('shows a replayed code as reuse', async () => {
      const code = await obtainCode(server, wiki);
      await redeem(server, wiki, code);
      await redeem(server, wiki, code);
      const { id } = await latest('clientId=wiki');
      expect((await family(id)).events).toMatchObject([
        { event: 'authorization_code.replayed', isReuse: true },
      ]);
    });

    it.each(['x', '00000000-0000-7000-8000-000000000000', '%00', '..%2f'])(
      'is not there at %s',
      async (id) => {
        expect((await olga.get(`/api/grants/${id}`)).status).toBe(404);
        expect((await olga.post(`/api/grants/${id}/revoke`)).status).toBe(404);
      },
    );
  });

  describe('a revocation', () => {
    it.each(['jwt', 'opaque'])(
      'of one ends refresh and its %s access token at once, on every process',
      async (format) => {
        const client = format === 'jwt' ? wiki : shop;
        const tokens = await obtainTokens(server, client);
        expect(await activeAnywhere(tokens.access_token)).toEqual([true, true]);
        const { id } = await latest(`clientId=${client.clientId}`);
        const before = (await events('authorization.revoked')).length;
        const revoked = await olga.post<Family>(`/api/grants/${id}/revoke`);
        expect(revoked).toMatchObject({ status: 200, body: { state: 'revoked' } });
        expect(revoked.body.events).toMatchObject([
          { event: 'authorization.revoked', isReuse: false, actor: owner },
        ]);
        expect(await activeAnywhere(tokens.access_token)).toEqual([false, false]);
        for (const each of [server, elsewhere]) {
          const answer = await refresh(each, client, tokens.refresh_token);
          expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
        }
        await olga.post(`/api/grants/${id}/revoke`);
        expect(await events('authorization.revoked')).toHaveLength(before + 1);
      },
    );

    it('of some, by their ids', async () => {
      const tokens = [await obtainTokens(server, wiki), await obtainTokens(server, shop)];
      const ids = (await list(`subject=${alice}&limit=2`)).items.map(({ id }) => id);
      const revoke = (body: object) => olga.post<Revoked>('/api/grants/revoke', body);
      expect((await revoke({ ids, dryRun: true })).body.authorizations).toBe(2);
      expect(await activeAnywhere(tokens[0]!.access_token)).toEqual([true, true]);
      expect((await revoke({ ids })).body.authorizations).toBe(2);
      for (const { access_token: token } of tokens)
        expect(await activeAnywhere(token)).toEqual([false, false]);
      expect((await revoke({ ids })).body.authorizations).toBe(0);
    });

    it('of everything that matches', async () => {
      const kept = await obtainTokens(server, wiki);
      const ended = await obtainTokens(server, shop, { scope: 'openid offline_access' });
      const matching = { clientId: 'shop', offline: 'yes' };
      const { body } = await olga.post<Revoked>('/api/grants/revoke', { matching, dryRun: true });
      expect(body.authorizations).toBeGreaterThan(0);
      expect((await olga.post('/api/grants/revoke', { matching })).body).toEqual(body);
      expect(await activeAnywhere(ended.access_token)).toEqual([false, false]);
      expect(await activeAnywhere(kept.access_token)).toEqual([true, true]);
      const { id } = await latest('clientId=shop&offline=yes');
      expect((await family(id)).events).toMatchObject([{ event: 'authorizations.revoked', actor: owner }]);
    });

    it.each([
      [{}],
      [{ ids: [] }],
      [{ ids: ['x'] }],
      [{ ids: Array(101).fill('01a20074-f0b3-7da3-9066-751aa7c64493') }],
      [{ ids: ['01a20074-f0b3-7da3-9066-751aa7c64493'], matching: {} }],
      [{ matching: { state: ['x'] } }],
      [{ matching: { within: [] } }],
    ])('is refused with %j', async (body) => {
      expect((await olga.post('/api/grants/revoke', body)).status).toBe(400);
    });

    it('of all of a client ends its own access tokens too', async () => {
      const robot = await server.register({
        name: 'Robot',
        redirectUris: [],
        grantTypes: ['client_credentials'],
        scopes: ['orders:read'],
        accessTokenFormat: 'opaque',
      });
      const token = async (): Promise<string> =>
        (
          (await (
            await post(server, 'token', robot, { grant_type: 'client_credentials' })
          ).json()) as TokenAnswer
        ).access_token;
      const [first, second] = [await token(), await token()];
      const path = `/api/clients/${robot.clientId}`;
      const tokens = await olga.get<{ id: string; revokedAt: string | null }[]>(`${path}/access-tokens`);
      expect(tokens.body).toMatchObject([{ format: 'opaque', revokedAt: null }, { scopes: ['orders:read'] }]);
      expect((await olga.post(`${path}/access-tokens/${tokens.body[1]!.id}/revoke`)).status).toBe(204);
      expect((await olga.post(`${path}/access-tokens/${tokens.body[1]!.id}/revoke`)).status).toBe(404);
      expect(await activeAnywhere(first)).toEqual([false, false]);
      expect(await activeAnywhere(second)).toEqual([true, true]);
      expect((await olga.post(`${path}/grants/revoke`)).body).toEqual({ authorizations: 0, accessTokens: 1 });
      expect(await activeAnywhere(second)).toEqual([false, false]);
      const [event] = await server.database.findMany(AuditEvent, { event: 'access_token.revoked' });
      expect(event).toMatchObject({ actor: owner, clientId: robot.clientId });
      expect(await server.database.findMany(AuditEvent, { clientId: robot.clientId })).toContainEqual(
        expect.objectContaining({ event: 'authorizations.revoked', actor: owner }),
      );
    });
  });

  describe('roles', () => {
    let manager: AdminBrowser;
    let foreign: Grant;
    let own: Grant;

    beforeAll(async () => {
      await admin.addMember('mia', 'client_manager', ['wiki']);
      manager = await admin.signIn('mia');
    });
    beforeEach(async () => {
      await obtainTokens(server, wiki);
      await obtainTokens(server, shop);
      [foreign, own] = [await latest('clientId=shop'), await latest('clientId=wiki')];
    });

    it('a limited client manager sees and ends the grants of assigned clients alone', async () => {
      const { body } = await manager.get<Page>('/api/grants?limit=100');
      expect(new Set(body.items.map(({ clientId }) => clientId))).toEqual(new Set(['wiki']));
      expect((await manager.get<Page>('/api/grants?clientId=shop')).body).toMatchObject({
        total: 0,
        items: [],
      });
      expect((await manager.get<Page>('/api/grants?search=corner')).body.total).toBe(0);
      expect((await manager.get(`/api/grants/${foreign.id}`)).status).toBe(404);
      expect((await manager.post(`/api/grants/${foreign.id}/revoke`)).status).toBe(404);
      expect((await manager.post('/api/grants/revoke', { ids: [own.id, foreign.id] })).status).toBe(404);
      expect((await family(own.id)).state).toBe('live');
      expect((await manager.post('/api/clients/shop/grants/revoke')).status).toBe(403);
      expect((await manager.get('/api/clients/shop/access-tokens')).status).toBe(403);
      await manager.post('/api/grants/revoke', { matching: { subject: alice } });
      expect((await family(foreign.id)).state).toBe('live');
      expect((await family(own.id)).state).toBe('revoked');
    });

    it.each([
      ['support', 200, 200],
      ['auditor', 200, 403],
      ['viewer', 200, 403],
      ['key_manager', 403, 403],
    ])('%s reads with %i and revokes with %i', async (role, read, revoke) => {
      await admin.addMember(`m-${role}`, role);
      const member = await admin.signIn(`m-${role}`);
      expect((await member.get('/api/grants')).status).toBe(read);
      expect((await member.get(`/api/grants/${own.id}`)).status).toBe(read);
      expect((await member.post(`/api/grants/${own.id}/revoke`)).status).toBe(revoke);
      expect((await member.post('/api/grants/revoke', { ids: [own.id] })).status).toBe(revoke);
      expect((await member.post('/api/clients/wiki/grants/revoke')).status).toBe(revoke);
    });
  });
});
