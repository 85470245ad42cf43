import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent, PasswordReset, Totp } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import {
  introspect,
  obtainCode,
  obtainTokens,
  redeem,
  refresh,
  registerApi,
  signIn,
} from '../support/flow.js';
import { choose } from '../support/password-reset.js';
import { PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';
import { AdminApp, type AdminBrowser } from './admin-app.js';

interface User {
  readonly subject: string;
  readonly username: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly disabledAt: string | null;
  readonly lastSignInAt: string | null;
  readonly liveGrants: number;
  readonly hasSecondFactor: boolean;
  readonly role: string | null;
  readonly claims: Record<string, unknown>;
  readonly version: number;
  readonly protected: boolean;
}
interface Page {
  readonly items: User[];
  readonly next: string | null;
  readonly total: number;
  readonly more: boolean;
}
interface Link {
  readonly url: string;
  readonly expiresAt: string;
}
interface Created {
  readonly user: User;
  readonly link: Link | null;
}

describe.each(DATABASES)('the users of the admin API on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let olga: AdminBrowser;
  let client: RegisteredClient;
  let api: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    olga = await admin.signIn('olga');
    client = await server.register({ scopes: ['openid', 'profile', 'offline_access'] });
    api = await registerApi(server, server.issuer);
  }, 180_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  const one = async (subject: string): Promise<User> => (await olga.get<User>(`/api/users/${subject}`)).body;
  const list = async (query: string): Promise<Page> => (await olga.get<Page>(`/api/users?${query}`)).body;
  const names = ({ items }: Page): string[] => items.map(({ username }) => username);
  const events = (subject: string, event: string): Promise<AuditEvent[]> =>
    server.database.findMany(AuditEvent, { subject, event });
  const signsIn = async (username: string, password: string): Promise<boolean> => {
    const visitor = new Visitor();
    const page = await signIn(visitor, await visitor.visit(server.url('account')), username, password);
    return !page.url.includes('/sign_in');
  };

  describe('a list', () => {
    beforeAll(async () => {
      await server.addUser('zora.lovelace', { name: 'Zora 100% Lovelace', email: 'zora@mill.example' });
      await server.addUser('bertram', { name: 'Bertram Lovelace', email: 'b@mill.example' });
      await server.addUser('Žofie');
      for (let i = 0; i < 5; i++) await server.addUser(`crowd-${i}`, { name: `Crowd ${5 - i}` });
    });

    it.each([
      ['part of a name', 'Lovelace', ['bertram', 'zora.lovelace']],
      ['another case', 'lOvElAcE', ['bertram', 'zora.lovelace']],
      ['part of an identifier', 'ra.love', ['zora.lovelace']],
      ['an identifier in another case', 'žOFie', ['Žofie']],
      ['an identifier without its accent', 'zof', ['Žofie']],
      ['part of an e-mail address', 'mill.example', ['bertram', 'zora.lovelace']],
      ['a wildcard, as itself', '100%', ['zora.lovelace']],
      ['a wildcard that nobody has', '%_%', []],
      ['an injection', "' OR 1=1 -- ", []],
    ])('finds %s', async (_, search, expected) => {
      expect(names(await list(`search=${encodeURIComponent(search)}`))).toEqual(expected);
    });

    it('finds a whole subject', async () => {
      const { subject } = (await server.users.findByUsername('bertram'))!;
      expect(names(await list(`search=${subject}`))).toEqual(['bertram']);
      expect(names(await list(`search=${subject.slice(0, -1)}`))).toEqual([]);
    });

    it.each([
      'username',
      '-username',
      'name',
      '-name',
      'email',
      '-email',
      'created',
      '-created',
      'lastSignIn',
    ])('gives every user once, page by page, by %s', async (sort) => {
      const all = names(await list(`sort=${sort}&limit=100`));
      const paged: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: Page = await list(`sort=${sort}&limit=3&cursor=${encodeURIComponent(cursor)}`);
        expect(page).toMatchObject({ total: all.length, more: false });
        paged.push(...names(page));
        cursor = page.next;
      }
      expect(paged).toEqual(all);
      expect(new Set(all).size).toBe(all.length);
    });

    it('sorts by what it is told', async () => {
      expect(names(await list('search=crowd&sort=name'))[0]).toBe('crowd-4');
      expect(names(await list('search=crowd&sort=-username'))[0]).toBe('crowd-4');
    });

    it.each([
      'sort=name;DROP TABLE oauth_user',
      'sort=passwordHash',
      'sort[]=name',
      'order[__proto__]=x',
      'limit=1e9',
      'limit=0',
      'status=x',
      'secondFactor=maybe',
      `search=${'x'.repeat(201)}`,
      'password=x',
    ])('refuses %s', async (query) => {
      expect((await olga.get(`/api/users?${query}`)).status).toBe(400);
    });

    it.each(['x', 'WyJhIl0', 'bnVsbA', 'W1siYSJdLFsiYiJdXQ', "' OR 1"])(
      'begins anew with the cursor %s',
      async (cursor) => {
        const page = await olga.get<Page>(`/api/users?limit=2&cursor=${encodeURIComponent(cursor)}`);
        expect(page.status).toBe(200);
      },
    );

    it('narrows by status and second factor, and says what it knows', async () => {
      const { subject } = (await server.users.findByUsername('bertram'))!;
      const secret = Buffer.from('x');
      await server.database.insert(Totp, { subject, secret, lastStep: 0, createdAt: 1 });
      expect(names(await list('secondFactor=set_up'))).toEqual(['bertram']);
      expect(names(await list('secondFactor=none&limit=100'))).not.toContain('bertram');
      await olga.post(`/api/users/${subject}/disable`);
      expect(names(await list('status=disabled'))).toEqual(['bertram']);
      expect(names(await list('status=active&limit=100'))).not.toContain('bertram');
      await olga.post(`/api/users/${subject}/enable`);
      const [owner] = (await list('search=olga')).items;
      expect(owner).toMatchObject({ role: 'owner', lastSignInAt: expect.any(String), liveGrants: 1 });
      expect(JSON.stringify(await olga.get('/api/users?limit=100'))).not.toContain('argon2');
    });

    it('reads a page of many through an index', async () => {
      if (database !== 'mariadb') return;
      // In a small table a scan is cheaper.
      await admin.query(
        `INSERT INTO oauth_user (subject, username, username_key, password_hash, claims, name, email, created_at,
           updated_at, credentials_changed_at, last_sign_in_at)
         SELECT CONCAT('many-', seq), CONCAT('many-', seq), CONCAT('many-', seq), '', '{}', CONCAT('Many ', seq),
           CONCAT(seq, '@many.example'), seq, seq, 0, seq FROM seq_1_to_3000`,
      );
      await admin.query('ANALYZE TABLE oauth_user');
      const plans = await Promise.all(
        [
          'username_key',
          'name, subject',
          'email, subject',
          'created_at, subject',
          'last_sign_in_at, subject',
        ].map((order) => admin.query(`EXPLAIN SELECT * FROM oauth_user ORDER BY ${order} LIMIT 21`)),
      );
      for (const [plan] of plans) {
        expect(plan).toMatchObject({ key: expect.stringMatching(/^oauth_user_/) });
        expect(plan!['Extra'] ?? '').not.toContain('filesort');
      }
      await admin.query("DELETE FROM oauth_user WHERE subject LIKE 'many-%'");
    });
  });

  describe('one', () => {
    it('is edited by whoever read the latest version', async () => {
      const { subject } = await server.addUser('edith', { name: 'Edith', email: 'edith@example.com' });
      const edit = (body: object, version?: number) =>
        olga.call<User>('PATCH', `/api/users/${subject}`, body, {
          ...(version !== undefined && { 'if-match': `"${version}"` }),
        });
      const changes = { name: 'Edith Clarke', email: 'edith@clarke.example', email_verified: true };
      expect((await edit(changes)).status).toBe(428);
      const edited = await edit(changes, 1);
      expect(edited).toMatchObject({
        status: 200,
        body: { version: 2, name: 'Edith Clarke', claims: changes },
      });
      expect(edited.headers.get('etag')).toBe('"2"');
      expect(await edit({ name: 'Late' }, 1)).toMatchObject({
        status: 412,
        body: { error: 'stale_version' },
      });
      expect(await edit({ nickname: null, email: null }, 2)).toMatchObject({
        status: 200,
        body: { email: null },
      });
      expect((await one(subject)).claims).not.toHaveProperty('email');
      expect((await events(subject, 'user.updated'))[0]!.data).toEqual({
        before: { name: 'Edith', email: 'edith@example.com', email_verified: null },
        after: changes,
      });
      expect((await server.users.find(subject))!.claims.name).toBe('Edith Clarke');
    });

    it.each([
      ['an address that is none', { email: 'nobody' }],
      ['text for a switch', { email_verified: 'yes' }],
      ['a script for a picture', { picture: 'javascript:alert(1)' }],
      ['a role', { role: 'owner' }],
      ['a subject', { sub: 'x' }],
      ['a digest', { passwordHash: 'x' }],
    ])('takes %s for nothing', async (_, body) => {
      const { subject } = (await server.users.findByUsername('edith'))!;
      const headers = { 'if-match': '"3"' };
      expect((await olga.call('PATCH', `/api/users/${subject}`, body, headers)).status).toBe(400);
    });

    it('is not there with a subject that the built-in store does not have, and says so', async () => {
      const answer = await olga.get('/api/users/of-another-store');
      expect(answer).toMatchObject({ status: 404, body: { error: 'unknown_user' } });
      expect(String(answer.body['message'])).toContain('store of your own');
      expect((await olga.get('/api/users/of-another-store/sessions')).body).toEqual([]);
    });

    it('is created with a password that follows the rules, under a name that is free', async () => {
      const create = (body: object) => olga.post<Created>('/api/users', body);
      for (const password of ['short', 'password123', 'newcomer-newcomer']) {
        const refused = await create({ username: 'newcomer', password });
        expect(refused).toMatchObject({ status: 400, body: { error: 'weak_password' } });
      }
      const created = await create({
        username: 'newcomer',
        password: PASSWORD,
        claims: { name: 'New Comer' },
      });
      expect(created).toMatchObject({ status: 201, body: { link: null, user: { name: 'New Comer' } } });
      expect(await signsIn('newcomer', PASSWORD)).toBe(true);
      expect(await create({ username: 'NEWCOMER', password: PASSWORD })).toMatchObject({
        status: 409,
        body: { error: 'username_taken' },
      });
      expect((await create({ username: '\u200b' })).status).toBe(400);
      const { subject } = created.body.user;
      expect(await events(subject, 'user.created')).toHaveLength(1);
      expect(JSON.stringify(await server.database.findMany(AuditEvent, { subject }))).not.toContain(PASSWORD);
    });

    it('is created with a link that works once, on a server without mail', async () => {
      const { body } = await olga.post<Created>('/api/users', { username: 'invited' });
      const { url } = body.link!;
      expect(url).toMatch(new RegExp(`^${server.url('password/reset')}\\?token=[\\w-]{64}$`));
      const visitor = new Visitor();
      const form = await visitor.visit(url);
      expect(form.status).toBe(200);
      await choose(visitor, form, 'seven small green boats');
      expect(await signsIn('invited', 'seven small green boats')).toBe(true);
      const again = await new Visitor().visit(url);
      expect([again.status, again.html.includes('password/forgot')]).toEqual([400, false]);
      const token = new URL(url).searchParams.get('token')!;
      const { subject } = body.user;
      const kept = await server.database.findMany(PasswordReset, { subject });
      const told = await server.database.findMany(AuditEvent, { subject });
      expect(JSON.stringify([kept, told, admin.printed])).not.toContain(token);
      expect(await events(subject, 'password_reset.handed_over')).toMatchObject([
        { actor: expect.any(String) },
      ]);
    });

    it('gets a new password by a link; the last one counts', async () => {
      const { subject } = await server.addUser('forgetful');
      const link = () => olga.post<Link>(`/api/users/${subject}/password-link`);
      const [first, second] = [(await link()).body, (await link()).body];
      expect((await new Visitor().visit(first.url)).status).toBe(400);
      const visitor = new Visitor();
      await choose(visitor, await visitor.visit(second.url), 'nine tall yellow doors');
      expect(await signsIn('forgetful', PASSWORD)).toBe(false);
      expect(await signsIn('forgetful', 'nine tall yellow doors')).toBe(true);
      await olga.post(`/api/users/${subject}/disable`);
      expect(await link()).toMatchObject({ status: 409, body: { error: 'user_disabled' } });
    });

    it('is disabled: refresh, tokens and sign-in end at once; their own account nobody disables', async () => {
      await server.addUser('alice');
      const tokens = await obtainTokens(server, client);
      const { subject } = (await server.users.findByUsername('alice'))!;
      expect(await one(subject)).toMatchObject({ liveGrants: 1, disabledAt: null });
      expect((await olga.post(`/api/users/${subject}/disable`)).status).toBe(200);
      expect(await (await refresh(server, client, tokens.refresh_token)).json()).toMatchObject({
        error: 'invalid_grant',
      });
      expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
      expect(await signsIn('alice', PASSWORD)).toBe(false);
      expect(await one(subject)).toMatchObject({ liveGrants: 0, disabledAt: expect.any(String) });
      await olga.post(`/api/users/${subject}/enable`);
      expect(await signsIn('alice', PASSWORD)).toBe(true);
      expect(await events(subject, 'user.disabled')).toHaveLength(1);
      const own = (await server.users.findByUsername('olga'))!.subject;
      expect(await olga.post(`/api/users/${own}/disable`)).toMatchObject({ status: 409 });
    });

    it('loses the second factor', async () => {
      const { subject } = (await server.users.findByUsername('bertram'))!;
      expect((await olga.get(`/api/users/${subject}/second-factor`)).body).toMatchObject({
        appSince: expect.any(String),
        passkeys: [],
        recoveryCodesLeft: 0,
      });
      expect((await olga.post(`/api/users/${subject}/second-factor/reset`)).status).toBe(204);
      expect((await olga.get(`/api/users/${subject}/second-factor`)).body).toMatchObject({ appSince: null });
      expect(await events(subject, 'second_factor.reset')).toHaveLength(1);
    });
  });

  describe('sessions and apps', () => {
    let subject: string;
    beforeAll(async () => {
      ({ subject } = await server.addUser('sonja'));
    });

    async function tokensOf(scope: string): Promise<{ access_token: string; refresh_token: string }> {
      const visitor = new Visitor();
      await signIn(visitor, await visitor.visit(server.url('account')), 'sonja');
      const answer = await redeem(server, client, await obtainCode(server, client, { scope }, visitor));
      return (await answer.json()) as { access_token: string; refresh_token: string };
    }
    const sessions = async () =>
      (
        await olga.get<{ id: string; source: string; browser: string | null }[]>(
          `/api/users/${subject}/sessions`,
        )
      ).body;

    it('are listed and ended one by one, with what hangs on them', async () => {
      const tokens = await tokensOf('openid');
      expect(await sessions()).toMatchObject([{ source: expect.any(String), kept: false, amr: ['pwd'] }]);
      const [{ id }] = (await sessions()) as unknown as [{ id: string }];
      expect((await olga.post(`/api/users/${subject}/sessions/${id}/end`)).status).toBe(204);
      expect((await olga.post(`/api/users/${subject}/sessions/${id}/end`)).status).toBe(404);
      expect((await olga.post(`/api/users/${subject}/sessions/x/end`)).status).toBe(404);
      expect(await sessions()).toEqual([]);
      expect((await refresh(server, client, tokens.refresh_token)).status).toBe(400);
      const [event] = await events(subject, 'session.ended');
      const owner = (await server.users.findByUsername('olga'))!.subject;
      expect(event).toMatchObject({ actor: owner, data: { reason: 'ended_by_admin' } });
    });

    it('end all at once; lasting access only when that is wanted', async () => {
      await tokensOf('openid');
      const lasting = await tokensOf('openid offline_access');
      expect(await sessions()).toHaveLength(2);
      const signOut = (body: object) => olga.post(`/api/users/${subject}/sign-out`, body);
      expect((await signOut({})).body).toEqual({ sessions: 2, authorizations: 0 });
      const renewed = await refresh(server, client, lasting.refresh_token);
      expect(renewed.status).toBe(200);
      const { refresh_token: token } = (await renewed.json()) as { refresh_token: string };
      expect((await signOut({ everything: true })).body).toEqual({ sessions: 0, authorizations: 1 });
      expect((await refresh(server, client, token)).status).toBe(400);
      expect(await events(subject, 'user.signed_out')).toHaveLength(2);
    });

    it('are told to clients that want to know', async () => {
      await server.register({ clientId: 'told', backchannelLogoutUri: 'https://told.invalid/logout' });
      const told = { client: (await server.registry.get('told'))!, clientId: 'told', secret: null };
      const visitor = new Visitor();
      await signIn(visitor, await visitor.visit(server.url('account')), 'sonja');
      await obtainCode(server, told, {}, visitor);
      await olga.post(`/api/users/${subject}/sign-out`, {});
      const owed = await admin.query('SELECT client_id FROM oauth_logout_delivery WHERE subject = ?', [
        Buffer.from(subject),
      ]);
      expect(owed.map((row) => String(row['client_id']))).toEqual(['told']);
    });

    it('shows connected apps, and removes one with its consent', async () => {
      const tokens = await tokensOf('openid offline_access');
      const apps = async () =>
        (
          await olga.get<{ clientId: string; scopes: string[]; liveGrants: number; offline: boolean }[]>(
            `/api/users/${subject}/apps`,
          )
        ).body.filter(({ clientId }) => clientId === client.clientId);
      expect(await apps()).toMatchObject([
        { name: 'Acme Wiki', offline: true, liveGrants: 1, scopes: expect.arrayContaining(['openid']) },
      ]);
      const remove = () => olga.post(`/api/users/${subject}/apps/${client.clientId}/remove`);
      expect((await remove()).status).toBe(204);
      expect((await remove()).status).toBe(404);
      expect(await apps()).toEqual([]);
      expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
      const owner = (await server.users.findByUsername('olga'))!.subject;
      expect(await events(subject, 'access.removed')).toMatchObject([{ actor: owner }]);
    });
  });

  describe('roles', () => {
    const credentials = ['disable', 'enable', 'password-link', 'second-factor/reset'];

    it('support helps users, but becomes no owner by it', async () => {
      await admin.addMember('sam', 'support');
      const sam = await admin.signIn('sam');
      const { subject } = await server.addUser('customer');
      const owner = (await server.users.findByUsername('olga'))!.subject;
      for (const act of credentials) {
        expect((await sam.post(`/api/users/${subject}/${act}`)).status).toBeLessThan(300);
        const refused = await sam.post(`/api/users/${owner}/${act}`);
        expect(refused).toMatchObject({ status: 403, body: { error: 'member_protected' } });
      }
      const edit = await sam.call(
        'PATCH',
        `/api/users/${owner}`,
        { email: 'sam@a.example' },
        { 'if-match': '"1"' },
      );
      expect(edit).toMatchObject({ status: 403, body: { error: 'member_protected' } });
      expect((await sam.get<User>(`/api/users/${owner}`)).body.protected).toBe(true);
      expect((await sam.get<User>(`/api/users/${subject}`)).body.protected).toBe(false);
    });

    it.each([
      ['auditor', 200],
      ['viewer', 200],
      ['client_manager', 403],
      ['key_manager', 403],
    ])('%s only reads, or does not even that', async (role, read) => {
      await admin.addMember(`m-${role}`, role, role === 'client_manager' ? [client.clientId] : undefined);
      const member = await admin.signIn(`m-${role}`);
      const { subject } = (await server.users.findByUsername('sonja'))!;
      expect((await member.get('/api/users')).status).toBe(read);
      expect((await member.get(`/api/users/${subject}/sessions`)).status).toBe(read);
      for (const act of [...credentials, 'sign-out']) {
        expect((await member.post(`/api/users/${subject}/${act}`, {})).status).toBe(403);
      }
      expect((await member.post('/api/users', { username: 'x' })).status).toBe(403);
    });
  });
});
