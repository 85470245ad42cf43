import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  AuditEvent,
  Authorization,
  AuthorizationCode,
  Consent,
  Interaction,
  RefreshToken,
  Session,
} from '@portcullis/oauth';
import { answerIn, expectPage, get } from '../support/answers.js';
import {
  expectOAuthError,
  INVALID_GRANT,
  INVALID_TOKEN,
  INVALID_TOKEN_CHALLENGE,
} from '../support/oauth-error.js';
import { DATABASES } from '../support/databases.js';
import {
  allow,
  authorizeUrl,
  introspect,
  obtainCode,
  obtainTokens,
  redeem,
  refresh,
  registerApi,
  signIn,
  type TokenAnswer,
} from '../support/flow.js';
import { query } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { ACTOR, PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';
import { readForm, Visitor, type Visit } from '../support/visitor.js';

const COOKIE = '__Host-portcullis';
const GONE = 'This page is no longer valid';
const NOTHING = 'Nothing is waiting for you here';
const WRONG = 'The username or the password is not right. Check both and try again.';

describe.each(DATABASES)('sign-in and consent on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let alice: string;
  const proof = pkce();

  beforeAll(async () => {
    server = await TestServer.start({ database });
    alice = (await server.addUser()).subject;
    await server.addUser('bob');
    client = await server.register();
  });
  afterAll(() => server.close());

  const post = (visitor: Visitor, endpoint: string, form: Record<string, string>): Promise<Response> =>
    visitor.request(server.url(endpoint), { method: 'POST', body: query(form) });

  /** A visitor on the sign-in page of a request of `by`. */
  const arrive = async (
    by = client,
    visitor = new Visitor(),
    more = {},
  ): Promise<{ visitor: Visitor; page: Visit; interaction: string }> => {
    const page = await visitor.visit(authorizeUrl(server, by, proof, more));
    return { visitor, page, interaction: readForm(page.html).fields['interaction']! };
  };

  /** A visitor on the consent page of a client of its own. */
  const arriveAtConsent = async (username = 'alice', more = {}, settings = {}) => {
    const asking = await server.register(settings);
    const { visitor, page, interaction } = await arrive(asking, new Visitor(), more);
    return { asking, visitor, interaction, page: await signIn(visitor, page, username) };
  };

  const credentials = { username: 'alice', password: PASSWORD, action: 'sign_in' };
  const codes = async (): Promise<number> => (await server.database.findMany(AuthorizationCode, {})).length;
  const sessions = async (): Promise<number> => (await server.database.findMany(Session, {})).length;

  describe('the session cookie', () => {
    it('is __Host-, Secure, HttpOnly and Lax, before and after the sign-in', async () => {
      const visitor = new Visitor();
      const first = await visitor.request(authorizeUrl(server, client, proof));
      const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';
      expect(first.headers.getSetCookie()).toEqual([
        expect.stringMatching(new RegExp(`^${COOKIE}=[\\w-]{64}; ${attributes}$`)),
      ]);
      const interaction = new URL(first.headers.get('location')!, server.issuer).searchParams.get(
        'interaction',
      )!;
      const second = await post(visitor, 'sign_in', { interaction, ...credentials });
      expect(second.headers.getSetCookie()).toEqual([
        expect.stringMatching(new RegExp(`^${COOKIE}=[\\w-]{64}; ${attributes}$`)),
      ]);
      const [before, after] = [first, second].map((response) =>
        response.headers.getSetCookie()[0]!.slice(0, 82),
      );
      expect(before).not.toBe(after);
    });

    it('known before the sign-in is worth nothing after it', async () => {
      const { visitor, page } = await arrive();
      const before = visitor.cookie(COOKIE)!;
      await signIn(visitor, page);
      const other = new Visitor();
      other.setCookie(COOKIE, before);
      expect((await other.visit(authorizeUrl(server, client, proof))).url).toContain('/oauth/sign_in');
    });

    it('chosen by somebody else does not become the session', async () => {
      const victim = new Visitor();
      victim.setCookie(COOKIE, 'x'.repeat(64));
      const { page } = await arrive(client, victim);
      await signIn(victim, page);
      expect(victim.cookie(COOKIE)).not.toBe('x'.repeat(64));
    });

    it('of the former session is dead once the user has signed in again', async () => {
      const { visitor } = await obtainCode(server, client);
      const former = visitor.cookie(COOKIE)!;
      const count = await sessions();
      const { page } = await arrive(client, visitor, { prompt: 'login' });
      await signIn(visitor, page);
      expect(await sessions()).toBe(count);
      const other = new Visitor();
      other.setCookie(COOKIE, former);
      expect((await other.visit(authorizeUrl(server, client, proof))).url).toContain('/oauth/sign_in');
    });

    it.each([
      ['cut short', (value: string) => value.slice(0, -1)],
      [
        'with its last letter changed',
        (value: string) => value.slice(0, -1) + (value.endsWith('A') ? 'B' : 'A'),
      ],
      ['in another case', (value: string) => value.toLowerCase()],
      ['sent twice', (value: string) => `${value}; ${COOKIE}=${value}`],
    ])('is nobody when it is %s', async (_, change) => {
      const { visitor } = await obtainCode(server, client);
      const url = authorizeUrl(server, client, proof, { prompt: 'none' });
      expect(answerIn((await visitor.request(url)).headers.get('location')!).values['code']).toBeDefined();
      visitor.setCookie(COOKIE, change(visitor.cookie(COOKIE)!));
      const { values } = answerIn((await visitor.request(url)).headers.get('location')!);
      expect(values['error']).toBe('login_required');
    });
  });

  describe('the sign-in form', () => {
    it('is refused without an interaction of this browser', async () => {
      const { interaction } = await arrive();
      const count = await sessions();
      const gone: [Visitor, Record<string, string>, string][] = [
        [new Visitor(), credentials, NOTHING],
        [new Visitor(), { ...credentials, interaction: '' }, NOTHING],
        [new Visitor(), { ...credentials, interaction: 'x' }, GONE],
        [new Visitor(), { ...credentials, interaction: 'x'.repeat(64) }, GONE],
        [new Visitor(), { ...credentials, interaction: `${interaction.slice(0, -1)}!` }, GONE],
        // Login CSRF: another site makes this browser post the attacker's own interaction.
        [new Visitor(), { ...credentials, interaction }, GONE],
        [(await arrive()).visitor, { ...credentials, interaction }, GONE],
      ];
      for (const [visitor, form, title] of gone) {
        const response = await post(visitor, 'sign_in', form);
        expect(response.headers.getSetCookie()).toEqual([]);
        await expectPage(response, 400, title);
      }
      expect(await sessions()).toBe(count);
    });

    it('of a request that was begun with an empty cookie does not fit a browser without one', async () => {
      const attacker = new Visitor();
      attacker.setCookie(COOKIE, '');
      const { interaction } = await arrive(client, attacker);
      // A browser sends no Lax cookie with a cross-site POST.
      const response = await post(new Visitor(), 'sign_in', { ...credentials, interaction });
      expect(response.headers.getSetCookie()).toEqual([]);
      await expectPage(response, 400, GONE);
    });

    it.each([
      ['a wrong password', 'alice', 'wrong'],
      ['an unknown user', 'nobody', PASSWORD],
      ['a disabled user', 'disabled-dan', PASSWORD],
      ['an empty password', 'alice', ''],
      ['an empty username', '', PASSWORD],
      ['a password with a space after it', 'alice', `${PASSWORD} `],
      ['a username with an accent', 'álice', PASSWORD],
      ['a username in another case', 'ALICE', PASSWORD],
      ['a username with a space after it', 'alice ', PASSWORD],
      ['a username with full-width letters', 'ａｌｉｃｅ', PASSWORD],
      ['a username with an invisible character', 'ali\u200bce', PASSWORD],
      ['a username of 5 kB', 'a'.repeat(5000), PASSWORD],
      ['a password of 5 kB', 'alice', 'a'.repeat(5000)],
    ])('gives one answer to every wrong credential: %s', async (_, username, password) => {
      if (username === 'disabled-dan' && !(await server.users.findByUsername(username))) {
        const { subject } = await server.addUser(username);
        await server.users.setDisabled(subject, true, ACTOR);
      }
      const { visitor, interaction } = await arrive();
      const response = await post(visitor, 'sign_in', { interaction, username, password, action: 'sign_in' });
      expect(response.status).toBe(303);
      expect(response.headers.get('location')).toBe(`/oauth/sign_in?interaction=${interaction}`);
      expect(response.headers.getSetCookie()).toEqual([]);
      const page = await visitor.visit(new URL(response.headers.get('location')!, server.issuer).href);
      expect(page.status).toBe(200);
      expect(page.html).toContain(`<p>${WRONG}</p>`);
      expect(readForm(page.html).fields).toEqual({
        interaction,
        username: username.slice(0, 255),
        password: '',
      });
      if (password.length > 6) expect(page.html).not.toContain(password);
      // The same request goes on with the right ones.
      expect((await signIn(visitor, page)).url).not.toContain('/oauth/sign_in');
    });

    it('writes down failure and success, never the password, nor what was typed in place of a name', async () => {
      const own = await server.register();
      const { visitor, page } = await arrive(own);
      const again = await signIn(visitor, page, 'hunter2hunter2', 'hunter2hunter2');
      await signIn(visitor, again);
      const events = await server.database.findMany(
        AuditEvent,
        { clientId: own.clientId },
        { orderBy: 'id' },
      );
      expect(events.map(({ event, subject, data }) => ({ event, subject, data })).slice(1)).toEqual([
        { event: 'sign_in.failed', subject: null, data: {} },
        { event: 'sign_in.succeeded', subject: alice, data: {} },
      ]);
      expect(JSON.stringify(events)).not.toContain('hunter2');
    });

    it('accepts a name in either Unicode form', async () => {
      await server.addUser('zoë'.normalize('NFC'));
      for (const form of ['NFC', 'NFD']) {
        const { visitor, page } = await arrive();
        expect((await signIn(visitor, page, 'zoë'.normalize(form))).url).not.toContain('/oauth/sign_in');
      }
    });

    it.each([
      ['both', {}, credentials],
      ['the password', { username: 'alice' }, { password: PASSWORD }],
      ['the username', { password: PASSWORD }, { username: 'alice' }],
    ])('takes nothing from the address: %s', async (_, form, inAddress) => {
      const count = await sessions();
      const { visitor, interaction } = await arrive();
      const response = await visitor.request(`${server.url('sign_in')}?${query(inAddress)}`, {
        method: 'POST',
        body: query({ interaction, action: 'sign_in', ...form }),
      });
      expect(response.headers.get('location')).toBe(`/oauth/sign_in?interaction=${interaction}`);
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(await sessions()).toBe(count);
    });

    it.each([
      ['a name of 255 characters', 'n'.repeat(255), PASSWORD, 1],
      ['a name of 256 characters', 'n'.repeat(256), PASSWORD, 0],
      ['a password of 1024 bytes', 'alice', 'é'.repeat(512), 1],
      ['a password of 1025 bytes', 'alice', `${'é'.repeat(512)}x`, 0],
    ])('asks the account store as often as it makes sense: %s', async (_, username, password, times) => {
      const authenticate = jest.spyOn(server.users, 'authenticate');
      try {
        const { visitor, page } = await arrive();
        const again = await signIn(visitor, page, username, password);
        expect(again.html).toContain(`<p>${WRONG}</p>`);
        expect(authenticate).toHaveBeenCalledTimes(times);
      } finally {
        authenticate.mockRestore();
      }
    });

    it('goes on at our own address whatever the form or the address names', async () => {
      for (const evil of [
        '//evil.example',
        '/\\evil.example',
        'https:evil.example',
        'https://evil.example/',
        'javascript:alert(1)',
        '%2f%2fevil.example',
      ]) {
        const { visitor, interaction } = await arrive();
        const names = ['return_to', 'redirect', 'redirect_uri', 'next', 'continue', 'url', 'lang'];
        const extra = Object.fromEntries(names.map((name) => [name, evil]));
        const response = await visitor.request(`${server.url('sign_in')}?${query(extra)}`, {
          method: 'POST',
          body: query({ ...extra, interaction, ...credentials }),
        });
        expect(response.status).toBe(303);
        expect(response.headers.get('location')).toBe(`/oauth/authorize/resume?interaction=${interaction}`);
      }
    });

    it.each([
      ['repeated', 'username=alice&username=bob', {}],
      ['an array', 'username[]=alice', {}],
      ['JSON', '{"username":"alice"}', { 'content-type': 'application/json' }],
    ])('with fields that are %s is refused', async (_, body, headers) => {
      const { visitor, interaction } = await arrive();
      const response = await visitor.request(server.url('sign_in'), {
        method: 'POST',
        body: `${body}&interaction=${interaction}&password=${encodeURIComponent(PASSWORD)}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      });
      expect(response.headers.getSetCookie()).toEqual([]);
      await expectPage(response, 400, 'This request cannot be understood');
    });

    it('can be cancelled: the client gets access_denied with state and iss, and the request is over', async () => {
      const { visitor, page, interaction } = await arrive();
      const count = await sessions();
      const back = await visitor.submit(
        page,
        { username: '', password: '' },
        { name: 'action', value: 'cancel' },
      );
      expect(answerIn(back.url)).toEqual({
        to: 'https://client.example/cb',
        values: {
          error: 'access_denied',
          error_description: 'The request was denied.',
          state: 'st4te',
          iss: server.issuer,
        },
      });
      expect(await sessions()).toBe(count);
      await expectPage(await post(visitor, 'sign_in', { interaction, ...credentials }), 400, GONE);
    });
  });

  describe('the consent page', () => {
    it('shows client, account, target and scopes of the stored request', async () => {
      const { page } = await arriveAtConsent('alice', { scope: 'openid email offline_access' });
      const text = page.html.replaceAll(/<\/?bdi>/g, '');
      expect(text).toContain('Acme Wiki wants to access your account');
      expect(text).toContain('Signed in as Alice Liddell (alice)');
      expect(text).toContain('You will be sent to https://client.example<');
      expect(readForm(page.html).fields).toEqual({
        interaction: expect.any(String),
        'scope.openid': 'true',
        'scope.email': 'true',
        'scope.offline_access': 'true',
        remember: 'true',
      });
    });

    it('remembers per user, client and scope, and is not shown again for the same', async () => {
      const { asking, visitor, page } = await arriveAtConsent('alice', { scope: 'openid profile' });
      expect((await allow(visitor, page)).left).toBe(true);
      const rows = await server.database.findMany(
        Consent,
        { clientId: asking.clientId },
        { orderBy: 'scope' },
      );
      const year = 365 * 86_400_000;
      expect(rows.map((row) => ({ ...row }))).toEqual(
        ['openid', 'profile'].map((scope) => ({
          subject: alice,
          clientId: asking.clientId,
          scope,
          grantedAt: rows[0]!.grantedAt,
          expiresAt: rows[0]!.grantedAt + year,
        })),
      );
      expect((await visitor.visit(authorizeUrl(server, asking, proof))).left).toBe(true);
      const fewer = await visitor.visit(authorizeUrl(server, asking, proof, { scope: 'profile' }));
      expect(fewer.left).toBe(true);
      // Another user, another client and another scope ask anew.
      const bob = new Visitor();
      const bobs = await signIn(bob, await bob.visit(authorizeUrl(server, asking, proof)), 'bob');
      expect(bobs.url).toContain('/oauth/confirm_access');
      const other = await server.register();
      expect((await visitor.visit(authorizeUrl(server, other, proof))).url).toContain(
        '/oauth/confirm_access',
      );
      const more = await visitor.visit(
        authorizeUrl(server, asking, proof, { scope: 'openid profile email' }),
      );
      expect(more.url).toContain('/oauth/confirm_access');
      expect(more.html.replaceAll(/<\/?bdi>/g, '')).toContain('Already allowed (2)');
    });

    it('is shown again once the consent has expired', async () => {
      const { asking, visitor, page } = await arriveAtConsent();
      await allow(visitor, page);
      await server.database.update(Consent, { clientId: asking.clientId }, { expiresAt: server.clock.now() });
      expect((await visitor.visit(authorizeUrl(server, asking, proof))).url).toContain(
        '/oauth/confirm_access',
      );
    });

    it('without "remember" holds for this occasion only', async () => {
      const { asking, visitor, page } = await arriveAtConsent();
      expect((await allow(visitor, page, { remember: null })).left).toBe(true);
      expect(await server.database.findMany(Consent, { clientId: asking.clientId })).toEqual([]);
      expect((await visitor.visit(authorizeUrl(server, asking, proof))).url).toContain(
        '/oauth/confirm_access',
      );
    });

    it('lets scopes be left out: code, token, introspection and consent have only the others', async () => {
      const own = pkce();
      const visitor = new Visitor();
      const asking = await server.register();
      const url = authorizeUrl(server, asking, own, { scope: 'openid profile email' });
      const page = await signIn(visitor, await visitor.visit(url));
      const back = await allow(visitor, page, { 'scope.profile': null });
      const result = {
        ...own,
        code: answerIn(back.url).values['code']!,
        callback: new URL(back.url),
        visitor,
      };
      const tokens = (await (await redeem(server, asking, result)).json()) as TokenAnswer;
      expect(tokens.scope).toBe('openid email');
      const api = await registerApi(server, server.issuer);
      expect(await introspect(server, api, tokens.access_token)).toMatchObject({ scope: 'openid email' });
      const next = (await (await refresh(server, asking, tokens.refresh_token)).json()) as TokenAnswer;
      expect(next.scope).toBe('openid email');
      await expectOAuthError(await refresh(server, asking, next.refresh_token, { scope: 'openid profile' }), [
        400,
        'invalid_scope',
        'The requested scope is invalid: profile.',
      ]);
      const rows = await server.database.findMany(
        Consent,
        { clientId: asking.clientId },
        { orderBy: 'scope' },
      );
      expect(rows.map(({ scope }) => scope)).toEqual(['email', 'openid']);
    });

    it('grants openid even when its box is cleared by force', async () => {
      const { visitor, page, asking } = await arriveAtConsent('alice', { scope: 'openid profile' });
      await allow(visitor, page, { 'scope.openid': null, 'scope.profile': null });
      const rows = await server.database.findMany(Consent, { clientId: asking.clientId });
      expect(rows.map(({ scope }) => scope)).toEqual(['openid']);
    });

    const denied = (iss: string) => ({
      to: 'https://client.example/cb',
      values: { error: 'access_denied', error_description: 'The request was denied.', state: 'st4te', iss },
    });

    it('denied reaches the client as access_denied with state and iss; nothing is granted', async () => {
      const { visitor, page, asking } = await arriveAtConsent();
      const before = await codes();
      const back = await visitor.submit(page, {}, { name: 'decision', value: 'deny' });
      expect(answerIn(back.url)).toEqual(denied(server.issuer));
      expect(await codes()).toBe(before);
      expect(await server.database.findMany(Consent, { clientId: asking.clientId })).toEqual([]);
      expect(await server.database.findMany(Authorization, { clientId: asking.clientId })).toEqual([]);
      const events = await server.database.findMany(
        AuditEvent,
        { clientId: asking.clientId },
        { orderBy: 'id' },
      );
      expect(events.at(-1)).toMatchObject({
        event: 'consent.denied',
        actor: alice,
        data: { scopes: ['openid', 'profile'] },
      });
    });

    it('with every box cleared is a denial', async () => {
      const { visitor, page } = await arriveAtConsent('alice', { scope: 'profile email' });
      const back = await allow(visitor, page, { 'scope.profile': null, 'scope.email': null });
      expect(answerIn(back.url)).toEqual(denied(server.issuer));
    });

    it('of a request for no scope at all is shown, can be allowed, and is shown again', async () => {
      const { asking, visitor, page } = await arriveAtConsent('alice', { scope: undefined }, { scopes: [] });
      expect(page.html.replaceAll(/<\/?bdi>/g, '')).toContain('Acme Wiki asks for no particular permission.');
      expect(answerIn((await allow(visitor, page)).url).values).toMatchObject({ code: expect.any(String) });
      expect(await server.database.findMany(Consent, { clientId: asking.clientId })).toEqual([]);
      const again = await visitor.visit(authorizeUrl(server, asking, proof, { scope: undefined }));
      expect(again.url).toContain('/oauth/confirm_access');
    });

    it('understands the fields of the older dialect', async () => {
      for (const [approval, outcome] of [
        ['true', 'code'],
        ['false', 'error'],
      ] as const) {
        const { visitor, interaction } = await arriveAtConsent();
        const form = { interaction, user_oauth_approval: approval, 'scope.openid': 'approve', remember: '' };
        const response = await post(visitor, 'confirm_access', form);
        const back = await visitor.visit(new URL(response.headers.get('location')!, server.issuer).href);
        expect(Object.keys(answerIn(back.url).values)).toContain(outcome);
      }
    });

    it.each([
      ['no decision', {}],
      ['an unclear decision', { decision: 'maybe' }],
      ['a prototype name as decision', { user_oauth_approval: 'constructor' }],
    ])('with %s is refused and can be answered again', async (_, form) => {
      const { visitor, interaction, page } = await arriveAtConsent();
      const response = await post(visitor, 'confirm_access', {
        interaction,
        'scope.openid': 'true',
        ...form,
      });
      await expectPage(response, 400, 'This request cannot be understood');
      expect((await allow(visitor, page)).left).toBe(true);
    });

    it.each(['allow', 'deny'])('answered twice counts once (%s)', async (decision) => {
      const { visitor, page, interaction, asking } = await arriveAtConsent();
      const { fields } = readForm(page.html);
      const first = await post(visitor, 'confirm_access', { ...fields, decision });
      expect(first.headers.get('location')).toBe(`/oauth/authorize/resume?interaction=${interaction}`);
      // Before and after the first answer has led back to the client.
      await expectPage(await post(visitor, 'confirm_access', { ...fields, decision: 'allow' }), 400, GONE);
      await visitor.visit(new URL(first.headers.get('location')!, server.issuer).href);
      const html = await expectPage(
        await post(visitor, 'confirm_access', { ...fields, decision: 'allow' }),
        400,
        GONE,
      );
      expect(html).toContain('It has been answered already, and each answer counts only once.');
      const issued = await server.database.findMany(Authorization, { clientId: asking.clientId });
      expect(issued).toHaveLength(decision === 'allow' ? 1 : 0);
    });

    it('of alice cannot be answered or seen from the browser of bob, nor without a session', async () => {
      const { interaction, asking, page, visitor } = await arriveAtConsent('alice');
      const { fields } = readForm(page.html);
      const { visitor: bob } = await arriveAtConsent('bob');
      for (const other of [bob, new Visitor()]) {
        await expectPage(await post(other, 'confirm_access', { ...fields, decision: 'allow' }), 400, GONE);
        for (const place of ['confirm_access', 'sign_in', 'authorize/resume']) {
          const seen = await other.request(`${server.url(place)}?interaction=${interaction}`);
          await expectPage(seen, 400, GONE);
        }
      }
      expect(await server.database.findMany(Authorization, { clientId: asking.clientId })).toEqual([]);
      expect((await allow(visitor, page)).left).toBe(true);
    });

    it('given by alice does not speak for bob, who signs in before the request has gone on', async () => {
      const { visitor, page, interaction, asking } = await arriveAtConsent('alice');
      await post(visitor, 'confirm_access', { ...readForm(page.html).fields, decision: 'allow' });
      const here = `${server.url('sign_in')}?interaction=${interaction}`;
      const consent = await signIn(visitor, await visitor.visit(here), 'bob');
      expect(consent.url).toContain('/oauth/confirm_access');
      expect(consent.html).toContain('(<bdi>bob</bdi>)');
      expect(await server.database.findMany(Authorization, { clientId: asking.clientId })).toEqual([]);
    });

    it('lets somebody else sign in instead', async () => {
      const { visitor, page, asking } = await arriveAtConsent('alice');
      const href = /id="switch-account" href="([^"]+)"/.exec(page.html)![1]!.replaceAll('&#x3D;', '=');
      const consent = await signIn(visitor, await visitor.visit(new URL(href, page.url).href), 'bob');
      expect((await allow(visitor, consent)).left).toBe(true);
      const bob = (await server.users.findByUsername('bob'))!;
      const rows = await server.database.findMany(Authorization, { clientId: asking.clientId });
      expect(rows.map(({ subject }) => subject)).toEqual([bob.subject]);
    });

    /** Alice decides, and before the request goes on bob signs in instead, from the link on the page. */
    const handOver = async (values: Record<string, string | null>, decision: string, bobKnows = false) => {
      const { visitor, page, interaction, asking } = await arriveAtConsent('alice', {
        scope: 'openid email',
      });
      if (bobKnows) {
        const other = await arrive(asking, new Visitor(), { scope: 'openid email' });
        expect((await allow(other.visitor, await signIn(other.visitor, other.page, 'bob'))).left).toBe(true);
      }
      const { fields } = readForm(page.html);
      for (const [name, value] of Object.entries(values)) if (value === null) delete fields[name];
      expect((await post(visitor, 'confirm_access', { ...fields, decision })).status).toBe(303);
      const here = `${server.url('sign_in')}?interaction=${interaction}`;
      return { visitor, asking, next: await signIn(visitor, await visitor.visit(here), 'bob') };
    };

    const authorizationsOf = async ({ clientId }: RegisteredClient) =>
      (await server.database.findMany(Authorization, { clientId }, { orderBy: 'id' })).map(
        ({ subject, scopes }) => ({ subject, scopes }),
      );

    it.each([
      ['allowed less', { 'scope.email': null }, 'allow'],
      ['denied', {}, 'deny'],
    ])('after alice %s is bob’s own to decide', async (_, values, decision) => {
      const { visitor, asking, next } = await handOver(values, decision);
      expect(next.url).toContain('/oauth/confirm_access');
      expect(next.html).toContain('(<bdi>bob</bdi>)');
      expect(answerIn((await allow(visitor, next)).url).values).toHaveProperty('code');
      const bob = (await server.users.findByUsername('bob'))!;
      expect(await authorizationsOf(asking)).toEqual([{ subject: bob.subject, scopes: ['openid', 'email'] }]);
    });

    it('that bob gave before counts for bob, whatever alice decided', async () => {
      const { asking, next } = await handOver({ 'scope.email': null }, 'allow', true);
      expect(answerIn(next.url).values).toHaveProperty('code');
      const bob = {
        subject: (await server.users.findByUsername('bob'))!.subject,
        scopes: ['openid', 'email'],
      };
      expect(await authorizationsOf(asking)).toEqual([bob, bob]);
    });

    describe('the last word', () => {
      const scopesOf = async ({ clientId }: RegisteredClient, subject = alice): Promise<string[]> =>
        (await server.database.findMany(Consent, { clientId, subject }, { orderBy: 'scope' })).map(
          ({ scope }) => scope,
        );
      const all = { scope: 'openid profile email' };

      /** Alice and bob have both allowed and remembered all; alice is asked once more. */
      const askAgain = async (more = all) => {
        const { asking, visitor, page } = await arriveAtConsent('alice', all);
        await allow(visitor, page);
        const bob = await arrive(asking, new Visitor(), all);
        await allow(bob.visitor, await signIn(bob.visitor, bob.page, 'bob'));
        expect(await scopesOf(asking)).toEqual(['email', 'openid', 'profile']);
        const again = await visitor.visit(
          authorizeUrl(server, asking, proof, { ...more, prompt: 'consent' }),
        );
        expect(again.url).toContain('/oauth/confirm_access');
        return { asking, visitor, again };
      };
      const expectAsked = async (visitor: Visitor, asking: RegisteredClient, scope: string) => {
        const page = await visitor.visit(authorizeUrl(server, asking, proof, { scope }));
        expect(page.url).toContain('/oauth/confirm_access');
      };
      const expectBobUnharmed = async (asking: RegisteredClient): Promise<void> => {
        const { subject } = (await server.users.findByUsername('bob'))!;
        expect(await scopesOf(asking, subject)).toEqual(['email', 'openid', 'profile']);
      };

      it('counts: a scope unchecked later is withdrawn and asked for again', async () => {
        const { asking, visitor, again } = await askAgain();
        expect((await allow(visitor, again, { 'scope.profile': null })).left).toBe(true);
        expect(await scopesOf(asking)).toEqual(['email', 'openid']);
        expect(
          (await visitor.visit(authorizeUrl(server, asking, proof, { scope: 'openid email' }))).left,
        ).toBe(true);
        await expectAsked(visitor, asking, 'openid profile');
        await expectBobUnharmed(asking);
      });

      it('counts: a denial withdraws what it was about, and nothing else', async () => {
        const { asking, visitor, again } = await askAgain({ scope: 'openid profile' });
        const back = await visitor.submit(again, {}, { name: 'decision', value: 'deny' });
        expect(answerIn(back.url)).toEqual(denied(server.issuer));
        expect(await scopesOf(asking)).toEqual(['email']);
        await expectAsked(visitor, asking, 'openid profile');
        await expectBobUnharmed(asking);
      });

      it('counts: every box cleared withdraws like a denial', async () => {
        const { asking, visitor, again } = await askAgain({ scope: 'profile email' });
        await allow(visitor, again, { 'scope.profile': null, 'scope.email': null });
        expect(await scopesOf(asking)).toEqual(['openid']);
        await expectBobUnharmed(asking);
      });

      it('counts: without "remember" the request is allowed and nothing is remembered any more', async () => {
        const { asking, visitor, again } = await askAgain();
        expect(answerIn((await allow(visitor, again, { remember: null })).url).values).toHaveProperty('code');
        expect(await scopesOf(asking)).toEqual([]);
        await expectAsked(visitor, asking, 'openid');
        await expectBobUnharmed(asking);
      });
    });

    describe('about lasting access', () => {
      /** The token answer after alice has answered the consent page so. */
      const tokensAfter = async (scope: string, values: Record<string, string | null>, settings = {}) => {
        const own = pkce();
        const asking = await server.register(settings);
        const visitor = new Visitor();
        const page = await visitor.visit(authorizeUrl(server, asking, own, { scope }));
        const back = await allow(visitor, await signIn(visitor, page), values);
        const { code } = answerIn(back.url).values;
        const result = { ...own, code: code!, callback: new URL(back.url), visitor };
        const tokens = (await (await redeem(server, asking, result)).json()) as TokenAnswer;
        const [authorization] = await server.database.findMany(Authorization, { clientId: asking.clientId });
        const id = authorization!.id;
        return { tokens, authorization, family: await server.database.find(RefreshToken, { id }) };
      };

      it('refused means no refresh token, and an authorization that ends with its access token', async () => {
        const { tokens, authorization, family } = await tokensAfter('openid offline_access', {
          'scope.offline_access': null,
        });
        expect(tokens).toEqual({
          access_token: expect.any(String),
          token_type: 'Bearer',
          expires_in: 600,
          scope: 'openid',
          id_token: expect.any(String),
        });
        expect(authorization).toMatchObject({
          mayRefresh: false,
          expiresAt: authorization!.createdAt + (60 + 600) * 1000,
        });
        expect(family).toBeNull();
      });

      it.each([
        ['allowed', 'openid offline_access'],
        ['not asked for by name', 'openid profile'],
      ])('%s goes with the grant', async (_, scope) => {
        const { tokens, authorization, family } = await tokensAfter(scope, {});
        expect(tokens).toMatchObject({ scope, refresh_token: expect.any(String) });
        expect(authorization).toMatchObject({ mayRefresh: true });
        expect(family).toMatchObject({ generation: 1 });
      });

      it('allowed to a client without the grant brings none', async () => {
        const { tokens, authorization, family } = await tokensAfter(
          'openid offline_access',
          {},
          { grantTypes: ['authorization_code'] },
        );
        expect(tokens).not.toHaveProperty('refresh_token');
        expect(authorization).toMatchObject({ mayRefresh: false });
        expect(family).toBeNull();
      });
    });

    it('is skipped for our own application only', async () => {
      const own = await server.register({ firstParty: true });
      const { visitor, page } = await arrive(own);
      expect((await signIn(visitor, page)).left).toBe(true);
      expect(await server.database.findMany(Consent, { clientId: own.clientId })).toEqual([]);
    });

    it.each([
      ['a loopback address', 'http://127.0.0.1/cb', 'This address is on the device you are using now.'],
      ['a private-use scheme', 'com.acme.app:/cb', 'This address opens an app on your device.'],
    ])('of a public client at %s is shown every time', async (_, redirectUri, warning) => {
      for (const firstParty of [false, true]) {
        const { asking, visitor, page } = await arriveAtConsent(
          'alice',
          {},
          { tokenEndpointAuthMethod: 'none', redirectUris: [redirectUri], firstParty },
        );
        expect(page.html).toContain(warning);
        expect(readForm(page.html).fields).not.toHaveProperty('remember');
        expect((await allow(visitor, page, { remember: 'true' })).left).toBe(true);
        expect(await server.database.findMany(Consent, { clientId: asking.clientId })).toEqual([]);
        expect((await visitor.visit(authorizeUrl(server, asking, proof))).url).toContain(
          '/oauth/confirm_access',
        );
      }
    });

    it('of a public client at an https address is remembered', async () => {
      const { asking, visitor, page } = await arriveAtConsent(
        'alice',
        {},
        { tokenEndpointAuthMethod: 'none' },
      );
      await allow(visitor, page);
      expect((await visitor.visit(authorizeUrl(server, asking, proof))).left).toBe(true);
    });
  });

  describe('interactions', () => {
    it('in two tabs of one browser both go on after one sign-in', async () => {
      const visitor = new Visitor();
      const one = await server.register();
      const two = await server.register();
      const first = await arrive(one, visitor);
      const second = await arrive(two, visitor);
      const consentOne = await signIn(visitor, first.page);
      const backTwo = await signIn(visitor, second.page);
      expect((await allow(visitor, backTwo)).left).toBe(true);
      const again = await visitor.visit(consentOne.url);
      expect((await allow(visitor, again)).left).toBe(true);
      for (const { clientId } of [one, two]) {
        expect(await server.database.findMany(Authorization, { clientId })).toHaveLength(1);
      }
    });

    it('expire after 15 minutes, on every page', async () => {
      const waiting = await arrive();
      const { visitor, page, interaction } = await arriveAtConsent();
      const { fields } = readForm(page.html);
      server.clock.advance(900);
      const answers = [
        await post(waiting.visitor, 'sign_in', { interaction: waiting.interaction, ...credentials }),
        await post(visitor, 'confirm_access', { ...fields, decision: 'allow' }),
        await visitor.request(`${server.url('confirm_access')}?interaction=${interaction}`),
        await visitor.request(`${server.url('authorize')}/resume?interaction=${interaction}`),
      ];
      for (const answer of answers) {
        const html = await expectPage(answer, 400, GONE);
        expect(html).toContain('It was open for too long without an answer.');
      }
    });

    it('offer the way back to the home page of the client', async () => {
      const { visitor, page } = await arriveAtConsent('alice', {}, { uri: 'https://wiki.acme.example/' });
      const { fields } = readForm(page.html);
      await allow(visitor, page);
      const html = await expectPage(
        await post(visitor, 'confirm_access', { ...fields, decision: 'allow' }),
        400,
        GONE,
      );
      expect(html).toContain('id="start-again" href="https://wiki.acme.example/"');
    });

    it('store no id and no cookie in clear', async () => {
      const { visitor, interaction } = await arrive();
      const rows = JSON.stringify(await server.database.findMany(Interaction, {}));
      expect(rows).not.toContain(interaction);
      expect(rows).not.toContain(visitor.cookie(COOKIE)!);
    });
  });

  describe('pages opened directly', () => {
    it.each(['confirm_access', 'sign_in', 'authorize/resume'])(
      '%s says that nothing is pending',
      async (path) => {
        await expectPage(await get(server.url(path)), 400, NOTHING);
        await expectPage(await get(`${server.url(path)}?interaction=`), 400, NOTHING);
        await expectPage(await get(`${server.url(path)}?interaction=nonsense`), 400, GONE);
      },
    );

    it.each([
      ['nothing', ''],
      ['a message in the query', '?error=access_denied&error_description=Call+555-0100'],
      ['an unknown reference', '?reference=01a20074-f0b3-7da3-9066-751aa7c64493'],
      ['a reference that is none', "?reference=' OR 1=1 --"],
      ['a repeated reference', '?reference=a&reference=b'],
    ])('error with %s shows a neutral page', async (_, search) => {
      const html = await expectPage(
        await get(server.url('error') + search),
        200,
        'There is no error to show',
      );
      expect(html).not.toContain('555-0100');
      expect(html).not.toContain('access_denied');
      expect(html).not.toContain('id="developer"');
    });

    it('error does not show the audit event of something else', async () => {
      const [event] = await server.database.findMany(AuditEvent, { event: 'user.created' });
      const response = await get(`${server.url('error')}?reference=${event!.id}`);
      await expectPage(response, 200, 'There is no error to show');
    });

    it('error shows the refused request of a reference', async () => {
      const refused = await get(authorizeUrl(server, client, proof, { client_id: 'nobody' }));
      const reference = / name="reference"[^>]*>([^<]+)</.exec(await refused.text())![1]!;
      const html = await expectPage(
        await get(`${server.url('error')}?reference=${reference}&error_description=Call+555-0100`),
        200,
        'This app is not registered',
      );
      expect(html).toContain(`>${reference}</textarea>`);
      expect(html).toContain('No client has this client_id.');
      expect(html).not.toContain('555-0100');
    });
  });

  it('a disabled user is signed out, refreshes nothing, and every token of theirs is dead', async () => {
    const { subject } = await server.addUser('erin');
    const visitor = new Visitor();
    const own = await server.register();
    const page = await signIn(visitor, await visitor.visit(authorizeUrl(server, own, proof)), 'erin');
    const back = await allow(visitor, page);
    const result = {
      ...proof,
      code: answerIn(back.url).values['code']!,
      callback: new URL(back.url),
      visitor,
    };
    const tokens = (await (await redeem(server, own, result)).json()) as TokenAnswer;
    const second = await visitor.visit(authorizeUrl(server, own, proof));
    const api = await registerApi(server, server.issuer);
    expect(await introspect(server, api, tokens.access_token)).toMatchObject({ active: true });
    const userinfo = (): Promise<Response> =>
      get(server.url('userinfo'), { authorization: `Bearer ${tokens.access_token}` });
    expect((await userinfo()).status).toBe(200);

    server.clock.advance(1);
    await server.users.setDisabled(subject, true, ACTOR);

    expect((await visitor.visit(authorizeUrl(server, own, proof))).url).toContain('/oauth/sign_in');
    await expectOAuthError(await refresh(server, own, tokens.refresh_token), INVALID_GRANT);
    const unused = { ...result, code: answerIn(second.url).values['code']! };
    await expectOAuthError(await redeem(server, own, unused), INVALID_GRANT);
    expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
    await expectOAuthError(await userinfo(), INVALID_TOKEN, INVALID_TOKEN_CHALLENGE);

    // Enabling brings back sign-in, and nothing else.
    await server.users.setDisabled(subject, false, ACTOR);
    await expectOAuthError(await refresh(server, own, tokens.refresh_token), INVALID_GRANT);
    await expectOAuthError(await redeem(server, own, unused), INVALID_GRANT);
    expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
    await expectOAuthError(await userinfo(), INVALID_TOKEN, INVALID_TOKEN_CHALLENGE);
    const signInPage = await visitor.visit(authorizeUrl(server, own, proof));
    expect(signInPage.url).toContain('/oauth/sign_in');
    const code = answerIn((await signIn(visitor, signInPage, 'erin')).url).values['code']!;
    expect((await redeem(server, own, { ...result, code })).status).toBe(200);
  });

  it('another password ends the sessions and authorizations from before, and none from after', async () => {
    const { subject } = await server.addUser('frank');
    const own = await server.register();
    const visitor = new Visitor();
    const begin = async (password: string): Promise<string> => {
      const page = await visitor.visit(authorizeUrl(server, own, proof));
      let next = await signIn(visitor, page, 'frank', password);
      if (next.url.includes('/oauth/confirm_access')) next = await allow(visitor, next);
      return answerIn(next.url).values['code']!;
    };
    const claim = (code: string): Promise<Response> =>
      redeem(server, own, { ...proof, code, callback: new URL('https://client.example/cb'), visitor });
    const tokens = (await (await claim(await begin(PASSWORD))).json()) as TokenAnswer;
    const unused = answerIn((await visitor.visit(authorizeUrl(server, own, proof))).url).values['code']!;
    const api = await registerApi(server, server.issuer);
    expect(await introspect(server, api, tokens.access_token)).toMatchObject({ active: true });

    server.clock.advance(1);
    await server.users.setPassword(subject, 'another horse', ACTOR);

    expect((await visitor.visit(authorizeUrl(server, own, proof))).url).toContain('/oauth/sign_in');
    await expectOAuthError(await refresh(server, own, tokens.refresh_token), INVALID_GRANT);
    await expectOAuthError(await claim(unused), INVALID_GRANT);
    expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
    const stranger = await arrive(own);
    const refused = await signIn(stranger.visitor, stranger.page, 'frank', PASSWORD);
    expect(refused.url).toContain('/oauth/sign_in');
    const next = (await (await claim(await begin('another horse'))).json()) as TokenAnswer;
    expect((await refresh(server, own, next.refresh_token)).status).toBe(200);
    expect(await introspect(server, api, next.access_token)).toMatchObject({ active: true });
  });

  it('a disabled client refreshes nothing, and its tokens are dead', async () => {
    const own = await server.register();
    const tokens = await obtainTokens(server, own);
    const api = await registerApi(server, server.issuer);
    await server.registry.setDisabled(own.clientId, true, ACTOR);
    await expectOAuthError(await refresh(server, own, tokens.refresh_token), [
      401,
      'invalid_client',
      'Client authentication failed.',
    ]);
    expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
  });
});

describe.each(DATABASES)('a password that was set by a process with another clock, on %s', (database) => {
  it.each([
    ['20 seconds ahead signs in', 20, true],
    ['an hour ahead does not yet', 3600, false],
  ])('%s', async (_, seconds, isIn) => {
    const ahead = await TestServer.start({ database });
    const { storage, issuer } = ahead;
    const server = await TestServer.start({ database, storage, options: { issuer } });
    try {
      const { subject } = await server.addUser();
      const client = await server.register({ firstParty: true });
      ahead.clock.advance(seconds);
      await ahead.users.setPassword(subject, 'another good password', ACTOR);
      const at = (url: string): string => url.replace(issuer, server.listening);
      const visitor = new Visitor();
      const page = await visitor.visit(at(authorizeUrl(server, client, pkce())));
      const done = await signIn(visitor, page, 'alice', 'another good password');
      expect([done.left, done.url.includes('code=')]).toEqual([isIn, isIn]);
    } finally {
      await server.close();
      await ahead.close();
    }
  });
});
