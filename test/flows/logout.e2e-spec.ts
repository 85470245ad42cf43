import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuditEvent, Authorization, Session } from '@portcullis/oauth';
import { answerIn, expectPage, get } from '../support/answers.js';
import { DATABASES } from '../support/databases.js';
import {
  authorizeUrl,
  introspect,
  obtainCode,
  redeem,
  refresh,
  registerApi,
  signIn,
  type CodeResult,
  type TokenAnswer,
} from '../support/flow.js';
import { query, type Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { forgeries } from '../support/jwt.js';
import { expectOAuthError, INVALID_GRANT } from '../support/oauth-error.js';
import { rawRequest } from '../support/raw-request.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';
import { readForm, Visitor, type Visit } from '../support/visitor.js';

const COOKIE = '__Host-portcullis';
const AFTERWARDS = 'https://client.example/bye';
const CONFIRM = 'Sign out of Acme?';
const SIGNED_OUT = 'You are signed out of Acme';
const NOBODY = 'You are not signed in to Acme';
const STAYED = 'You are still signed in to Acme';
const GONE = 'This page is no longer valid';
const MALFORMED = 'This request cannot be understood';

interface Guest {
  readonly visitor: Visitor;
  readonly tokens: TokenAnswer;
}

describe.each(DATABASES)('signing out on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let other: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database, options: { brand: { name: 'Acme' } } });
    await server.addUser('alice');
    await server.addUser('bob', { name: 'Bob' });
    client = await server.register({
      uri: 'https://client.example/',
      postLogoutRedirectUris: [
        AFTERWARDS,
        'https://client.example/bye?from=sso',
        'http://127.0.0.1:4711/bye',
      ],
    });
    other = await server.register({ name: 'Other', redirectUris: ['https://other.example/cb'] });
  });
  afterAll(() => server.close());

  /** A browser in which somebody is signed in, with what the client got. */
  async function arrive(username = 'alice', of = client, more: Parameters = {}): Promise<Guest> {
    const visitor = new Visitor();
    const page = await visitor.visit(authorizeUrl(server, of, pkce(), more));
    await signIn(visitor, page, username);
    return { visitor, tokens: await tokensIn(visitor, of, more) };
  }

  async function tokensIn(visitor: Visitor, of = client, more: Parameters = {}): Promise<TokenAnswer> {
    return tokensFor(of, await obtainCode(server, of, more, visitor));
  }

  async function tokensFor(of: RegisteredClient, result: CodeResult): Promise<TokenAnswer> {
    return (await (await redeem(server, of, result)).json()) as TokenAnswer;
  }

  const logoutUrl = (parameters: Parameters = {}): string => `${server.url('logout')}?${query(parameters)}`;

  const logout = (visitor: Visitor, parameters: Parameters = {}): Promise<Visit> =>
    visitor.visit(logoutUrl(parameters));

  const press = (visitor: Visitor, page: Visit, decision: 'sign_out' | 'stay'): Promise<Visit> =>
    visitor.submit(page, {}, { name: 'decision', value: decision });

  /** What `prompt=none` says about this browser. */
  async function isSignedIn(visitor: Visitor, at = server.issuer): Promise<boolean> {
    const url = authorizeUrl(server, client, pkce(), { prompt: 'none' }).replace(server.issuer, at);
    const { values } = answerIn((await visitor.request(url)).headers.get('location')!);
    expect(['login_required', 'consent_required', undefined]).toContain(values['error']);
    return values['error'] !== 'login_required';
  }

  function withCookie(value: string): Visitor {
    const visitor = new Visitor();
    visitor.setCookie(COOKIE, value);
    return visitor;
  }

  const title = ({ html }: Visit): string | undefined =>
    /<h1>([\s\S]*?)<\/h1>/.exec(html)?.[1]?.replace(/<[^>]+>/g, '');

  const words = ({ html }: Visit): string => html.replaceAll(/<\/?bdi>/g, '');

  describe('with a genuine ID token of the session and a registered address', () => {
    it('ends it at once, on every instance, and goes there', async () => {
      const second = await TestServer.start({
        database,
        storage: server.storage,
        options: { issuer: server.issuer },
      });
      try {
        const { visitor, tokens } = await arrive();
        const cookie = visitor.cookie(COOKIE)!;
        expect(await isSignedIn(withCookie(cookie), second.listening)).toBe(true);

        const parameters = {
          id_token_hint: tokens.id_token,
          post_logout_redirect_uri: AFTERWARDS,
          state: 'st4te',
        };
        const response = await visitor.request(logoutUrl(parameters));
        expect(response.status).toBe(303);
        expect(response.headers.get('location')).toBe(`${AFTERWARDS}?state=st4te`);
        expect(response.headers.get('cache-control')).toBe('no-store');
        // Another cookie: with it the browser remembers who was signed in, and nobody is.
        expect(response.headers.getSetCookie()).toEqual([
          expect.stringMatching(`^${COOKIE}=[\\w-]{64}; Path=/; Secure; HttpOnly; SameSite=Lax$`),
        ]);
        expect(visitor.cookie(COOKIE)).not.toBe(cookie);
        expect(await isSignedIn(visitor)).toBe(false);
        for (const at of [server.issuer, second.listening]) {
          expect(await isSignedIn(withCookie(cookie), at)).toBe(false);
        }
      } finally {
        await second.close();
      }
    });

    it.each<[string, string, string | undefined, string]>([
      ['no state', AFTERWARDS, undefined, AFTERWARDS],
      ['an empty state', AFTERWARDS, '', AFTERWARDS],
      ['a state of other letters', AFTERWARDS, 'ä%25+&=\r\n', '?state=%C3%A4%2525%2B%26%3D%0D%0A'],
      ['a query of its own', 'https://client.example/bye?from=sso', 'x', '&state=x'],
      ['a loopback address', 'http://127.0.0.1:4711/bye', 'x', '?state=x'],
    ])('returns the state byte for byte: %s', async (_, uri, state, end) => {
      const { visitor, tokens } = await arrive();
      const response = await visitor.request(
        logoutUrl({ id_token_hint: tokens.id_token, post_logout_redirect_uri: uri, state }),
      );
      expect(response.headers.get('location')).toBe(end === AFTERWARDS ? end : `${uri}${end}`);
    });

    it('does so long after the ID token has expired, and when the client names itself', async () => {
      const { visitor, tokens } = await arrive();
      server.clock.advance(3600);
      const page = await logout(visitor, {
        id_token_hint: tokens.id_token,
        client_id: client.clientId,
        post_logout_redirect_uri: AFTERWARDS,
        logout_hint: 'alice',
      });
      expect(page.url).toBe(AFTERWARDS);
      expect(await isSignedIn(visitor)).toBe(false);
    });

    it('does so after the user has proved again who they are', async () => {
      const { visitor, tokens } = await arrive();
      const again = await visitor.visit(authorizeUrl(server, client, pkce(), { prompt: 'login' }));
      await signIn(visitor, again);
      expect((await logout(visitor, { id_token_hint: tokens.id_token })).url).toContain('/logout/done');
      expect(await isSignedIn(visitor)).toBe(false);
    });

    it('takes a form as well, also without the cookie that another site does not send along', async () => {
      const { visitor, tokens } = await arrive();
      const body = query({
        id_token_hint: tokens.id_token,
        post_logout_redirect_uri: AFTERWARDS,
        state: 'st4te',
      });
      const response = await new Visitor().request(server.url('logout'), { method: 'POST', body });
      expect(response.status).toBe(303);
      const next = response.headers.get('location')!;
      expect(next).toMatch(/^\/oauth\/logout\/confirm\?request=[\w-]+$/);
      // The GET that follows is a navigation, so the browser sends its cookie.
      const page = await visitor.visit(new URL(next, server.issuer).href);
      expect(page.url).toBe(`${AFTERWARDS}?state=st4te`);
      expect(await isSignedIn(visitor)).toBe(false);
    });

    it('goes there straight when nobody is signed in', async () => {
      const { tokens } = await arrive();
      const parameters = { id_token_hint: tokens.id_token, post_logout_redirect_uri: AFTERWARDS, state: 'x' };
      const response = await get(logoutUrl(parameters));
      expect(response.headers.get('location')).toBe(`${AFTERWARDS}?state=x`);
      expect(response.headers.getSetCookie()).toEqual([]);
    });

    it('does not go there any more when the address was taken from the client meanwhile', async () => {
      const own = await server.register({ postLogoutRedirectUris: [AFTERWARDS] });
      const { visitor, tokens } = await arrive('alice', own);
      const body = query({ id_token_hint: tokens.id_token, post_logout_redirect_uri: AFTERWARDS });
      const response = await visitor.request(server.url('logout'), { method: 'POST', body });
      const { version } = (await server.registry.get(own.clientId))!;
      await server.registry.update(own.clientId, version, { postLogoutRedirectUris: [] }, ACTOR);
      const page = await visitor.visit(new URL(response.headers.get('location')!, server.issuer).href);
      expect([page.left, title(page)]).toEqual([false, SIGNED_OUT]);
    });
  });

  describe('refuses, without a redirect and with the session alive,', () => {
    const expectRefused = async (
      guest: Guest,
      parameters: Parameters,
      heading: string,
      event: { kind: string; description: string },
    ): Promise<string> => {
      const response = await guest.visitor.request(logoutUrl(parameters));
      const html = await expectPage(response, 400, heading);
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(html).toContain('href="/oauth/logout"');
      const reference = / name="reference"[^>]*>([^<]+)</.exec(html)![1]!;
      const row = await server.database.find(AuditEvent, { id: reference });
      expect(row).toMatchObject({ event: 'logout_request.refused', data: event });
      await expectPage(await get(`${server.url('error')}?reference=${reference}`), 200, heading);
      expect(await isSignedIn(guest.visitor)).toBe(true);
      return html;
    };

    it.each([
      ['unregistered', 'https://client.example/elsewhere'],
      ['with a query added', `${AFTERWARDS}?next=1`],
      ['with a slash added', `${AFTERWARDS}/`],
      ['with a fragment', `${AFTERWARDS}#x`],
      ['in another case', 'https://client.example/BYE'],
      ['with a dot segment', 'https://client.example/x/../bye'],
      ['on http', 'http://client.example/bye'],
      ['on another port of this device', 'http://127.0.0.1:4712/bye'],
      ['of the redirect URIs', 'https://client.example/cb'],
      ['javascript', 'javascript:alert(document.domain)'],
      ['with markup', 'https://client.example/"><svg/onload=alert(1)>'],
    ])('an address that is %s', async (_, uri) => {
      const guest = await arrive();
      const parameters = { id_token_hint: guest.tokens.id_token, post_logout_redirect_uri: uri };
      const html = await expectRefused(guest, parameters, 'The return address is not registered', {
        kind: 'redirect-mismatch',
        description: 'The post_logout_redirect_uri in this request is not registered for this client.',
      });
      expect(html).not.toContain('<svg/onload');
      expect(html).not.toContain('href="javascript');
      // The same without the ID token, as far as the client is known.
      await expectRefused(
        guest,
        { client_id: client.clientId, post_logout_redirect_uri: uri },
        'The return address is not registered',
        { kind: 'redirect-mismatch', description: expect.any(String) as never },
      );
    });

    it('what is no ID token of ours', async () => {
      const guest = await arrive();
      const { 'another typ': _itsOwn, ...forged } = await forgeries(server, guest.tokens.id_token);
      const hints = { ...forged, garbage: 'x', 'an access token': guest.tokens.access_token };
      for (const id_token_hint of Object.values(hints)) {
        const parameters = { id_token_hint, post_logout_redirect_uri: AFTERWARDS };
        const event = {
          kind: 'malformed',
          description: 'The id_token_hint is no ID token of this server.',
        };
        await expectRefused(guest, parameters, MALFORMED, event);
      }
    });

    it('the ID token of another client than the one named', async () => {
      const guest = await arrive();
      await expectRefused(
        guest,
        {
          id_token_hint: guest.tokens.id_token,
          client_id: other.clientId,
          post_logout_redirect_uri: AFTERWARDS,
        },
        MALFORMED,
        { kind: 'malformed', description: 'The client_id is not that of the id_token_hint.' },
      );
    });

    it.each([
      ['unknown', 'nobody'],
      ['in another case', undefined],
      ['made of markup', '"><svg/onload=alert(1)>'],
    ])('a client that is %s', async (_, named) => {
      const guest = await arrive();
      const html = await expectRefused(
        guest,
        { client_id: named ?? client.clientId.toUpperCase() },
        'This app is not registered',
        { kind: 'unknown-client', description: 'No client has this client_id.' },
      );
      expect(html).not.toContain('<svg/onload');
    });

    it('the ID token of a client that has been disabled', async () => {
      const own = await server.register({ postLogoutRedirectUris: [AFTERWARDS] });
      const guest = await arrive('alice', own);
      await server.registry.setDisabled(own.clientId, true, ACTOR);
      const parameters = { id_token_hint: guest.tokens.id_token, post_logout_redirect_uri: AFTERWARDS };
      await expectRefused(guest, parameters, 'This app is not registered', {
        kind: 'unknown-client',
        description: 'No client has this client_id.',
      });
    });

    it.each([
      ['repeated', 'state=1&state=2'],
      ['an array', 'state[]=1'],
      ['an object', 'client_id[$ne]=x'],
      ['a prototype', '__proto__[x]=1'],
    ])('parameters that are %s', async (_, text) => {
      const { visitor } = await arrive();
      await expectPage(await visitor.request(`${server.url('logout')}?${text}`), 400, MALFORMED);
      const init = {
        method: 'POST',
        body: text,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      };
      await expectPage(await visitor.request(server.url('logout'), init), 400, MALFORMED);
      expect(await isSignedIn(visitor)).toBe(true);
    });

    it.each([
      ['all parameters', { ui_locales: 'x'.repeat(8192), client_id: 'x' }],
      ['the state', { state: 'x'.repeat(2049) }],
    ])('too much: %s', async (_, parameters) => {
      const { visitor } = await arrive();
      await expectPage(await visitor.request(logoutUrl(parameters)), 400, MALFORMED);
      expect(await isSignedIn(visitor)).toBe(true);
    });

    it('other methods, a body that is no form, and HEAD', async () => {
      const { visitor, tokens } = await arrive();
      const url = logoutUrl({ id_token_hint: tokens.id_token });
      for (const method of ['PUT', 'DELETE', 'HEAD']) {
        const response = await visitor.request(url, { method });
        expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'GET, POST']);
      }
      const body = await visitor.request(server.url('logout'), { method: 'POST', body: '{}' });
      expect(body.status).toBe(400);
      const page = await logout(visitor);
      expect((await visitor.request(page.url, { method: 'HEAD' })).status).toBe(405);
      expect(await isSignedIn(visitor)).toBe(true);
    });
  });

  describe('asks first', () => {
    it.each<[string, (guest: Guest) => Promise<Parameters>]>([
      ['without an ID token', async () => ({})],
      [
        'when only the client is named, however good the address',
        async () => ({ client_id: client.clientId, post_logout_redirect_uri: AFTERWARDS, state: 'x' }),
      ],
      [
        'with an address that nobody answers for',
        async () => ({ post_logout_redirect_uri: 'https://evil.example/' }),
      ],
      [
        'with the ID token of another user',
        async () => ({ id_token_hint: (await arrive('bob')).tokens.id_token }),
      ],
      [
        'with an ID token of another session',
        async () => ({ id_token_hint: (await arrive()).tokens.id_token }),
      ],
    ])('%s; nothing happens before the answer', async (_, parametersOf) => {
      const guest = await arrive();
      const { visitor } = guest;
      const page = await logout(visitor, await parametersOf(guest));
      expect([page.left, page.status, title(page)]).toEqual([false, 200, CONFIRM]);
      expect(new URL(page.url).pathname).toBe('/oauth/logout/confirm');
      expect(words(page)).toContain('Signed in as Alice Liddell (alice)');
      expect(words(page)).toMatch(/<li>Acme Wiki<\/li>/);
      expect(await isSignedIn(visitor)).toBe(true);

      const stayed = await press(visitor, page, 'stay');
      expect([stayed.status, title(stayed)]).toEqual([200, STAYED]);
      expect(words(stayed)).toContain('you are signed in as Alice Liddell (alice)');
      expect(await isSignedIn(visitor)).toBe(true);
    });

    it('and then ends the session and says whose it was', async () => {
      const { visitor } = await arrive();
      const cookie = visitor.cookie(COOKIE)!;
      const page = await logout(visitor, {
        client_id: client.clientId,
        post_logout_redirect_uri: AFTERWARDS,
      });
      expect(words(page)).toContain('Acme Wiki asks to sign you out of Acme.');
      const { action, fields } = readForm(page.html);
      const response = await visitor.request(new URL(action, page.url).href, {
        method: 'POST',
        body: query({ ...fields, decision: 'sign_out' }),
      });
      expect(response.status).toBe(303);
      expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(`^${COOKIE}=[\\w-]{64}; `)]);
      // Nobody proved that the client had sent the user, so nobody is redirected to it.
      const done = await visitor.visit(new URL(response.headers.get('location')!, server.issuer).href);
      expect([done.left, done.status, title(done)]).toEqual([false, 200, SIGNED_OUT]);
      expect(words(done)).toContain('This browser is no longer signed in as Alice Liddell (alice).');
      expect(done.html).toContain('href="https://client.example/"');
      expect(done.url).not.toMatch(/alice|Liddell/i);
      expect(await isSignedIn(visitor)).toBe(false);
      expect(await isSignedIn(withCookie(cookie))).toBe(false);
      // Sent again, the same answer changes nothing.
      const again = await withCookie(cookie).submit(page, {}, { name: 'decision', value: 'sign_out' });
      expect(title(again)).toBe(NOBODY);
    });

    it('and then goes to the address of a genuine ID token, whoever it was for', async () => {
      const bob = await arrive('bob');
      const { visitor } = await arrive();
      const page = await logout(visitor, {
        id_token_hint: bob.tokens.id_token,
        post_logout_redirect_uri: AFTERWARDS,
        state: 'x',
      });
      expect((await press(visitor, page, 'sign_out')).url).toBe(`${AFTERWARDS}?state=x`);
      expect(await isSignedIn(visitor)).toBe(false);
      expect(await isSignedIn(bob.visitor)).toBe(true);
    });

    it('and takes no answer but from the page of this session', async () => {
      const { visitor } = await arrive();
      const { fields } = readForm((await logout(visitor)).html);
      const attacker = await arrive('bob');
      const theirs = readForm((await logout(attacker.visitor)).html).fields;
      const answer = (from: Visitor, form: Parameters): Promise<Response> =>
        from.request(server.url('logout/confirm'), { method: 'POST', body: query(form) });
      const decision = 'sign_out';
      for (const form of [
        { decision },
        { decision, request: fields['request'] },
        { decision, request: fields['request'], token: '' },
        { decision, request: fields['request'], token: `${fields['token']}x` },
        { ...theirs, decision },
        { decision, request: 'x', token: fields['token'] },
        { decision, request: fields['request']!.slice(0, -4), token: fields['token'] },
      ]) {
        await expectPage(await answer(visitor, form), 400, GONE);
      }
      // Posted from another site, the form comes without the cookie.
      await expectPage(await answer(new Visitor(), { ...fields, decision }), 400, GONE);
      for (const decision of [undefined, 'yes']) {
        await expectPage(await answer(visitor, { ...fields, decision }), 400, MALFORMED);
      }
      expect(await isSignedIn(visitor)).toBe(true);
      expect(await isSignedIn(attacker.visitor)).toBe(true);
    });

    it('again when the page is too old or was opened by hand', async () => {
      const { visitor } = await arrive();
      const page = await logout(visitor, { client_id: client.clientId });
      server.clock.advance(901);
      await expectPage(
        await visitor.request(server.url('logout/confirm'), {
          method: 'POST',
          body: query({ ...readForm(page.html).fields, decision: 'sign_out' }),
        }),
        400,
        GONE,
      );
      for (const url of [page.url, server.url('logout/confirm'), server.url('logout/done')]) {
        const anew = await visitor.visit(url);
        expect(title(anew)).toBe(CONFIRM);
        expect(words(anew)).not.toContain('asks to sign you out');
      }
      expect(await isSignedIn(visitor)).toBe(true);
    });

    it('in the language of the request, and lets the user change it', async () => {
      const { visitor } = await arrive();
      const page = await logout(visitor, { ui_locales: 'zh-CN' });
      expect(title(page)).toBe('要退出 Acme 吗？');
      const english = /id="language-en" href="([^"]+)"/.exec(page.html)![1]!.replaceAll('&amp;', '&');
      const changed = await visitor.visit(new URL(english.replaceAll('&#x3D;', '='), page.url).href);
      expect(title(changed)).toBe(CONFIRM);
      expect(title(await press(visitor, changed, 'sign_out'))).toBe(SIGNED_OUT);
    });
  });

  it('says that nobody is signed in where nobody is', async () => {
    const page = await logout(new Visitor());
    expect([page.status, title(page)]).toEqual([200, NOBODY]);
    expect((await logout(new Visitor(), { client_id: client.clientId })).html).toContain(
      'href="https://client.example/"',
    );
  });

  it('says no longer that somebody is signed out when somebody is signed in again', async () => {
    const { visitor, tokens } = await arrive();
    const done = await logout(visitor, { id_token_hint: tokens.id_token });
    expect(title(done)).toBe(SIGNED_OUT);
    await signIn(visitor, await visitor.visit(authorizeUrl(server, client, pkce())));
    expect(title(await visitor.visit(done.url))).toBe(CONFIRM);
  });

  it('sends its pages with the headers of all pages, and links to nobody else’s host', async () => {
    const { visitor } = await arrive();
    const page = await logout(visitor);
    const { headers } = page.response;
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'$/,
    );
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
    const done = await press(visitor, page, 'sign_out');
    expect(done.response.headers.get('content-security-policy')).toMatch(
      /frame-ancestors 'none'; form-action 'self'$/,
    );

    const evil = ['Host: evil.test', 'X-Forwarded-Host: evil.test', 'X-Forwarded-Proto: gopher'];
    const answer = await rawRequest(server, ['GET /oauth/logout HTTP/1.1', ...evil]);
    expect(answer).toMatch(/^Location: \/oauth\/logout\/done\?result=/m);
    expect(answer).not.toMatch(/evil|gopher/);
  });

  it('ends what other tabs were at', async () => {
    const { visitor, tokens } = await arrive();
    const fresh = await server.register();
    const consent = await visitor.visit(authorizeUrl(server, fresh, pkce()));
    expect(consent.url).toContain('/oauth/confirm_access');
    await logout(visitor, { id_token_hint: tokens.id_token });
    const { action, fields } = readForm(consent.html);
    const response = await visitor.request(new URL(action, consent.url).href, {
      method: 'POST',
      body: query({ ...fields, decision: 'allow' }),
    });
    await expectPage(response, 400, GONE);
  });

  it('is one sign-out, however many ask for it at once', async () => {
    const { visitor, tokens } = await arrive();
    const cookie = visitor.cookie(COOKIE)!;
    const before = await endings();
    const url = logoutUrl({ id_token_hint: tokens.id_token, post_logout_redirect_uri: AFTERWARDS });
    const answers = await Promise.all(Array.from({ length: 20 }, () => withCookie(cookie).request(url)));
    expect(answers.map((answer) => answer.headers.get('location'))).toEqual(Array(20).fill(AFTERWARDS));
    expect((await endings()).length).toBe(before.length + 1);
  });

  it('outlives a user who was disabled meanwhile', async () => {
    const { subject } = await server.addUser('returning');
    const { visitor } = await arrive('returning');
    const cookie = visitor.cookie(COOKIE)!;
    await server.users.setDisabled(subject, true, ACTOR);
    expect(title(await logout(visitor))).toBe(NOBODY);
    await server.users.setDisabled(subject, false, ACTOR);
    expect(await isSignedIn(withCookie(cookie))).toBe(false);
    expect(await server.database.findMany(Session, { subject })).toEqual([]);
  });

  const endings = (subject?: string): Promise<AuditEvent[]> =>
    server.database.findMany(
      AuditEvent,
      { event: 'session.ended', ...(subject !== undefined && { subject }) },
      { orderBy: 'id' },
    );

  describe('what ends with a session (policy P12)', () => {
    let api: RegisteredClient;
    beforeAll(async () => {
      api = await registerApi(server, server.issuer);
    });

    const isActive = async ({ access_token: token }: TokenAnswer): Promise<unknown> =>
      (await introspect(server, api, token))['active'];

    const OFFLINE = { scope: 'openid offline_access' };

    it('is everything that was allowed in it, on every instance, but lasting access', async () => {
      const { subject } = await server.addUser('carol');
      const { visitor, tokens } = await arrive('carol');
      const lasting = await tokensIn(visitor, client, OFFLINE);
      const ofOther = await tokensIn(visitor, other);
      const code = await obtainCode(server, client, {}, visitor);
      const elsewhere = await arrive('carol');
      const ofAlice = await arrive('alice');

      await logout(visitor, { id_token_hint: tokens.id_token });

      for (const [of, gone] of [
        [client, tokens],
        [other, ofOther],
      ] as const) {
        await expectOAuthError(await refresh(server, of, gone.refresh_token), INVALID_GRANT);
        expect(await isActive(gone)).toBe(false);
      }
      await expectOAuthError(await redeem(server, client, code), INVALID_GRANT);
      for (const alive of [lasting, elsewhere.tokens, ofAlice.tokens]) {
        expect(await isActive(alive)).toBe(true);
        expect((await refresh(server, client, alive.refresh_token)).status).toBe(200);
      }
      const rows = await server.database.findMany(Authorization, { subject });
      expect(rows.filter(({ revokedAt }) => revokedAt !== null).every(({ offline }) => !offline)).toBe(true);
      expect(
        (await endings(subject)).map(({ actor, clientId, data }) => ({ actor, clientId, data })),
      ).toEqual([
        {
          actor: subject,
          clientId: client.clientId,
          data: { reason: 'sign_out', sid: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        },
      ]);
    });

    it('and what was being allowed in it at that moment', async () => {
      const { visitor, tokens } = await arrive();
      const cookie = visitor.cookie(COOKIE)!;
      const { insert } = server.database;
      const arrived = Promise.withResolvers<void>();
      const signedOut = Promise.withResolvers<void>();
      const late = jest.spyOn(server.database, 'insert').mockImplementation(async (entity, row) => {
        if (entity === Authorization) {
          arrived.resolve();
          await signedOut.promise;
        }
        return insert.call(server.database, entity, row);
      });
      try {
        const asked = withCookie(cookie).request(authorizeUrl(server, client, pkce()));
        await arrived.promise;
        await logout(withCookie(cookie), { id_token_hint: tokens.id_token });
        signedOut.resolve();
        await expectPage(await asked, 400, GONE);
      } finally {
        late.mockRestore();
      }
    });

    it('goes on when the same user signs in again, and when another one does in the same browser', async () => {
      const { subject } = await server.addUser('dora');
      const { visitor, tokens } = await arrive('dora');
      const lasting = await tokensIn(visitor, client, OFFLINE);
      const again = await visitor.visit(authorizeUrl(server, client, pkce(), { prompt: 'login' }));
      await signIn(visitor, again, 'dora');
      expect(await isActive(tokens)).toBe(true);
      expect(await endings(subject)).toEqual([]);

      const page = await visitor.visit(authorizeUrl(server, client, pkce(), { prompt: 'select_account' }));
      const form = await visitor.submit(page, {}, { name: 'action', value: 'another' });
      await signIn(visitor, form, 'bob');
      expect(await isActive(tokens)).toBe(true);
      expect(await isActive(lasting)).toBe(true);
      expect(await endings(subject)).toEqual([]);

      // Bob's sign-out is his own affair.
      const done = await press(visitor, await logout(visitor), 'sign_out');
      expect(words(done)).toContain('no longer signed in as Bob (bob)');
      expect(await isActive(tokens)).toBe(true);
      expect(await endings(subject)).toEqual([]);
    });

    it('is nothing when its time is over', async () => {
      const { subject } = await server.addUser('erin');
      const { visitor, tokens } = await arrive('erin');
      server.clock.advance(8 * 3600 + 1);
      expect(title(await logout(visitor))).toBe(NOBODY);
      expect((await refresh(server, client, tokens.refresh_token)).status).toBe(200);
      expect(await endings(subject)).toEqual([]);
      expect(await server.database.findMany(Session, { subject })).toEqual([]);
    });
  });
});
