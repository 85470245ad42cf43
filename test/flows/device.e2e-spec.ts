import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent, Authorization, Consent, DeviceCode, Interaction, readHandle } from '@portcullis/oauth';
import { createHash } from 'node:crypto';
import * as oidc from 'openid-client';
import { expectPage, get } from '../support/answers.js';
import { DATABASES, type DatabaseName } from '../support/databases.js';
import {
  allowDevice,
  arriveAtConsent,
  beginDevice,
  DEVICE_CODE,
  enterCode,
  poll,
  rowOf,
  submitCode,
  type DeviceAnswer,
} from '../support/device.js';
import {
  allow,
  authorizeUrl,
  introspect,
  obtainTokens,
  post,
  refresh,
  registerApi,
  signIn,
  type TokenAnswer,
} from '../support/flow.js';
import { query } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { holdRequest } from '../support/held-request.js';
import { readJwt, verify } from '../support/jwt.js';
import {
  expectOAuthError,
  INVALID_CLIENT,
  INVALID_GRANT,
  MALFORMED,
  type ExpectedError,
} from '../support/oauth-error.js';
import { memberOf, ServerProcess, through, type RunningServer } from '../support/server-process.js';
import { ACTOR, TestServer, type RegisteredClient, type TestServerOptions } from '../support/test-server.js';
import { readForm, Visitor, type Visit } from '../support/visitor.js';

const PENDING: ExpectedError = [400, 'authorization_pending', 'The user has not decided yet.'];
const SLOW_DOWN: ExpectedError = [400, 'slow_down', 'Wait 5 seconds longer between two polls.'];
const EXPIRED: ExpectedError = [400, 'expired_token', 'The device code has expired.'];
const DENIED: ExpectedError = [400, 'access_denied', 'The request was denied.'];
const GONE = 'This page is no longer valid';
const DONE = 'Done: go back to your device';
const TV: Parameters<TestServer['register']>[0] = {
  name: 'Acme TV',
  tokenEndpointAuthMethod: 'none',
  grantTypes: [DEVICE_CODE, 'refresh_token'],
  redirectUris: [],
};

const start = (database: DatabaseName, more: Partial<TestServerOptions> = {}): Promise<TestServer> =>
  TestServer.start({ database, ...more });

