import { Injectable } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  AccountStore,
  AuditEvent,
  Authorization,
  Authorizations,
  Consent,
  LogoutDelivery,
  OutgoingHttp,
  PASSWORD as PASSWORD_ACR,
  Resource,
  Scope,
  Session,
  type Account,
} from '@portcullis/oauth';
import { noteOf, openAccount, textOf } from '../support/account.js';
import { createMigratedDatabase, DATABASES, type TestDatabase } from '../support/databases.js';
import { allowDevice, beginDevice, DEVICE_CODE, poll } from '../support/device.js';
import {
  allow,
  authorizeUrl,
  introspect,
  obtainCode,
  redeem,
  refresh,
  registerApi,
  signIn,
  type TokenAnswer,
} from '../support/flow.js';
import { expectOAuthError, INVALID_GRANT } from '../support/oauth-error.js';
import { pkce } from '../support/pkce.js';
import { RecordingHttp } from '../support/recording-http.js';
import { ACTOR, PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';
import { readForm, Visitor, type Visit } from '../support/visitor.js';

const API = 'https://orders.example';
const NEW_PASSWORD = 'a wholly different horse';
const BUTTON = { name: 'button', value: '' };
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1';

describe.each(DATABASES)('my account on %s', (database) => {
  let storage: TestDatabase;
  let server: TestServer;
  /** A second process on the same database. */
  let other: TestServer;
  let api: RegisteredClient;
  let users = 0;
  /** A user of this test alone. */
  let username: string;
  let subject: string;

  beforeAll(async () => {
    storage = await createMigratedDatabase(database);
    const options = {
      brand: { name: 'Acme Account' },
      scopes: {
        'orders:write': {
          title: 'Place orders for you',
          sensitive: true,
          translations: { 'zh-CN': { title: '以您的名义下单' } },
        },
      },
      limits: {
        authorization: { attempts: 10_000 },
        signIn: { attempts: 3, seconds: 300 },
        signInSource: { attempts: 10_000 },
      },
    };
    const settings = { database, storage, options, extras: { outgoing: RecordingHttp } };
    server = await TestServer.start(settings);
    other = await TestServer.start({ ...settings, options: { ...options, issuer: server.issuer } });
    api = await registerApi(server, API);
  }, 120_000);
  afterAll(async () => {
    await other.close();
    await server.close();
    await storage.drop();
  });
  beforeEach(async () => {
    username = `user-${++users}`;
    ({ subject } = await server.addUser(username, { name: 'Alice Liddell' }));
  });

  const open = (path: string, who: { visitor?: Visitor; username?: string } = {}) =>
    openAccount(server, path, { username, ...who });

  /** A client with everything that a user can give one. */
  const register = (input: Parameters<TestServer['register']>[0] = {}): Promise<RegisteredClient> =>
    server.register({
      audiences: [API],
      scopes: ['openid', 'profile', 'orders:write', 'offline_access'],
      grantTypes: ['authorization_code', 'refresh_token', DEVICE_CODE],
      ...input,
    });

  async function tokensFor(
    client: RegisteredClient,
    visitor = new Visitor(),
    scope = 'openid profile orders:write offline_access',
  ): Promise<TokenAnswer> {
    if (!visitor.cookie('__Host-portcullis')) await open('account/apps', { visitor });
    const response = await redeem(server, client, await obtainCode(server, client, { scope }, visitor));
    expect(response.status).toBe(200);
    return (await response.json()) as TokenAnswer;
  }

  const isActive = async (token: string, at = server): Promise<boolean> =>
    (await introspect(at, api, token))['active'] as boolean;
  const userinfo = (token: string): Promise<Response> =>
    fetch(server.url('userinfo'), { headers: { authorization: `Bearer ${token}` } });

  const eventsOf = async (event: string): Promise<AuditEvent[]> =>
    (await server.database.findMany(AuditEvent, { event })).filter((each) => each.subject === subject);

  const removePage = (client: RegisteredClient): string =>
    server.url(`account/apps/remove?${new URLSearchParams({ client_id: client.clientId })}`);
  async function remove(visitor: Visitor, client: RegisteredClient): Promise<Visit> {
    const page = await visitor.visit(removePage(client));
    expect(page.status).toBe(200);
    return visitor.submit(page, {}, BUTTON);
  }

  /** The page that a form of another browser, or none, ends at. */
  function expectNotOurs(page: Visit, back: string): void {
    expect(page.status).toBe(400);
    expect(page.html).toContain('It belongs to another browser, or to a session that has ended.');
    expect(page.html).toContain(`id="start-again" href="/oauth/${back}"`);
  }

  describe('as a whole', () => {
    it('begins with the connected apps', async () => {
      const response = await fetch(server.url('account'), { redirect: 'manual' });
      expect([response.status, response.headers.get('location')]).toEqual([303, '/oauth/account/apps']);
    });

    it.each(['account/apps', 'account/sessions', 'account/password'])(
      'sends nobody to the sign-in page, and back to %s',
      async (path) => {
        const { page } = await open(path);
        expect([page.status, page.url]).toEqual([200, server.url(path)]);
        expect(page.response.headers.get('cache-control')).toBe('no-store');
        expect(page.response.headers.get('content-security-policy')).toContain("; form-action 'self'");
        expect(page.html).toContain(
          `id="section-${path.slice(8)}" href="/oauth/${path}" aria-current="page"`,
        );
        expect(page.html.match(/aria-current="page"/g)).toHaveLength(1);
        expect(page.html).toContain('id="sign-out" href="/oauth/logout"');
        expect(page.html).toContain(`Signed in as <bdi>Alice Liddell</bdi> (<bdi>${username}</bdi>)`);
      },
    );

    it('lets whoever cancels the sign-in go', async () => {
      const visitor = new Visitor();
      const signInPage = await visitor.visit(server.url('account/apps'));
      const page = await visitor.submit(signInPage, {}, { name: 'action', value: 'cancel' });
      expect(textOf(page.html)).toContain('You are not signed in to Acme Account');
    });

    it.each([
      ['account', 'GET, HEAD'],
      ['account/apps', 'GET'],
      ['account/apps/remove', 'GET, POST'],
      ['account/sessions', 'GET, POST'],
      ['account/sessions/others', 'GET, POST'],
      ['account/password', 'GET, POST'],
    ])('answers other methods at %s with 405', async (path, allow) => {
      for (const method of ['PUT', 'DELETE', ...(allow.includes('HEAD') ? [] : ['HEAD'])]) {
        const response = await fetch(server.url(path), { method, redirect: 'manual' });
        expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, allow]);
      }
    });
  });

  describe('connected apps', () => {
    it('say what would be there when there are none', async () => {
      const { page } = await open('account/apps');
      expect(textOf(page.html)).toContain('No app has access to your account');
      expect(page.html).not.toContain('name="client_id"');
    });

    it('say of each what it may do, since when, and when it was last used', async () => {
      const client = await register({ name: 'Acme Orders' });
      const { visitor } = await open('account/apps');
      const tokens = await tokensFor(client, visitor);
      server.clock.advance(2 * 86400);
      try {
        expect((await refresh(server, client, tokens.refresh_token)).status).toBe(200);
        const page = (await open('account/apps', { visitor })).page;
        const [consent] = await server.database.findMany(Consent, { subject }, { orderBy: 'grantedAt' });
        const [, since, used] = /Allowed since.*?datetime="([^"]+)".*?Last used.*?datetime="([^"]+)"/s.exec(
          page.html,
        )!;
        expect(Date.parse(since!)).toBe(consent!.grantedAt);
        expect(Math.abs(Date.parse(used!) - server.clock.now())).toBeLessThan(60_000);
        const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' });
        expect(page.html).toContain(`title="${since!.slice(0, 10)} ${since!.slice(11, 19)} UTC"`);
        expect(page.html).toContain(`>${day.format(new Date(since!))}</time>`);
        const text = textOf(page.html);
        expect(text).toContain('Acme Orders Keeps access while you are away, until you remove it.');
        expect(text).toContain('Confirm that it is you');
        expect(text).toContain('Place orders for you sensitive');
        expect(text).not.toContain('offline_access');
        expect(page.html).toContain('aria-label="Remove Acme Orders"');
        const chinese = (await visitor.visit(server.url('account/apps?lang=zh-CN'))).html;
        expect(textOf(chinese)).toContain('以您的名义下单 敏感');
        expect(chinese).toContain('aria-label="移除 Acme Orders"');
      } finally {
        server.clock.advance(-2 * 86400);
      }
    });

    it('are those of the user alone, first-party ones marked', async () => {
      const own = await register({ name: 'Acme Mail', firstParty: true });
      const foreign = await register({ name: 'Acme Maps' });
      await tokensFor(own);
      const bob = `bob-${username}`;
      await server.addUser(bob);
      const { visitor } = await open('account/apps', { username: bob });
      await tokensFor(foreign, visitor);
      const { page } = await open('account/apps');
      expect(textOf(page.html)).toContain('Acme Mail Part of Acme Account');
      expect(page.html).not.toContain('Acme Maps');
    });

    it('are there for what is remembered alone, and not when nothing stands any more', async () => {
      const remembered = await register({ name: 'Acme Notes', grantTypes: ['authorization_code'] });
      const passing = await register({ name: 'Acme Passing', grantTypes: ['authorization_code'] });
      const { visitor } = await open('account/apps');
      await tokensFor(remembered, visitor, 'openid profile');
      const page = await visitor.visit(authorizeUrl(server, passing, pkce(), { scope: 'openid' }));
      expect((await allow(visitor, page, { remember: null })).left).toBe(true);
      const listed = textOf((await open('account/apps', { visitor })).page.html);
      expect(listed).toContain('Acme Passing Has access to your account.');
      expect(listed).toContain('Acme Notes Has access to your account.');
      // An hour later no token of theirs is good any more.
      server.clock.advance(3600);
      try {
        const later = textOf((await open('account/apps', { visitor })).page.html);
        expect(later).toContain('Acme Notes Has no access at the moment. When you use it again');
        expect(later).not.toContain('Acme Passing');
        expect(later).not.toContain('Last used O');
      } finally {
        server.clock.advance(-3600);
      }
    });

    it('are shown as such when they are switched off or gone', async () => {
      const disabled = await register({ name: 'Acme Off' });
      const gone = await register({ name: 'Acme Gone' });
      const { visitor } = await open('account/apps');
      await tokensFor(disabled, visitor);
      await tokensFor(gone, visitor);
      await server.registry.setDisabled(disabled.clientId, true, ACTOR);
      await server.database.run((manager) =>
        manager.query('DELETE FROM oauth_client WHERE client_id = ?', [Buffer.from(gone.clientId)]),
      );
      const text = textOf((await open('account/apps', { visitor })).page.html);
      expect(text).toContain('Acme Off Switched off by Acme Account Cannot use your account now.');
      expect(text).toContain(`${gone.clientId} No longer registered Cannot use your account any more.`);
      expect(noteOf(await remove(visitor, gone))).toBe(
        `${gone.clientId} no longer has access to your account.`,
      );
      expect(noteOf(await remove(visitor, disabled))).toBe('Acme Off no longer has access to your account.');
    });

    it('take as few reads for twenty as for one', async () => {
      const { visitor } = await open('account/apps');
      const count = async (): Promise<number> => {
        // `find` is one of them.
        const findMany = jest.spyOn(server.database, 'findMany');
        const run = jest.spyOn(server.database, 'run');
        await visitor.visit(server.url('account/apps'));
        // Now and then somebody looks in the background for what clients are to be told, and scopes are remembered.
        const others: readonly unknown[] = [LogoutDelivery, Scope, Resource];
        const read = findMany.mock.calls.filter(([entity]) => !others.includes(entity));
        const all = read.length + run.mock.calls.length;
        findMany.mockRestore();
        run.mockRestore();
        return all;
      };
      const client = await register();
      await tokensFor(client, visitor);
      const one = await count();
      const session = (await server.database.findMany(Session, { subject }))[0]!;
      const [row] = await server.database.findMany(Authorization, { subject });
      for (let i = 0; i < 20; i++) {
        const another = await register({ name: `App ${i}` });
        const id = Buffer.from(row!.id);
        id[15] = i;
        id[14] = 0xaa;
        await server.database.insert(Authorization, {
          ...row!,
          id,
          clientId: another.clientId,
          mayRefresh: false,
          sessionId: session.id,
        });
      }
      expect(await count()).toBe(one);
      // Session, user, authorizations, consents, clients.
      expect(one).toBe(5);
      expect((await open('account/apps', { visitor })).page.html.match(/class="entry"/g)).toHaveLength(21);
    });

    it('are listed up to a hundred, and it is said that there are more', async () => {
      const { visitor } = await open('account/apps');
      const now = server.clock.now();
      await server.database.insertMany(
        Consent,
        Array.from({ length: 101 }, (_, i) => ({
          ...{ subject, clientId: `gone-${i}`, scope: 'profile' },
          ...{ grantedAt: now - i, expiresAt: now + 3_600_000 },
        })),
      );
      const { page } = await open('account/apps', { visitor });
      expect(page.html.match(/class="entry"/g)).toHaveLength(100);
      expect(page.html).toContain('Only the apps that you used most recently are listed.');
      expect(page.html).toContain('value="gone-99"');
      expect(page.html).not.toContain('value="gone-100"');
    });
  });

  describe('removing an app', () => {
    it.each(['jwt', 'opaque'] as const)(
      'ends its %s access tokens, its refresh token, its code and its device at once, on every process',
      async (accessTokenFormat) => {
        const client = await register({ name: 'Acme Orders', accessTokenFormat });
        const { visitor } = await open('account/apps');
        const tokens = await tokensFor(client, visitor);
        const device = await beginDevice(server, client);
        await allowDevice(server, device, { visitor });
        const polled = await beginDevice(server, client);
        await allowDevice(server, polled, { visitor });
        const onDevice = (await (await poll(server, client, polled)).json()) as TokenAnswer;
        const code = await obtainCode(server, client, { scope: 'openid' }, visitor);
        expect(await isActive(tokens.access_token)).toBe(true);
        expect(await isActive(tokens.access_token, other)).toBe(true);
        expect((await userinfo(onDevice.access_token)).status).toBe(200);

        const done = await remove(visitor, client);
        expect([done.status, new URL(done.url).pathname]).toEqual([200, '/oauth/account/apps']);
        expect(noteOf(done)).toBe('Acme Orders no longer has access to your account.');
        expect(textOf(done.html)).toContain('No app has access to your account');

        for (const at of [server, other]) expect(await isActive(tokens.access_token, at)).toBe(false);
        expect((await userinfo(tokens.access_token)).status).toBe(401);
        expect((await userinfo(onDevice.access_token)).status).toBe(401);
        await expectOAuthError(await refresh(server, client, tokens.refresh_token), INVALID_GRANT);
        await expectOAuthError(await refresh(other, client, onDevice.refresh_token), INVALID_GRANT);
        await expectOAuthError(await redeem(server, client, code), INVALID_GRANT);
        await expectOAuthError(await poll(server, client, device), INVALID_GRANT);

        expect(await server.database.findMany(Authorization, { subject, revokedAt: null })).toEqual([]);
        expect(await server.database.findMany(Consent, { subject })).toEqual([]);
        const events = await eventsOf('access.removed');
        expect(events).toMatchObject([
          { actor: subject, clientId: client.clientId, data: { authorizations: 4, scopes: 4 } },
        ]);
        // The client has to ask again.
        const again = await visitor.visit(authorizeUrl(server, client, pkce(), { scope: 'openid' }));
        expect(again.url).toContain('/oauth/confirm_access');
      },
    );

    it('asks first, in words that fit the app', async () => {
      const { visitor } = await open('account/apps');
      const [own, stranger] = [
        await register({ name: 'Acme Mail', firstParty: true }),
        await register({ name: 'Acme Opaque', accessTokenFormat: 'opaque' }),
      ];
      await tokensFor(own, visitor);
      await tokensFor(stranger, visitor);
      const text = textOf((await visitor.visit(removePage(own))).html);
      expect(text).toContain('Remove Acme Mail?');
      expect(text).toContain('may be accepted elsewhere for up to 10 minutes.');
      expect(text).toContain('It is part of Acme Account: if you use it again, it gets access again');
      const other = textOf((await visitor.visit(removePage(stranger))).html);
      expect(other).not.toContain('elsewhere');
      expect(other).toContain('it has to ask for your permission first');
    });

    it('touches neither other apps nor other users', async () => {
      const [first, second] = [await register({ name: 'One' }), await register({ name: 'Two' })];
      const bob = `bob-${username}`;
      await server.addUser(bob);
      const bobs = await tokensFor(first, (await open('account/apps', { username: bob })).visitor);
      const { visitor } = await open('account/apps');
      const [mine, kept] = [await tokensFor(first, visitor), await tokensFor(second, visitor)];
      await remove(visitor, first);
      expect(await isActive(mine.access_token)).toBe(false);
      expect(await isActive(kept.access_token)).toBe(true);
      expect(await isActive(bobs.access_token)).toBe(true);
      expect((await refresh(server, first, bobs.refresh_token)).status).toBe(200);
    });

    it('happens once, however often it is asked for', async () => {
      const client = await register({ name: 'Acme Orders' });
      const { visitor } = await open('account/apps');
      await tokensFor(client, visitor);
      const page = await visitor.visit(removePage(client));
      const all = await Promise.all(Array.from({ length: 10 }, () => visitor.submit(page, {}, BUTTON)));
      const notes = all.map((each) => noteOf(each));
      expect(
        notes.filter((note) => note === 'Acme Orders no longer has access to your account.'),
      ).toHaveLength(1);
      expect(await eventsOf('access.removed')).toHaveLength(1);
      expect((await visitor.submit(page, {}, BUTTON)).status).toBe(200);
      expect(await eventsOf('access.removed')).toHaveLength(1);
      // And the page that asks is no longer there.
      expect((await visitor.visit(removePage(client))).url).toBe(server.url('account/apps'));
    });

    it.each([1, 2, 3])('leaves nothing that works, whatever is refreshed meanwhile (%s)', async () => {
      const client = await register({ name: 'Acme Orders', accessTokenFormat: 'opaque' });
      const { visitor } = await open('account/apps');
      const families = [await tokensFor(client, visitor), await tokensFor(client, visitor)];
      const code = await obtainCode(server, client, { scope: 'openid offline_access' }, visitor);
      const page = await visitor.visit(removePage(client));
      const answers: Response[] = [];
      const [done] = await Promise.all([
        visitor.submit(page, {}, BUTTON),
        ...[server, other].flatMap((at) =>
          families.map(async ({ refresh_token }) => answers.push(await refresh(at, client, refresh_token))),
        ),
        redeem(other, client, code).then((answer) => answers.push(answer)),
      ]);
      expect(done.status).toBe(200);
      const issued = [...families];
      for (const answer of answers) {
        if (answer.status === 200) issued.push((await answer.json()) as TokenAnswer);
        else expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
      }
      for (const tokens of issued) {
        expect(await isActive(tokens.access_token)).toBe(false);
        await expectOAuthError(await refresh(server, client, tokens.refresh_token), INVALID_GRANT);
      }
    });

    it('is all or nothing', async () => {
      const client = await register();
      const { visitor } = await open('account/apps');
      const tokens = await tokensFor(client, visitor);
      const page = await visitor.visit(removePage(client));
      const { action, fields } = readForm(page.html);
      const record = jest
        .spyOn(server.app.get(Authorizations, { strict: false })['audit'], 'record')
        .mockRejectedValueOnce(new Error('no room'));
      const response = await visitor.request(new URL(action, server.issuer).href, {
        method: 'POST',
        body: new URLSearchParams(fields),
      });
      record.mockRestore();
      expect(response.status).toBe(500);
      expect(await isActive(tokens.access_token)).toBe(true);
      expect(await server.database.findMany(Consent, { subject })).toHaveLength(4);
      expect(await eventsOf('access.removed')).toEqual([]);
    });

    it('needs a form of this browser, for this purpose', async () => {
      const client = await register();
      const { visitor } = await open('account/apps');
      const tokens = await tokensFor(client, visitor);
      const { fields } = readForm((await visitor.visit(removePage(client))).html);
      const url = server.url('account/apps/remove');
      const submit = (form: Record<string, string>, who = visitor): Promise<Visit> =>
        who.visit(url, { method: 'POST', body: new URLSearchParams(form) });
      // The same user, in another browser; and another form of this one.
      const second = (await open('account/apps')).visitor;
      const forOthers = readForm((await visitor.visit(server.url('account/password'))).html).fields;
      expectNotOurs(await submit(fields, second), 'account/apps');
      expectNotOurs(await submit(fields, new Visitor()), 'account/apps');
      expectNotOurs(await submit({ ...fields, token: forOthers['token']! }), 'account/apps');
      expectNotOurs(await submit({ ...fields, token: '' }), 'account/apps');
      expectNotOurs(await submit({ client_id: client.clientId }), 'account/apps');
      expect(await isActive(tokens.access_token)).toBe(true);
      expect(await eventsOf('access.removed')).toEqual([]);
    });

    it('does nothing after the session has ended', async () => {
      const client = await register();
      const { visitor } = await open('account/apps');
      const tokens = await tokensFor(client, visitor);
      const page = await visitor.visit(removePage(client));
      await server.database.delete(Session, { subject });
      const after = await visitor.submit(page, {}, BUTTON);
      expect(after.url).toContain('/oauth/sign_in');
      expect(await isActive(tokens.access_token)).toBe(true);
      expect((await signIn(visitor, after, username)).url).toBe(server.url('account/apps'));
    });

    it('says nothing that somebody else wrote', async () => {
      const client = await register({ name: 'Acme Orders' });
      const { visitor } = await open('account/apps');
      await tokensFor(client, visitor);
      const done = new URL((await remove(visitor, client)).url).searchParams.get('done')!;
      const at = (path: string, value: string): string =>
        server.url(`${path}?${new URLSearchParams({ done: value })}`);
      expect(noteOf(await visitor.visit(at('account/apps', done)))).not.toBeNull();
      // On another page, for another user, changed, made up, or too old.
      expect(noteOf(await visitor.visit(at('account/sessions', done)))).toBeNull();
      const bob = `bob-${username}`;
      await server.addUser(bob);
      const stranger = (await open('account/apps', { username: bob })).visitor;
      expect(noteOf(await stranger.visit(at('account/apps', done)))).toBeNull();
      // In the middle: the last letter of base64url has bits that say nothing.
      const changed = `${done.slice(0, 8)}${done[8] === 'A' ? 'B' : 'A'}${done.slice(9)}`;
      for (const value of [changed, 'removed', '']) {
        expect(noteOf(await visitor.visit(at('account/apps', value)))).toBeNull();
      }
      server.clock.advance(901);
      expect(noteOf(await visitor.visit(at('account/apps', done)))).toBeNull();
      server.clock.advance(-901);
    });

    it('takes a client id of any kind for one that has no access', async () => {
      const { visitor } = await open('account/apps');
      const client = await register();
      await tokensFor(client, visitor);
      const page = await visitor.visit(removePage(client));
      for (const id of [
        'nobody',
        `${client.clientId} `,
        client.clientId.toUpperCase(),
        '0',
        'x'.repeat(3000),
        '',
      ]) {
        const after = await visitor.submit(page, { client_id: id }, BUTTON);
        expect([after.status, noteOf(after)]).toEqual([200, null]);
      }
      expect(await eventsOf('access.removed')).toEqual([]);
      const away = await visitor.visit(server.url('account/apps/remove?client_id=nobody'));
      expect(away.url).toBe(server.url('account/apps'));
    });
  });

  describe('sessions', () => {
    const browser = (userAgent: string): Visitor => new Visitor({ 'user-agent': userAgent });
    const idsOf = ({ html }: Visit): string[] =>
      [...html.matchAll(/name="session" value="([^"]+)"/g)].map((match) => match[1]!);

    it('are listed with browser, system, source and time, this one marked', async () => {
      const here = browser(FIREFOX);
      await open('account/sessions', { visitor: browser(SAFARI) });
      await open('account/sessions', { visitor: browser('Evil Bank <script>/1.0 x'.repeat(40)) });
      const { page } = await open('account/sessions', { visitor: here });
      const text = textOf(page.html);
      expect(text).toContain('Firefox on Windows This browser Signed in');
      expect(text).toContain('Safari on iOS Signed in');
      expect(text).toContain('Unknown browser Signed in');
      expect(text).not.toContain('Evil');
      expect(text).toContain('From 127.0.0.1');
      expect(page.html).toContain('aria-label="Sign out Safari on iOS"');
      expect(idsOf(page)).toHaveLength(2);
      const rows = await server.database.findMany(Session, { subject });
      expect(rows.map(({ userAgent }) => userAgent?.length).sort((a, b) => a! - b!)[2]).toBe(400);
      const [row] = rows.filter(({ userAgent }) => userAgent === FIREFOX);
      const at = new Date(row!.authenticatedAt).toISOString();
      expect(page.html).toContain(`datetime="${at}" title="${at.slice(0, 10)} ${at.slice(11, 19)} UTC"`);
    });

    it('say so when there is only this one', async () => {
      const { page } = await open('account/sessions');
      expect(textOf(page.html)).toContain('You are not signed in anywhere else.');
      expect(page.html).not.toContain('id="end-others"');
    });

    it('end one by one, with what clients got in them, and clients are told', async () => {
      const uri = `https://${username}.example/logout`;
      const client = await register({ backchannelLogoutUri: uri });
      const there = browser(SAFARI);
      await open('account/sessions', { visitor: there });
      const lasting = await tokensFor(client, there);
      const passing = await tokensFor(client, there, 'openid profile');
      const { visitor, page } = await open('account/sessions', { visitor: browser(FIREFOX) });
      const mine = await tokensFor(client, visitor, 'openid');
      const done = await visitor.submit(page, {}, { name: 'session', value: idsOf(page)[0]! });
      expect(noteOf(done)).toBe('Safari on iOS is signed out.');
      expect(idsOf(done)).toEqual([]);
      expect((await there.visit(server.url('account/sessions'))).url).toContain('/oauth/sign_in');
      expect((await visitor.visit(server.url('account/sessions'))).status).toBe(200);
      expect(await isActive(passing.access_token)).toBe(false);
      await expectOAuthError(await refresh(server, client, passing.refresh_token), INVALID_GRANT);
      // Policy P12: lasting access outlives the session; what was given in this one is not concerned.
      expect(await isActive(lasting.access_token)).toBe(true);
      expect(await isActive(mine.access_token)).toBe(true);
      const http = server.app.get<RecordingHttp>(OutgoingHttp, { strict: false });
      await http.until(uri, 1);
      expect(await eventsOf('session.ended')).toMatchObject([
        { actor: subject, data: { reason: 'ended_by_user' } },
      ]);
      // Once: a second press finds nothing.
      const again = await visitor.submit(page, {}, { name: 'session', value: idsOf(page)[0]! });
      expect(noteOf(again)).toBe('It was signed out already, so there was nothing left to do.');
      expect(await eventsOf('session.ended')).toHaveLength(1);
    });

    it('of others, and this one, cannot be ended here', async () => {
      const bob = `bob-${username}`;
      const account = await server.addUser(bob);
      const stranger = (await open('account/sessions', { username: bob })).visitor;
      await open('account/sessions');
      const { visitor, page } = await open('account/sessions');
      const all = await server.database.findMany(Session, {});
      const text = (id: Buffer): string =>
        id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
      const [bobs] = all.filter((session) => session.subject === account.subject);
      const listed = idsOf(page);
      const here = all.filter((session) => session.subject === subject && !listed.includes(text(session.id)));
      expect(here).toHaveLength(1);
      for (const value of [text(bobs!.id), text(here[0]!.id), 'nonsense', '']) {
        const after = await visitor.submit(page, {}, { name: 'session', value });
        expect(noteOf(after)).toBe('It was signed out already, so there was nothing left to do.');
      }
      expect((await stranger.visit(server.url('account/sessions'))).url).toBe(server.url('account/sessions'));
      expect((await visitor.visit(server.url('account/sessions'))).url).toBe(server.url('account/sessions'));
    });

    it('end all but this one, after a question', async () => {
      const others = [new Visitor(), new Visitor(), new Visitor()];
      for (const visitor of others) await open('account/sessions', { visitor });
      const { visitor } = await open('account/sessions');
      const question = await visitor.visit(server.url('account/sessions/others'));
      expect(textOf(question.html)).toContain('Other browsers that are signed in: 3');
      expect(await eventsOf('session.ended')).toHaveLength(0);
      const done = await visitor.submit(question, {}, BUTTON);
      expect(noteOf(done)).toBe('You are signed out everywhere else. Browsers signed out: 3');
      for (const each of others) {
        expect((await each.visit(server.url('account/apps'))).url).toContain('/oauth/sign_in');
      }
      expect((await visitor.visit(server.url('account/apps'))).url).toBe(server.url('account/apps'));
      expect(await eventsOf('session.ended')).toHaveLength(3);
      const again = await visitor.submit(question, {}, BUTTON);
      expect(noteOf(again)).toBe('It was signed out already, so there was nothing left to do.');
      // Nothing to ask about any more.
      const gone = await visitor.visit(server.url('account/sessions/others'));
      expect(gone.url).toBe(server.url('account/sessions'));
    });

    it('need a form of this browser, for this purpose', async () => {
      await open('account/sessions');
      const { visitor, page } = await open('account/sessions');
      const question = await visitor.visit(server.url('account/sessions/others'));
      const second = (await open('account/sessions')).visitor;
      const one = { token: readForm(page.html).fields['token']!, session: idsOf(page)[0]! };
      const all = { token: readForm(question.html).fields['token']! };
      const submit = (path: string, form: Record<string, string>, who: Visitor): Promise<Visit> =>
        who.visit(server.url(path), { method: 'POST', body: new URLSearchParams(form) });
      expectNotOurs(await submit('account/sessions', one, second), 'account/sessions');
      expectNotOurs(
        await submit('account/sessions', { ...one, token: all.token }, visitor),
        'account/sessions',
      );
      expectNotOurs(await submit('account/sessions/others', all, second), 'account/sessions');
      expectNotOurs(
        await submit('account/sessions/others', { token: one.token }, visitor),
        'account/sessions',
      );
      expect(await eventsOf('session.ended')).toEqual([]);
    });
  });

  describe('the password', () => {
    const change = (
      visitor: Visitor,
      page: Visit,
      current: string = PASSWORD,
      wanted: string = NEW_PASSWORD,
    ): Promise<Visit> => visitor.submit(page, { current_password: current, new_password: wanted }, BUTTON);
    const failureOf = ({ html }: Visit): string =>
      textOf(/id="failure"[^>]*>([\s\S]*?)<\/div>/.exec(html)?.[1] ?? '');

    it('is changed by whoever knows it; everything else that rests on the old one ends', async () => {
      const client = await register();
      const elsewhere = (await open('account/apps')).visitor;
      const lasting = await tokensFor(client, elsewhere);
      const { visitor, page } = await open('account/password');
      const mine = await tokensFor(client, visitor);
      const pending = await visitor.visit(authorizeUrl(server, client, pkce(), { prompt: 'consent' }));
      const before = visitor.cookie('__Host-portcullis')!;
      const done = await change(visitor, page);
      expect([done.status, new URL(done.url).pathname]).toEqual([200, '/oauth/account/password']);
      expect(noteOf(done)).toBe('Your password is changed. You are signed out everywhere else.');
      // This browser goes on, under another cookie; the former one is worth nothing.
      expect(visitor.cookie('__Host-portcullis')).not.toBe(before);
      const thief = new Visitor();
      thief.setCookie('__Host-portcullis', before);
      expect((await thief.visit(server.url('account/apps'))).url).toContain('/oauth/sign_in');
      expect((await elsewhere.visit(server.url('account/apps'))).url).toContain('/oauth/sign_in');
      for (const tokens of [lasting, mine]) {
        expect(await isActive(tokens.access_token, other)).toBe(false);
        await expectOAuthError(await refresh(other, client, tokens.refresh_token), INVALID_GRANT);
      }
      // What was open in another tab goes on.
      expect((await allow(visitor, pending)).left).toBe(true);
      const rows = await server.database.findMany(Session, { subject });
      expect(rows).toMatchObject([{ acr: PASSWORD_ACR.acr, amr: ['pwd'], source: '127.0.0.1' }]);
      expect(await eventsOf('user.password_set')).toMatchObject([{ actor: subject }]);
      expect(await eventsOf('session.ended')).toMatchObject([
        { data: { reason: 'replaced' } },
        { data: { reason: 'ended_by_user' } },
      ]);
      const old = await openAccount(server, 'account/apps', { username });
      expect(old.page.url).toContain('/oauth/sign_in');
      const fresh = await openAccount(server, 'account/apps', { username, password: NEW_PASSWORD });
      expect(fresh.page.url).toBe(server.url('account/apps'));
    });

    it('stays when the current one is wrong', async () => {
      const client = await register();
      const { visitor, page } = await open('account/password');
      const tokens = await tokensFor(client, visitor);
      const before = visitor.cookie('__Host-portcullis');
      const failed = await change(visitor, page, 'not my password');
      expect(failed.status).toBe(400);
      expect(failureOf(failed)).toBe('The current password is not right. Nothing was changed.');
      expect(failed.html).toContain('<title>Error: Change your password – Acme Account</title>');
      expect(failed.html).not.toContain('not my password');
      expect(failed.html).not.toContain(NEW_PASSWORD);
      expect(visitor.cookie('__Host-portcullis')).toBe(before);
      expect(await isActive(tokens.access_token)).toBe(true);
      expect(await eventsOf('user.password_set')).toEqual([]);
      expect(await eventsOf('password_change.failed')).toMatchObject([{ actor: subject }]);
      expect((await openAccount(server, 'account/apps', { username })).page.status).toBe(200);
    });

    it.each([
      ['too short', 'sz7!kq0.v', 'The new password is too short. It needs at least 10 characters.'],
      ['none', '', 'The new password is too short. It needs at least 10 characters.'],
      [
        'too long',
        'sz7!kq0.'.repeat(129),
        'The new password is too long. Choose one of fewer than 250 characters.',
      ],
      [
        'common',
        'QwertyUiop123',
        'The new password is one that many people choose, and that guessers try first. Choose another.',
      ],
      ['the current one', PASSWORD, 'The new password is the current one. Choose another.'],
    ])('is not replaced by one that is %s, which costs no attempt', async (_, wanted, words) => {
      const { visitor, page } = await open('account/password');
      for (let i = 0; i < 4; i++) {
        const failed = await change(visitor, page, PASSWORD, wanted);
        expect([failed.status, failureOf(failed)]).toEqual([400, words]);
      }
      expect((await change(visitor, page)).status).toBe(200);
    });

    it('is not replaced by one with the user name in it', async () => {
      const { visitor, page } = await open('account/password');
      const failed = await change(visitor, page, PASSWORD, `I am ${username.toUpperCase()}`);
      expect(failureOf(failed)).toContain('contains your username');
    });

    it('can be guessed no more often than at the sign-in page, both together', async () => {
      const { visitor, page } = await open('account/password');
      const stranger = new Visitor();
      const from = await stranger.visit(server.url('account/apps'));
      await signIn(stranger, from, username, 'wrong guess');
      expect((await change(visitor, page, 'wrong 1')).status).toBe(400);
      expect((await change(visitor, page, 'wrong 2')).status).toBe(400);
      const limited = await change(visitor, page);
      expect(limited.status).toBe(429);
      expect(Number(limited.response.headers.get('retry-after'))).toBeGreaterThan(200);
      expect(failureOf(limited)).toContain('Too many passwords were wrong, so yours was not checked.');
      const after = await signIn(stranger, await stranger.visit(server.url('account/apps')), username);
      expect(textOf(after.html)).toContain('Too many attempts to sign in have failed.');
      expect(await eventsOf('user.password_set')).toEqual([]);
    });

    it('is changed once by many at the same time who know the old one', async () => {
      const visitors = await Promise.all([1, 2, 3].map(async () => (await open('account/password')).visitor));
      const pages = await Promise.all(visitors.map((each) => each.visit(server.url('account/password'))));
      await Promise.all(
        visitors.map((each, i) => change(each, pages[i]!, PASSWORD, `another password ${i}`)),
      );
      const alive = await Promise.all(
        visitors.map(async (each) => (await each.visit(server.url('account/apps'))).url),
      );
      // Whoever was last, or nobody, is still signed in; the password is one of theirs.
      expect(alive.filter((url) => url === server.url('account/apps')).length).toBeLessThanOrEqual(1);
      const good = await Promise.all(
        [0, 1, 2].map((i) => server.users.authenticate(username, `another password ${i}`)),
      );
      expect(good.filter((account) => account !== null)).toHaveLength(1);
    });

    it('needs a form of this browser, for this purpose', async () => {
      const { visitor, page } = await open('account/password');
      const second = (await open('account/password')).visitor;
      const { fields } = readForm(page.html);
      const form = { ...fields, current_password: PASSWORD, new_password: NEW_PASSWORD };
      const submit = (values: Record<string, string>, who: Visitor): Promise<Visit> =>
        who.visit(server.url('account/password'), { method: 'POST', body: new URLSearchParams(values) });
      expectNotOurs(await submit(form, second), 'account/password');
      expectNotOurs(await submit({ ...form, token: '' }, visitor), 'account/password');
      expect(await eventsOf('user.password_set')).toEqual([]);
    });
  });
});