describe.each(DATABASES)('the device grant on %s', (database) => {
  let server: TestServer;
  let tv: RegisteredClient;
  let alice: string;

  beforeAll(async () => {
    server = await start(database);
    alice = (await server.addUser()).subject;
    await server.addUser('bob');
    tv = await server.register(TV);
  });
  afterAll(() => server.close());

  /** A code that its user has allowed. */
  const allowed = async (more = {}, client = tv): Promise<DeviceAnswer> => {
    const device = await beginDevice(server, client, more);
    const { page } = await allowDevice(server, device);
    expect(page.html).toContain(DONE);
    return device;
  };
  const tokensOf = async (response: Response): Promise<TokenAnswer> => {
    expect(response.status).toBe(200);
    return (await response.json()) as TokenAnswer;
  };

  describe('the device authorization endpoint', () => {
    it('answers with codes and the page on which to enter the user code', async () => {
      const response = await post(server, 'device_authorization', tv, { scope: 'openid' });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8');
      expect(response.headers.get('cache-control')).toBe('no-store');
      const body = (await response.json()) as DeviceAnswer;
      expect(body).toEqual({
        device_code: expect.stringMatching(/^[\w-]{64}$/),
        user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
        verification_uri: server.url('device'),
        verification_uri_complete: `${server.url('device')}?user_code=${body.user_code}`,
        expires_in: 600,
        interval: 5,
      });
    });

    it('keeps digests only', async () => {
      const device = await beginDevice(server, tv);
      const row = (await rowOf(server, device))!;
      expect(row.digest).toEqual(createHash('sha256').update(device.device_code).digest());
      const letters = device.user_code.replace('-', '');
      expect(row.userCodeDigest).not.toEqual(createHash('sha256').update(letters).digest());
      expect(row.userCodeDigest).not.toEqual(createHash('sha256').update(device.user_code).digest());
      expect(row).toMatchObject({ clientId: tv.clientId, status: 'pending', consumedAt: null });
    });

    it.each(['client_secret_basic', 'client_secret_post', 'none'] as const)(
      'authenticates a client that is registered for %s',
      async (tokenEndpointAuthMethod) => {
        const client = await server.register({ ...TV, tokenEndpointAuthMethod });
        const device = await beginDevice(server, client);
        await expectOAuthError(await poll(server, client, device), PENDING);
        if (tokenEndpointAuthMethod === 'none') return;
        const form = { scope: 'openid', client_id: client.clientId };
        await expectOAuthError(await post(server, 'device_authorization', null, form), INVALID_CLIENT);
        const impostor = { ...client, secret: 'wrong' };
        await expectOAuthError(await post(server, 'device_authorization', impostor, {}), INVALID_CLIENT);
      },
    );

    it.each<[string, Record<string, string> | string, ExpectedError]>([
      [
        'a scope of another client',
        { scope: 'orders:read' },
        [400, 'invalid_scope', 'The requested scope is invalid: orders:read.'],
      ],
      [
        'a scope that is none',
        { scope: 'open"id' },
        [400, 'invalid_scope', 'The requested scope is invalid.'],
      ],
      [
        'a resource of another client',
        { resource: 'https://orders.example' },
        [400, 'invalid_target', 'The requested resource is not allowed: https://orders.example.'],
      ],
      ['a repeated scope', 'scope=openid&scope=profile', MALFORMED],
    ])('refuses %s', async (_, form, error) => {
      const count = (await server.database.findMany(DeviceCode, {})).length;
      await expectOAuthError(await post(server, 'device_authorization', tv, form), error);
      expect(await server.database.findMany(DeviceCode, {})).toHaveLength(count);
    });

    it('refuses a client without the grant', async () => {
      await expectOAuthError(await post(server, 'device_authorization', await server.register(), {}), [
        400,
        'unauthorized_client',
        'The client may not use this grant type.',
      ]);
    });

    it('accepts POST only', async () => {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const response = await fetch(server.url('device_authorization'), { method });
        expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
      }
    });

    it('means all scopes but lasting access when none is named', async () => {
      const device = await beginDevice(server, tv, { scope: undefined });
      expect((await rowOf(server, device))!.scopes).toEqual(['openid', 'profile', 'email']);
    });
  });

  describe('the token endpoint', () => {
    it('gives an ID token that tells who allowed it, when and how, and a refresh token', async () => {
      const before = Math.floor(server.clock.now() / 1000);
      const device = await beginDevice(server, tv);
      await expectOAuthError(await poll(server, tv, device), PENDING);
      await allowDevice(server, device);
      server.clock.advance(5);
      const tokens = await tokensOf(await poll(server, tv, device));
      expect(tokens).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'openid profile offline_access',
        refresh_token: expect.any(String),
        id_token: expect.any(String),
      });
      const { payload } = await verify(server, tokens.id_token, 'JWT');
      expect(payload).toEqual({
        iss: server.issuer,
        sub: alice,
        aud: tv.clientId,
        iat: expect.any(Number),
        exp: expect.any(Number),
        auth_time: expect.any(Number),
        acr: 'urn:portcullis:acr:password',
        amr: ['pwd'],
        sid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        at_hash: expect.any(String),
      });
      expect(payload['auth_time']).toBeGreaterThanOrEqual(before);
      const accessToken = await verify(server, tokens.access_token, 'at+jwt');
      expect(accessToken.payload).toMatchObject({
        sub: alice,
        client_id: tv.clientId,
        acr: 'urn:portcullis:acr:password',
        auth_time: payload['auth_time'],
      });
      const next = await tokensOf(await refresh(server, tv, tokens.refresh_token));
      expect(readJwt(next.id_token).claims).toMatchObject({ sub: alice, sid: payload['sid'] });
    });

    it('gives what the user left checked, for the resource that was asked for', async () => {
      const api = 'https://orders.example';
      const client = await server.register({ ...TV, audiences: ['https://first.example', api] });
      const device = await beginDevice(server, client, { resource: api });
      const { visitor, page } = await arriveAtConsent(server, device.user_code);
      await allow(visitor, page, { 'scope.profile': null, 'scope.offline_access': null });
      const tokens = await tokensOf(await poll(server, client, device));
      expect(tokens.scope).toBe('openid');
      // Lasting access was asked for by name and refused.
      expect(tokens.refresh_token).toBeUndefined();
      expect(readJwt(tokens.access_token).claims.aud).toBe(api);
    });

    it('tells a device that is too fast to slow down, by 5 seconds each time', async () => {
      const device = await beginDevice(server, tv);
      await expectOAuthError(await poll(server, tv, device), PENDING);
      await expectOAuthError(await poll(server, tv, device), SLOW_DOWN);
      expect(await rowOf(server, device)).toMatchObject({ pollInterval: 10, status: 'pending' });
      server.clock.advance(5);
      await expectOAuthError(await poll(server, tv, device), SLOW_DOWN);
      server.clock.advance(15);
      await expectOAuthError(await poll(server, tv, device), PENDING);
      server.clock.advance(10);
      await expectOAuthError(await poll(server, tv, device), SLOW_DOWN);
      server.clock.advance(20);
      await expectOAuthError(await poll(server, tv, device), PENDING);
      expect(await rowOf(server, device)).toMatchObject({ pollInterval: 20 });
    });

    it('does not slow down a device that polls as it was told', async () => {
      const device = await beginDevice(server, tv);
      for (let i = 0; i < 10; i++) {
        await expectOAuthError(await poll(server, tv, device), PENDING);
        server.clock.advance(device.interval);
      }
      expect(await rowOf(server, device)).toMatchObject({ pollInterval: 5 });
    });

    it('tells that the code has expired, pending or allowed', async () => {
      const pending = await beginDevice(server, tv);
      const approved = await allowed();
      server.clock.advance(600);
      await expectOAuthError(await poll(server, tv, pending), EXPIRED);
      await expectOAuthError(await poll(server, tv, approved), EXPIRED);
      expect(await rowOf(server, approved)).toMatchObject({ consumedAt: null });
    });

    it.each([
      ['on the consent page', 'decision', 'deny', 'alice'],
      ['by clearing every box', 'decision', 'allow', 'alice'],
      ['on the sign-in page', 'action', 'cancel', undefined],
    ])('tells that the user refused, %s', async (where, name, value, username) => {
      const client = await server.register({ ...TV, scopes: ['profile', 'email'] });
      const device = await beginDevice(server, client, { scope: 'profile email' });
      const { visitor, page } =
        username === undefined
          ? await enterCode(server, device.user_code)
          : await arriveAtConsent(server, device.user_code);
      const cleared: Record<string, null> = where.includes('box')
        ? { 'scope.profile': null, 'scope.email': null }
        : {};
      const done = await visitor.submit(page, cleared, { name, value });
      expect(done.html).toContain('You denied the access');
      await expectOAuthError(await poll(server, client, device), DENIED);
      expect(await rowOf(server, device)).toMatchObject({ status: 'denied', consumedAt: null });
      server.clock.advance(5);
      await expectOAuthError(await poll(server, client, device), DENIED);
      const { id } = readHandle(device.device_code)!;
      expect(await server.database.find(Authorization, { id })).toBeNull();
    });

    it('knows only the device code itself', async () => {
      const device = await allowed();
      const code = device.device_code;
      const flipped =
        (code[0] === code[0]!.toLowerCase() ? code[0]!.toUpperCase() : code[0]!.toLowerCase()) +
        code.slice(1);
      const wrong = [
        ...[code.slice(0, -1), `${code}A`, `${code} `, code.toLowerCase(), flipped, 'x', device.user_code],
        `${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`,
      ].filter((value) => value !== code);
      for (const device_code of wrong) {
        await expectOAuthError(await poll(server, tv, { device_code }), INVALID_GRANT);
      }
      await expectOAuthError(await post(server, 'token', tv, { grant_type: DEVICE_CODE }), [
        400,
        'invalid_request',
        'The parameter device_code is missing.',
      ]);
      expect((await poll(server, tv, device)).status).toBe(200);
    });

    it('gives the tokens to the client that asked, which another one does not slow down', async () => {
      const device = await allowed();
      const other = await server.register(TV);
      for (let i = 0; i < 3; i++) await expectOAuthError(await poll(server, other, device), INVALID_GRANT);
      expect((await poll(server, tv, device)).status).toBe(200);
    });

    it('revokes what was issued when the code is presented again', async () => {
      const client = await server.register({ ...TV, accessTokenFormat: 'opaque' });
      const api = await registerApi(server, server.issuer);
      const device = await allowed({}, client);
      const tokens = await tokensOf(await poll(server, client, device));
      expect(await introspect(server, api, tokens.access_token)).toMatchObject({ active: true });
      // Too early it is not judged at all.
      await expectOAuthError(await poll(server, client, device), SLOW_DOWN);
      expect(await introspect(server, api, tokens.access_token)).toMatchObject({ active: true });
      server.clock.advance(15);
      await expectOAuthError(await poll(server, client, device), INVALID_GRANT);
      expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
      await expectOAuthError(await refresh(server, client, tokens.refresh_token), INVALID_GRANT);
      const events = await server.database.findMany(AuditEvent, { event: 'device_code.replayed' });
      expect(events.filter(({ clientId }) => clientId === client.clientId)).toHaveLength(1);
    });

    it('gives no more than what client and user may still have', async () => {
      const client = await server.register(TV);
      const first = await allowed({}, client);
      const version = (await server.registry.get(client.clientId))!.version;
      const changed = await server.registry.update(
        client.clientId,
        version,
        { scopes: ['openid', 'offline_access'] },
        ACTOR,
      );
      expect((await tokensOf(await poll(server, client, first))).scope).toBe('openid offline_access');

      const second = await beginDevice(server, client, { scope: 'openid' });
      const carol = await server.addUser(`carol-${client.clientId}`);
      await allowDevice(server, second, { username: carol.username });
      await server.users.setDisabled(carol.subject, true, ACTOR);
      await expectOAuthError(await poll(server, client, second), INVALID_GRANT);

      const third = await allowed({ scope: 'openid' }, client);
      await server.registry.update(
        client.clientId,
        changed.version,
        { grantTypes: ['refresh_token'] },
        ACTOR,
      );
      await expectOAuthError(await poll(server, client, third), [
        400,
        'unauthorized_client',
        'The client may not use this grant type.',
      ]);
    });
  });

  describe('the page', () => {
    it.each([
      ['as the device shows it', (code: string) => code],
      ['in small letters', (code: string) => code.toLowerCase()],
      ['without the dash', (code: string) => code.replace('-', '')],
      ['with spaces', (code: string) => ` ${code.replace('-', ' ')} `],
    ])('takes the code %s', async (_, typed) => {
      const device = await beginDevice(server, tv);
      const { visitor, page } = await enterCode(server, typed(device.user_code));
      expect(page.url).toContain('/oauth/sign_in?interaction=');
      const consent = await signIn(visitor, page);
      expect(consent.url).toContain('/oauth/confirm_access?interaction=');
    });

    it('shows client, account, scopes, the code to compare, and a warning', async () => {
      const device = await beginDevice(server, tv);
      server.clock.advance(130);
      const { page } = await arriveAtConsent(server, device.user_code);
      expect(page.html).toContain('<bdi>Acme TV</bdi> on another device wants to access your account');
      expect(page.html).toContain('Signed in as <bdi>Alice Liddell</bdi> (<bdi>alice</bdi>)');
      for (const scope of ['openid', 'profile', 'offline_access']) {
        expect(page.html).toContain(`name="scope.${scope}"`);
      }
      expect(page.html).toContain(`>${device.user_code}</p>`);
      expect(page.html).toContain('It asked for access <bdi>2 minutes ago</bdi>.');
      expect(page.html).toContain('Only continue if you started this yourself');
      expect(page.html).not.toContain('name="remember"');
      expect(page.html).not.toContain('You will be sent to');
    });

    it('speaks Chinese from the first page to the last', async () => {
      const device = await beginDevice(server, tv);
      const visitor = new Visitor({ 'accept-language': 'zh-CN' });
      const form = await visitor.visit(device.verification_uri);
      expect(form.html).toContain('<html lang="zh-CN"');
      expect(form.html).toContain('请输入您的设备上显示的代码。');
      const consent = await signIn(visitor, await submitCode(visitor, form, device.user_code));
      expect(consent.html).toContain('另一台设备上的 <bdi>Acme TV</bdi> 请求访问您的账号');
      const done = await allow(visitor, consent);
      expect(done.html).toContain('完成，请回到您的设备');
    });

    it('fills in the code of the link and waits for the user', async () => {
      const device = await beginDevice(server, tv);
      // Signed in already, and this client was allowed before.
      const { visitor } = await allowDevice(server, await beginDevice(server, tv));
      const page = await visitor.visit(device.verification_uri_complete);
      expect(page.url).toBe(device.verification_uri_complete);
      expect(readForm(page.html).fields['user_code']).toBe(device.user_code);
      expect(page.html).toContain('Continue only if your device shows the same one.');
      await expectOAuthError(await poll(server, tv, device), PENDING);
      const consent = await submitCode(visitor, page, device.user_code);
      expect(consent.url).toContain('/oauth/confirm_access');
      await expectOAuthError(await poll(server, tv, device), SLOW_DOWN);
      expect(await rowOf(server, device)).toMatchObject({ status: 'pending' });
    });

    it.each([
      ['markup', '"><script>alert(1)</script>'],
      ['a template', '${7*7}{{7*7}}'],
      ['letters that no code has', 'AAAA-AAAA'],
      ['a space', ' '],
      ['5 kB', 'X'.repeat(5000)],
    ])('fills nothing in that is no code: %s', async (_, code) => {
      const page = await new Visitor().visit(`${server.url('device')}?${query({ user_code: code })}`);
      expect(page.status).toBe(200);
      expect(readForm(page.html).fields['user_code']).toBe('');
      expect(page.html).not.toContain('alert(1)');
    });

    it('shows a wrong code as it was typed, and no more', async () => {
      const { page } = await enterCode(server, '"><script>alert(1)</script>{{7*7}}'.padEnd(5000, 'X'));
      expect(page.status).toBe(400);
      const shown = readForm(page.html).fields['user_code']!;
      expect(shown).toBe('"><script>alert(1)</script>{{7*7}}'.padEnd(64, 'X'));
      expect(page.html).not.toContain('<script>alert(1)');
    });

    it('always asks, whatever was allowed before and whoever the client is', async () => {
      const own = await server.register({
        ...TV,
        tokenEndpointAuthMethod: 'client_secret_basic',
        grantTypes: [DEVICE_CODE, 'authorization_code', 'refresh_token'],
        redirectUris: ['https://client.example/cb'],
      });
      // Remembered on the web, for these very scopes.
      await obtainTokens(server, own, { scope: 'openid profile offline_access' });
      const remembered = await server.database.findMany(Consent, { clientId: own.clientId });
      expect(remembered).toHaveLength(3);
      const { visitor, page } = await arriveAtConsent(server, (await beginDevice(server, own)).user_code);
      expect(page.url).toContain('/oauth/confirm_access');
      expect(page.html).not.toContain('Already allowed');
      // Neither a yes nor a no to a device changes what is remembered.
      await visitor.submit(page, {}, { name: 'decision', value: 'deny' });
      await allowDevice(server, await beginDevice(server, own), { visitor });
      expect(await server.database.findMany(Consent, { clientId: own.clientId })).toEqual(remembered);

      const firstParty = await server.register({ ...TV, firstParty: true });
      for (let i = 0; i < 2; i++) {
        const device = await beginDevice(server, firstParty);
        const consent = await arriveAtConsent(server, device.user_code, { visitor });
        expect(consent.page.url).toContain('/oauth/confirm_access');
        await allow(visitor, consent.page);
        expect((await poll(server, firstParty, device)).status).toBe(200);
      }
    });

    it('writes down who allowed and who refused, and no code', async () => {
      const client = await server.register(TV);
      const yes = await beginDevice(server, client);
      await allowDevice(server, yes);
      const no = await beginDevice(server, client, { scope: 'openid' });
      const { visitor, page } = await enterCode(server, no.user_code);
      await visitor.submit(page, {}, { name: 'action', value: 'cancel' });
      const events = await server.database.findMany(
        AuditEvent,
        { clientId: client.clientId, event: ['device.allowed', 'device.denied'] },
        { orderBy: 'id' },
      );
      expect(events.map(({ event, actor, subject, data }) => ({ event, actor, subject, data }))).toEqual([
        {
          event: 'device.allowed',
          actor: alice,
          subject: alice,
          data: { scopes: ['openid', 'profile', 'offline_access'] },
        },
        { event: 'device.denied', actor: null, subject: null, data: { scopes: ['openid'] } },
      ]);
      const all = JSON.stringify(await server.database.findMany(AuditEvent, {}));
      for (const { user_code, device_code } of [yes, no]) {
        expect(all).not.toContain(user_code);
        expect(all).not.toContain(device_code);
      }
    });

    it('says what is wrong with a code', async () => {
      const used = await allowed();
      const expired = await beginDevice(server, tv);
      const said = async (typed: string): Promise<[number, string | undefined]> => {
        const { page } = await enterCode(server, typed);
        expect(page.url).toBe(server.url('device'));
        expect(readForm(page.html).fields['user_code']).toBe(typed);
        return [page.status, /role="alert"[^>]*>[\s\S]*?<p>([\s\S]*?)<\/p>/.exec(page.html)?.[1]];
      };
      expect(await said(used.user_code)).toEqual([
        400,
        'This code has been used already. Let your device show you a new one.',
      ]);
      server.clock.advance(600);
      expect(await said(expired.user_code)).toEqual([
        400,
        'This code has expired. Let your device show you a new one.',
      ]);
      expect(await said('WDJB-MJH')).toEqual([
        400,
        'This is no complete code. A code has eight letters, such as WDJB-MJHT.',
      ]);
      expect(await said('ZZZZ-ZZZZ')).toEqual([
        400,
        'No device has this code. Check it and try again. Attempts left: <bdi>9</bdi>',
      ]);
      expect((await enterCode(server, '')).page.html).toContain('This is no complete code.');
    });

    it('says so when the code expires, or somebody else decides, while the user thinks', async () => {
      const late = await beginDevice(server, tv);
      const first = await arriveAtConsent(server, late.user_code);
      server.clock.advance(600);
      const expired = await allow(first.visitor, first.page);
      expect([expired.status, expired.html.includes('This code has expired.')]).toEqual([400, true]);
      await expectOAuthError(await poll(server, tv, late), EXPIRED);

      const shared = await beginDevice(server, tv);
      const byAlice = await arriveAtConsent(server, shared.user_code);
      const byBob = await arriveAtConsent(server, shared.user_code, { username: 'bob' });
      const pages = await Promise.all([byAlice, byBob].map(({ visitor, page }) => allow(visitor, page)));
      expect(pages.filter(({ html }) => html.includes(DONE))).toHaveLength(1);
      expect(pages.filter(({ html }) => html.includes('This code has been used already.'))).toHaveLength(1);
      const { sub } = readJwt((await tokensOf(await poll(server, tv, shared))).id_token).claims;
      expect(sub === alice).toBe(pages[0]!.html.includes(DONE));
    });

    it('tells what was decided again when it is loaded again, in this browser only', async () => {
      const { visitor, page } = await allowDevice(server, await beginDevice(server, tv));
      expect(page.url).toContain('/oauth/device/done?interaction=');
      expect((await visitor.visit(page.url)).html).toContain(DONE);
      expect((await visitor.visit(`${page.url}&lang=zh-CN`)).html).toContain('完成，请回到您的设备');
      await expectPage(await get(page.url), 400, GONE);
      // Not yet decided.
      const open = await arriveAtConsent(server, (await beginDevice(server, tv)).user_code);
      const { interaction } = readForm(open.page.html).fields;
      const early = await open.visitor.request(`${server.url('device/done')}?${query({ interaction })}`);
      await expectPage(early, 400, GONE);
    });

    it('sends the headers of every page, and keeps its form at home', async () => {
      const response = await get(server.url('device'));
      expect(response.headers.get('content-security-policy')).toContain("form-action 'self'");
      expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('referrer-policy')).toBe('same-origin');
      expect(response.headers.getSetCookie()).toEqual([
        expect.stringMatching(/^__Host-portcullis=[\w-]{64}; Path=\/; Secure; HttpOnly; SameSite=Lax$/),
      ]);
    });

    it.each([
      ['device', 'PUT', 'GET, HEAD, POST'],
      ['device/resume', 'POST', 'GET'],
      ['device/resume', 'HEAD', 'GET'],
      ['device/done', 'POST', 'GET, HEAD'],
    ])('%s refuses %s', async (endpoint, method, allowed) => {
      const response = await fetch(server.url(endpoint), { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, allowed]);
    });
  });

  describe('belongs to the browser that entered the code', () => {
    const submit = (visitor: Visitor, form: Record<string, string>): Promise<Response> =>
      visitor.request(server.url('device'), { method: 'POST', body: query(form) });
    const interactions = async (): Promise<number> =>
      (await server.database.findMany(Interaction, {})).length;

    it('begins nothing for a form that is not this browser’s', async () => {
      const device = await beginDevice(server, tv);
      const count = await interactions();
      const opened = async (): Promise<{ visitor: Visitor; token: string }> => {
        const visitor = new Visitor();
        const { html } = await visitor.visit(device.verification_uri);
        return { visitor, token: readForm(html).fields['token']! };
      };
      const [mine, other] = [await opened(), await opened()];
      const empty = new Visitor();
      empty.setCookie('__Host-portcullis', '');
      const user_code = device.user_code;
      for (const [visitor, form] of [
        [mine.visitor, { user_code }],
        [mine.visitor, { user_code, token: '' }],
        [mine.visitor, { user_code, token: other.token }],
        [mine.visitor, { user_code, token: `${mine.token}A` }],
        // A form of another site comes without the Lax cookie.
        [new Visitor(), { user_code, token: mine.token }],
        [empty, { user_code, token: mine.token }],
      ] as const) {
        const response = await submit(visitor, form);
        expect(response.headers.getSetCookie()).toEqual([]);
        await expectPage(response, 400, GONE);
      }
      expect(await interactions()).toBe(count);
      expect((await submit(mine.visitor, { user_code, token: mine.token })).status).toBe(303);
    });

    it('takes no decision from another browser, signed in or not, and none twice', async () => {
      const device = await beginDevice(server, tv);
      const { visitor, page } = await arriveAtConsent(server, device.user_code);
      const { interaction } = readForm(page.html).fields;
      const bob = (
        await arriveAtConsent(server, (await beginDevice(server, tv)).user_code, { username: 'bob' })
      ).visitor;
      const form = { interaction, 'scope.openid': 'true', decision: 'allow' };
      for (const stranger of [bob, new Visitor()]) {
        const decided = await stranger.request(server.url('confirm_access'), {
          method: 'POST',
          body: query(form),
        });
        await expectPage(decided, 400, GONE);
        for (const endpoint of ['device/resume', 'confirm_access', 'sign_in', 'device/done']) {
          const shown = await stranger.request(`${server.url(endpoint)}?${query({ interaction })}`);
          await expectPage(shown, 400, GONE);
        }
      }
      expect(await rowOf(server, device)).toMatchObject({ status: 'pending' });

      const answers = await Promise.all(
        Array.from({ length: 10 }, () =>
          visitor.request(server.url('confirm_access'), { method: 'POST', body: query(form) }),
        ),
      );
      expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
      const resumed = await Promise.all(
        Array.from({ length: 10 }, () =>
          visitor.request(`${server.url('device/resume')}?${query({ interaction })}`),
        ),
      );
      expect(resumed.filter(({ status }) => status === 303)).toHaveLength(1);
      await tokensOf(await poll(server, tv, device));
    });

    it('is no authorization request, nor is one of those a device’s', async () => {
      const device = await beginDevice(server, tv);
      const { visitor, page } = await arriveAtConsent(server, device.user_code);
      const { interaction } = readForm(page.html).fields;
      await expectPage(
        await visitor.request(`${server.url('authorize/resume')}?${query({ interaction })}`),
        400,
        GONE,
      );
      const web = await visitor.visit(authorizeUrl(server, await server.register(), pkce()));
      const { interaction: other } = readForm(web.html).fields;
      for (const endpoint of ['device/resume', 'device/done']) {
        const url = `${server.url(endpoint)}?${query({ interaction: other })}`;
        await expectPage(await visitor.request(url), 400, GONE);
      }
      // Both are still what they were.
      expect((await allow(visitor, page)).html).toContain(DONE);
      expect((await allow(visitor, web)).left).toBe(true);
    });

    it('asks again whom another account takes the place of', async () => {
      const device = await beginDevice(server, tv);
      const { visitor, page } = await arriveAtConsent(server, device.user_code);
      const other = await visitor.visit(page.url.replace('confirm_access', 'sign_in'));
      const consent = await signIn(visitor, other, 'bob');
      expect(consent.url).toContain('/oauth/confirm_access');
      await allow(visitor, consent);
      const { sub } = readJwt((await tokensOf(await poll(server, tv, device))).id_token).claims;
      expect(sub).not.toBe(alice);
    });

    it('ends when an administrator takes from the client what it asks for', async () => {
      for (const changes of [
        { grantTypes: ['refresh_token'] },
        { scopes: ['openid'] },
        { audiences: ['https://other.example'] },
      ]) {
        const client = await server.register({ ...TV, audiences: ['https://orders.example'] });
        const device = await beginDevice(server, client, { resource: 'https://orders.example' });
        const { visitor, page } = await arriveAtConsent(server, device.user_code);
        await server.registry.update(client.clientId, 1, changes, ACTOR);
        const gone = await allow(visitor, page);
        expect([gone.status, gone.html.includes(GONE)]).toEqual([400, true]);
        expect(await rowOf(server, device)).toMatchObject({ status: 'pending' });
      }
      const client = await server.register(TV);
      const device = await beginDevice(server, client);
      const { visitor, page } = await arriveAtConsent(server, device.user_code);
      await server.registry.setDisabled(client.clientId, true, ACTOR);
      expect((await allow(visitor, page)).status).toBe(400);
      expect((await enterCode(server, device.user_code)).page.status).toBe(400);
      expect(await rowOf(server, device)).toMatchObject({ status: 'pending' });
    });
  });

  it('ends what was allowed when the user signs out, but for lasting access', async () => {
    const short = await beginDevice(server, tv, { scope: 'openid profile' });
    const { visitor } = await allowDevice(server, short);
    const lasting = await beginDevice(server, tv);
    await allowDevice(server, lasting, { visitor });
    const page = await visitor.visit(server.url('logout'));
    expect(page.html).toContain('Acme TV');
    await visitor.submit(page, {}, { name: 'decision', value: 'sign_out' });
    await expectOAuthError(await poll(server, tv, short), INVALID_GRANT);
    const { refresh_token } = await tokensOf(await poll(server, tv, lasting));
    expect((await refresh(server, tv, refresh_token)).status).toBe(200);
  });

  it('runs with a stock library', async () => {
    const client = await server.register({ ...TV, tokenEndpointAuthMethod: 'client_secret_basic' });
    const config = await oidc.discovery(
      new URL(server.issuer),
      client.clientId,
      undefined,
      oidc.ClientSecretBasic(client.secret!),
      { execute: [oidc.allowInsecureRequests] },
    );
    expect(config.serverMetadata().device_authorization_endpoint).toBe(server.url('device_authorization'));
    const device = await oidc.initiateDeviceAuthorization(config, { scope: 'openid profile offline_access' });
    const { visitor, page } = await arriveAtConsent(server, device.user_code);
    await allow(visitor, page);
    // The library waits for the interval before its first poll.
    const tokens = await oidc.pollDeviceAuthorizationGrant(config, { ...device, interval: 0.01 });
    expect(tokens.claims()).toMatchObject({ sub: alice, aud: client.clientId });
    expect(tokens.scope).toBe('openid profile offline_access');
    const { sub } = tokens.claims()!;
    expect(await oidc.fetchUserInfo(config, tokens.access_token, sub)).toMatchObject({
      name: 'Alice Liddell',
    });
    expect((await oidc.refreshTokenGrant(config, tokens.refresh_token!)).access_token).toBeDefined();

    const refused = await oidc.initiateDeviceAuthorization(config, { scope: 'openid' });
    const second = await arriveAtConsent(server, refused.user_code);
    await second.visitor.submit(second.page, {}, { name: 'decision', value: 'deny' });
    await expect(
      oidc.pollDeviceAuthorizationGrant(config, { ...refused, interval: 0.01 }),
    ).rejects.toMatchObject({ error: 'access_denied' });
  });
});

describe.each(DATABASES)('guessing user codes on %s', (database) => {
  const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
  const guess = (n: number): string =>
    Array.from({ length: 8 }, (_, place) => LETTERS[Math.floor(n / 20 ** place) % 20]).join('');
  let server: TestServer;
  let tv: RegisteredClient;
  /** Who comes from where is said by a proxy that this host trusts. */
  const behindProxy: Partial<TestServerOptions> = {
    adapter: 'express',
    trustProxy: true,
    options: { limits: { userCode: { attempts: 10 }, userCodeTotal: { attempts: 40 } } },
  };

  afterEach(() => server.close());
  const arrange = async (more: Partial<TestServerOptions> = {}): Promise<void> => {
    server = await start(database, more);
    await server.addUser();
    tv = await server.register(TV);
  };
  const from = (source: string): Visitor => new Visitor({ 'x-forwarded-for': source });
  const attempt = async (visitor: Visitor, code: string): Promise<Visit> =>
    (await enterCode(server, code, visitor)).page;

  it('ends after 10 wrong ones from one source, for as long as it says, and for a right one too', async () => {
    await arrange();
    const visitor = new Visitor();
    for (let i = 0; i < 10; i++) {
      const page = await attempt(visitor, guess(i));
      expect([page.status, page.html.includes(`Attempts left: <bdi>${9 - i}</bdi>`)]).toEqual([400, true]);
    }
    const device = await beginDevice(server, tv);
    // Neither another browser nor a header that anybody can send makes another source of it.
    for (const guesser of [visitor, new Visitor(), from('203.0.113.7')]) {
      const page = await attempt(guesser, device.user_code);
      expect(page.status).toBe(429);
      expect(page.html).toMatch(/Too many codes were wrong\. Wait <bdi>\d+ minutes<\/bdi>, then try again\./);
      const wait = Number(page.response.headers.get('retry-after'));
      expect(wait).toBeGreaterThan(500);
      expect(wait).toBeLessThanOrEqual(600);
    }
    expect(await rowOf(server, device)).toMatchObject({ status: 'pending' });
    server.clock.advance(601);
    const fresh = await beginDevice(server, tv);
    expect((await attempt(visitor, fresh.user_code)).url).toContain('/oauth/sign_in');
  });

  it('judges no more than 10, however many come at once', async () => {
    await arrange();
    const visitors = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const visitor = new Visitor();
        return { visitor, form: await visitor.visit(server.url('device')) };
      }),
    );
    const pages = await Promise.all(
      visitors.map(({ visitor, form }, i) => submitCode(visitor, form, guess(i))),
    );
    expect(pages.filter(({ status }) => status === 400)).toHaveLength(10);
    expect(pages.filter(({ status }) => status === 429)).toHaveLength(30);
  });

  it('does not count codes that are none, nor those that fit', async () => {
    await arrange();
    const visitor = new Visitor();
    for (let i = 0; i < 12; i++) {
      expect((await attempt(visitor, 'WDJB')).status).toBe(400);
      const device = await beginDevice(server, tv);
      const page = await attempt(visitor, device.user_code);
      expect(page.status).toBe(200);
    }
    expect((await attempt(visitor, guess(0))).html).toContain('Attempts left: <bdi>9</bdi>');
  });

  it('stores no more requests from one source than its limit', async () => {
    await arrange({ options: { limits: { authorization: { attempts: 4, seconds: 60 } } } });
    const device = await beginDevice(server, tv);
    for (let i = 0; i < 3; i++) await enterCode(server, device.user_code);
    const count = (await server.database.findMany(Interaction, {})).length;
    const { page } = await enterCode(server, device.user_code);
    expect([page.status, page.html.includes('The service is busy')]).toEqual([429, true]);
    expect(await server.database.findMany(Interaction, {})).toHaveLength(count);
    const response = await post(server, 'device_authorization', tv, {});
    expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    await expectOAuthError(response, [
      429,
      'temporarily_unavailable',
      'There were too many attempts. Try again later.',
    ]);
    expect(await server.database.findMany(DeviceCode, {})).toHaveLength(1);
  });

  it('ends for each source by itself, and for all when many guess together', async () => {
    await arrange(behindProxy);
    const device = await beginDevice(server, tv);
    for (let i = 0; i < 10; i++) await attempt(from('203.0.113.1'), guess(i));
    expect((await attempt(from('203.0.113.1'), guess(10))).status).toBe(429);
    expect((await attempt(from('203.0.113.2'), device.user_code)).status).toBe(200);
    for (let i = 10; i < 40; i++) {
      expect((await attempt(from(`203.0.113.${i}`), guess(i))).status).toBe(400);
    }
    expect((await attempt(from('203.0.113.200'), device.user_code)).status).toBe(429);
    server.clock.advance(601);
    const fresh = await beginDevice(server, tv);
    expect((await attempt(from('203.0.113.200'), fresh.user_code)).status).toBe(200);
  });
});