/** A host that keeps no time of changes, and one that changes no passwords at all. */
const accountsOf = new Map<string, { account: Account; password: string }>();

@Injectable()
class HostAccounts extends AccountStore {
  override authenticate(username: string, password: string): Promise<Account | null> {
    const found = [...accountsOf.values()].find((each) => each.account.username === username);
    return Promise.resolve(found?.password === password ? found.account : null);
  }

  override find(subject: string): Promise<Account | null> {
    return Promise.resolve(accountsOf.get(subject)?.account ?? null);
  }
}

@Injectable()
class ChangingAccounts extends HostAccounts {
  override setPassword(subject: string, password: string): Promise<void> {
    accountsOf.get(subject)!.password = password;
    return Promise.resolve();
  }
}

describe.each(DATABASES)('an account store of a host, on %s', (database) => {
  const carol: Account = { subject: 'c1', username: 'carol', claims: {}, disabled: false };
  beforeEach(() => {
    accountsOf.set('c1', { account: carol, password: PASSWORD });
  });

  it('that changes no passwords has no page for it', async () => {
    const server = await TestServer.start({ database, extras: { accounts: HostAccounts } });
    try {
      const { visitor, page } = await openAccount(server, 'account/apps', { username: 'carol' });
      expect(page.status).toBe(200);
      expect(page.html).not.toContain('section-password');
      for (const method of ['GET', 'POST', 'PUT']) {
        expect((await visitor.request(server.url('account/password'), { method })).status).toBe(404);
      }
      const sessions = await visitor.visit(server.url('account/sessions'));
      expect(sessions.html).not.toContain('account/password');
    } finally {
      await server.close();
    }
  });

  it('that does not say when credentials changed ends what rests on the old password all the same', async () => {
    const server = await TestServer.start({ database, extras: { accounts: ChangingAccounts } });
    try {
      const client = await server.register({ grantTypes: ['authorization_code', 'refresh_token'] });
      const elsewhere = (await openAccount(server, 'account/apps', { username: 'carol' })).visitor;
      const answer = await redeem(server, client, await obtainCode(server, client, {}, elsewhere));
      const tokens = (await answer.json()) as TokenAnswer;
      const { visitor, page } = await openAccount(server, 'account/password', { username: 'carol' });
      const values = { current_password: PASSWORD, new_password: NEW_PASSWORD };
      const done = await visitor.submit(page, values, BUTTON);
      expect(noteOf(done)).toContain('Your password is changed.');
      expect((await elsewhere.visit(server.url('account/apps'))).url).toContain('/oauth/sign_in');
      expect((await visitor.visit(server.url('account/apps'))).url).toBe(server.url('account/apps'));
      await expectOAuthError(await refresh(server, client, tokens.refresh_token), INVALID_GRANT);
      const [event] = await server.database.findMany(AuditEvent, { event: 'user.password_set' });
      expect(event).toMatchObject({ actor: 'c1', subject: 'c1' });
    } finally {
      await server.close();
    }
  });

  it('has no such pages at all where they are switched off', async () => {
    const server = await TestServer.start({ database, extras: { features: { accountPages: false } } });
    try {
      for (const path of ['account', 'account/apps', 'account/sessions', 'account/password']) {
        expect((await fetch(server.url(path), { redirect: 'manual' })).status).toBe(404);
      }
    } finally {
      await server.close();
    }
  });
});