describe.each(DATABASES)('polls at the same moment on %s', (database) => {
  let server: TestServer;
  let processes: RunningServer[];
  let members: TestServer[];
  let client: RegisteredClient;
  let api: RegisteredClient;

  beforeAll(async () => {
    server = await start(database);
    await server.addUser();
    client = await server.register({ ...TV, tokenEndpointAuthMethod: 'client_secret_basic' });
    api = await registerApi(server, server.issuer);
    processes = await Promise.all([1, 2].map(() => ServerProcess.start(memberOf(server))));
    members = processes.map((process) => through(server, process));
  });
  afterAll(async () => {
    await Promise.all(processes.map(({ process }) => process.stop()));
    await server.close();
  });

  const atOnce = async (count: number, device: DeviceAnswer) => {
    const form = { grant_type: DEVICE_CODE, device_code: device.device_code };
    const held = await Promise.all(
      Array.from({ length: 20 }, (_, i) => holdRequest(members[i % count]!.url('token'), client, form)),
    );
    const answers = await Promise.all(held.map(({ finish }) => finish()));
    return answers.map(({ status, body }) => ({ status, body: JSON.parse(body) as Record<string, string> }));
  };

  describe.each([1, 2])('with %i server processes', (count) => {
    it.each([1, 2, 3])('one of 20 gets the tokens, and they stay good, run %i', async () => {
      const device = await beginDevice(server, client);
      await allowDevice(server, device);
      // However slow this machine is, none of the 20 shall be due a second time.
      const { id } = readHandle(device.device_code)!;
      await server.database.update(DeviceCode, { id }, { pollInterval: 600 });
      const answers = await atOnce(count, device);
      const won = answers.filter(({ status }) => status === 200);
      expect(won).toHaveLength(1);
      expect(answers.filter(({ status }) => status !== 200).map(({ body }) => body)).toEqual(
        Array(19).fill({ error: SLOW_DOWN[1], error_description: SLOW_DOWN[2] }),
      );
      expect(await introspect(members[0]!, api, won[0]!.body['access_token']!)).toMatchObject({
        active: true,
      });
      expect((await refresh(members[0]!, client, won[0]!.body['refresh_token']!)).status).toBe(200);
    });

    it('one of 20 is told to wait, the others to slow down', async () => {
      const device = await beginDevice(server, client);
      const { id } = readHandle(device.device_code)!;
      await server.database.update(DeviceCode, { id }, { pollInterval: 600 });
      const errors = (await atOnce(count, device)).map(({ body }) => body['error']);
      expect(errors.filter((error) => error === 'authorization_pending')).toHaveLength(1);
      expect(errors.filter((error) => error === 'slow_down')).toHaveLength(19);
      expect(await rowOf(server, device)).toMatchObject({ pollInterval: 600 + 19 * 5 });
    });
  });

  it('take from one process what was asked for and allowed on others', async () => {
    const device = await beginDevice(members[0]!, client);
    const { visitor, page } = await arriveAtConsent(members[1]!, device.user_code);
    const done = await visitor.visit(new URL(readForm(page.html).action, members[0]!.url('')).href, {
      method: 'POST',
      body: query({ ...readForm(page.html).fields, decision: 'allow' }),
    });
    expect(done.html).toContain(DONE);
    expect((await poll(members[1]!, client, device)).status).toBe(200);
  });
});

describe('the device grant, switched off,', () => {
  let server: TestServer;
  let tv: RegisteredClient;

  beforeAll(async () => {
    server = await start('sqlite', { extras: { features: { device: false } } });
    tv = await server.register(TV);
  });
  afterAll(() => server.close());

  it('has no endpoints, no grant, and no place in the metadata', async () => {
    expect((await post(server, 'device_authorization', tv, {})).status).toBe(404);
    for (const endpoint of ['device', 'device/resume', 'device/done']) {
      expect((await get(server.url(endpoint))).status).toBe(404);
    }
    await expectOAuthError(await poll(server, tv, { device_code: 'x'.repeat(64) }), [
      400,
      'unsupported_grant_type',
      'The grant type is not supported.',
    ]);
    const metadata = await (await get(`${server.issuer}/.well-known/openid-configuration`)).text();
    expect(metadata).not.toContain('device');
  });
});
