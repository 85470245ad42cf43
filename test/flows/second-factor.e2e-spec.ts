import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  AccountStore,
  AuditEvent,
  AuthorizationCode,
  Interaction,
  Passkey,
  PasskeyChallenge,
  RecoveryCode,
  SecondFactors,
  Session,
  Totp,
  type Account,
} from '@portcullis/oauth';
import { expectPage } from '../support/answers.js';
import { DATABASES } from '../support/databases.js';
import { arriveAtConsent, beginDevice, DEVICE_CODE, enterCode } from '../support/device.js';
import {
  allow,
  authorizeUrl,
  obtainCode,
  obtainTokens,
  redeem,
  refresh,
  signIn,
  type TokenAnswer,
} from '../support/flow.js';
import { readJwt } from '../support/jwt.js';
import { pkce } from '../support/pkce.js';
import {
  codeAt,
  confirmApp,
  enrolApp,
  enrolPasskey,
  enterFactor,
  halfWay,
  nextCode,
  passkeyOptions,
  recoveryCodesOn,
  secretOn,
  type EnrolledApp,
  type HalfWay,
} from '../support/second-factor.js';
import { through } from '../support/server-process.js';
import { SoftPasskey, type PasskeyConduct } from '../support/soft-passkey.js';
import { ACTOR, PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor, type Visit } from '../support/visitor.js';

const MFA = 'urn:portcullis:acr:mfa';
const RAISED = { attempts: 10_000 };
/** Out of the way of tests that are about something else, like those of every test server. */
const LIMITS = {
  ...{ authorization: RAISED, signIn: RAISED, signInSource: RAISED },
  ...{ secondFactor: RAISED, secondFactorSource: RAISED },
};
const WRONG = '000000';

describe.each(DATABASES)('the second factor, on %s,', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let subject: string;
  let username: string;
  let app: EnrolledApp;

  beforeAll(async () => {
    server = await TestServer.start({ database, options: { limits: LIMITS } });
    client = await server.register({ scopes: ['openid', 'profile', 'offline_access'] });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    username = `user-${randomBytes(6).toString('hex')}`;
    ({ subject } = await server.addUser(username));
  });

  const sessions = (): Promise<Session[]> => server.database.findMany(Session, { subject });
  const events = async (event: string): Promise<AuditEvent[]> =>
    server.database.findMany(AuditEvent, { event, subject });
  const endSessions = (): Promise<number> => server.database.delete(Session, { subject });
  const tokensOf = async (result: HalfWay, page: Visit): Promise<TokenAnswer> => {
    const end = page.url.includes('/confirm_access') ? await allow(result.visitor, page) : page;
    const callback = new URL(end.url);
    const code = callback.searchParams.get('code');
    if (code === null) throw new Error(`No code: ${end.status} ${end.url} ${end.html.slice(0, 1500)}`);
    return (await (await redeem(server, client, { ...result, code, callback })).json()) as TokenAnswer;
  };
  const isAtFactor = ({ url }: Visit): boolean => new URL(url).pathname === '/oauth/sign_in/second_factor';
  const isAtSignIn = ({ url }: Visit): boolean => new URL(url).pathname === '/oauth/sign_in';

  describe('with an authenticator app', () => {
    beforeEach(async () => {
      app = await enrolApp(server, username);
      await endSessions();
    });

    it('stands between the password and the session, and the tokens tell of it', async () => {
      const browser = await halfWay(server, client, username, { scope: 'openid offline_access' });
      expect(isAtFactor(browser.page)).toBe(true);
      await expectPage(await browser.visitor.request(browser.page.url), 200, 'Enter the code of your app');
      expect(await sessions()).toEqual([]);
      const tokens = await tokensOf(
        browser,
        await enterFactor(browser.visitor, browser.page, nextCode(server, app)),
      );
      expect(readJwt(tokens.id_token).claims).toMatchObject({ acr: MFA, amr: ['pwd', 'otp', 'mfa'] });
      expect(await sessions()).toHaveLength(1);
      const again = (await (await refresh(server, client, tokens.refresh_token)).json()) as TokenAnswer;
      expect(readJwt(again.id_token).claims).toMatchObject({ acr: MFA, amr: ['pwd', 'otp', 'mfa'] });
      expect(readJwt(again.access_token).claims).toMatchObject({ acr: MFA });
      expect((await events('second_factor.used')).map(({ data }) => data)).toEqual([{ method: 'app' }]);
      expect(await events('second_factor.enrolled')).toHaveLength(1);
    });

    it('reads a code with a space in it, and asks no session that has it already', async () => {
      const { visitor, page } = await halfWay(server, client, username);
      const code = nextCode(server, app).replace(/(...)/, '$1 ');
      const consent = await enterFactor(visitor, page, code);
      expect(consent.url).toContain('/oauth/confirm_access');
      await allow(visitor, consent);
      expect((await visitor.visit(authorizeUrl(server, client, pkce()))).left).toBe(true);
    });

    it('takes no code twice, nor an older one, and takes the next', async () => {
      const first = await halfWay(server, client, username);
      const code = nextCode(server, app);
      expect((await enterFactor(first.visitor, first.page, code)).url).toContain('/confirm_access');
      const second = await halfWay(server, client, username);
      const before = codeAt(app.secret, server.clock.now(), -1);
      for (const used of [code, before]) {
        const page = await enterFactor(second.visitor, second.page, used);
        expect(isAtFactor(page)).toBe(true);
        expect(page.html).toContain('This code is not right, or it has been used already.');
      }
      expect(await sessions()).toHaveLength(1);
      const next = await enterFactor(second.visitor, second.page, nextCode(server, app));
      expect(next.url).toContain('/confirm_access');
    });

    it('takes the code of the confirmation no second time', async () => {
      const other = await server.addUser(`${username}-2`);
      const fresh = await enrolApp(server, other.username);
      const { visitor, page } = await halfWay(server, client, other.username);
      const code = codeAt(fresh.secret, server.clock.now());
      expect(isAtFactor(await enterFactor(visitor, page, code))).toBe(true);
    });

    it('gives one session to the same code in twenty browsers at once', async () => {
      const browsers = [];
      for (let i = 0; i < 20; i++) browsers.push(await halfWay(server, client, username));
      const code = nextCode(server, app);
      const pages = await Promise.all(browsers.map(({ visitor, page }) => enterFactor(visitor, page, code)));
      expect(pages.filter((page) => page.url.includes('/confirm_access'))).toHaveLength(1);
      expect(pages.filter(isAtFactor)).toHaveLength(19);
      expect(await sessions()).toHaveLength(1);
    });

    it.each([
      ['two steps ago', -2, false],
      ['of the step before', -1, true],
      ['of the step after', 1, true],
      ['two steps ahead', 2, false],
    ])('judges a code %s', async (_, steps, isRight) => {
      server.clock.advance(90);
      const { visitor, page } = await halfWay(server, client, username);
      const answer = await enterFactor(visitor, page, codeAt(app.secret, server.clock.now(), steps));
      expect(isAtFactor(answer)).toBe(!isRight);
      expect(await sessions()).toHaveLength(isRight ? 1 : 0);
    });

    it('is nobody at every other page while it is missing', async () => {
      const { visitor, page, id } = await halfWay(server, client, username);
      const device = await server.register({ grantTypes: [DEVICE_CODE], redirectUris: [] });
      const query = `interaction=${id}`;
      const form = new URLSearchParams({ interaction: id, decision: 'allow', 'scope.openid': 'true' });
      const codes = (): Promise<AuthorizationCode[]> => server.database.findMany(AuthorizationCode, {});
      const before = (await codes()).length;

      expect(isAtSignIn(await visitor.visit(authorizeUrl(server, client, pkce())))).toBe(true);
      const silent = await visitor.visit(authorizeUrl(server, client, pkce(), { prompt: 'none' }));
      expect(new URL(silent.url).searchParams.get('error')).toBe('login_required');
      expect(isAtSignIn(await visitor.visit(`${server.url('authorize/resume')}?${query}`))).toBe(true);
      const consent = await visitor.request(`${server.url('confirm_access')}?${query}`);
      await expectPage(consent, 400, 'This page is no longer valid');
      const decided = await visitor.request(server.url('confirm_access'), { method: 'POST', body: form });
      await expectPage(decided, 400, 'This page is no longer valid');
      const codesPage = `${server.url('sign_in/second_factor/recovery_codes')}?${query}`;
      expect(isAtSignIn(await visitor.visit(codesPage))).toBe(true);
      const { user_code } = await beginDevice(server, device, { scope: 'openid' });
      expect(isAtSignIn((await enterCode(server, user_code, visitor)).page)).toBe(true);
      for (const own of ['account/second_factor', 'account/second_factor/app']) {
        expect(isAtSignIn(await visitor.visit(server.url(own)))).toBe(true);
      }
      const setUp = await visitor.visit(`${server.url('sign_in/second_factor/set_up')}?${query}`);
      expect(isAtFactor(setUp)).toBe(true);
      expect(await sessions()).toEqual([]);
      expect(await codes()).toHaveLength(before);
      // And the way that is meant still leads there.
      expect((await enterFactor(visitor, page, nextCode(server, app))).url).toContain('/confirm_access');
    });

    it('sends a user of a device through it', async () => {
      const tv = await server.register({ grantTypes: [DEVICE_CODE], redirectUris: [], name: 'TV' });
      const { user_code } = await beginDevice(server, tv, { scope: 'openid' });
      const { visitor, page } = await arriveAtConsent(server, user_code, { username });
      expect(isAtFactor(page)).toBe(true);
      const consent = await enterFactor(visitor, page, nextCode(server, app));
      expect(consent.url).toContain('/oauth/confirm_access');
    });

    it('turns back to the client, which learns that nothing was allowed', async () => {
      const { visitor, page, id } = await halfWay(server, client, username);
      const answer = await visitor.submit(page, {}, { name: 'action', value: 'cancel' });
      expect(answer.left).toBe(true);
      const { searchParams } = new URL(answer.url);
      expect(Object.fromEntries(searchParams)).toEqual({
        error: 'access_denied',
        error_description: expect.any(String),
        state: 'st4te',
        iss: server.issuer,
      });
      const again = await visitor.request(`${server.url('sign_in/second_factor')}?interaction=${id}`);
      expect(again.status).toBe(400);
      expect(await sessions()).toEqual([]);
    });

    it('ends with the time of the request', async () => {
      const { visitor, page } = await halfWay(server, client, username);
      server.clock.advance(901);
      const form = { code: codeAt(app.secret, server.clock.now()), method: 'app' };
      const answer = await visitor.submit(page, form, { name: 'action', value: 'verify' });
      expect(answer.status).toBe(400);
      expect(answer.html).toContain('It was open for too long without an answer.');
      expect(await sessions()).toEqual([]);
    });

    it.each([
      ['the password was changed', () => server.users.setPassword(subject, 'another one', ACTOR)],
      ['the user was disabled', () => server.users.setDisabled(subject, true, ACTOR)],
    ])('does not go on when %s meanwhile', async (_, change) => {
      const { visitor, page } = await halfWay(server, client, username);
      server.clock.advance(1);
      await change();
      const code = nextCode(server, app);
      const answer = await enterFactor(visitor, page, code);
      expect(isAtSignIn(answer)).toBe(true);
      expect(answer.html).toContain('The username or the password is not right.');
      expect(isAtSignIn(await visitor.visit(page.url))).toBe(true);
      expect(await sessions()).toEqual([]);
      // What was proven is forgotten, whatever the account becomes.
      await server.users.setDisabled(subject, false, ACTOR);
      expect(isAtSignIn(await visitor.visit(page.url))).toBe(true);
      expect((await server.database.find(Totp, { subject }))!.lastStep).toBeLessThan(
        Math.floor(server.clock.now() / 30_000),
      );
    });

    it('belongs to the browser that showed the password', async () => {
      const own = await halfWay(server, client, username);
      const stranger = new Visitor();
      const code = nextCode(server, app);
      const refused = await enterFactor(stranger, own.page, code);
      expect([refused.status, refused.left]).toEqual([400, false]);
      const other = await halfWay(server, client, (await server.addUser(`${username}-x`)).username);
      const crossed = await enterFactor(other.visitor, own.page, code);
      expect([crossed.status, crossed.left]).toEqual([400, false]);
      expect(await sessions()).toEqual([]);
      expect((await enterFactor(own.visitor, own.page, code)).url).toContain('/confirm_access');
    });

    it('makes one session of one password, also with two factors at once', async () => {
      const { visitor, page, id } = await halfWay(server, client, username);
      const send = (code: string, method: string): Promise<Response> =>
        visitor.request(server.url('sign_in/second_factor'), {
          method: 'POST',
          body: new URLSearchParams({ interaction: id, code, method, action: 'verify' }),
        });
      expect(isAtFactor(page)).toBe(true);
      const answers = await Promise.all([
        send(nextCode(server, app), 'app'),
        ...app.recoveryCodes.slice(0, 5).map((code) => send(code, 'recovery-code')),
      ]);
      expect(answers.filter(({ status }) => status === 303).length).toBeGreaterThanOrEqual(1);
      expect(await sessions()).toHaveLength(1);
    });

    it('needs the password again for every session', async () => {
      const { visitor, page } = await halfWay(server, client, username);
      await enterFactor(visitor, page, nextCode(server, app));
      await endSessions();
      // The request still waits for consent, in a browser that is signed in no more.
      expect(isAtSignIn(await visitor.visit(page.url))).toBe(true);
    });

    it('answers other methods with what is allowed', async () => {
      const { visitor } = await halfWay(server, client, username);
      for (const [path, allowed] of [
        ['sign_in/second_factor', 'GET, HEAD, POST'],
        ['sign_in/second_factor/passkey/options', 'POST'],
        ['sign_in/second_factor/set_up', 'GET, HEAD, POST'],
        ['sign_in/second_factor/set_up/passkey/options', 'POST'],
        ['sign_in/second_factor/recovery_codes', 'GET, HEAD'],
        ['sign_in/passkey', 'POST'],
        ['sign_in/passkey/options', 'POST'],
        ['account/second_factor', 'GET, HEAD, POST'],
        ['account/second_factor/app', 'GET, HEAD, POST'],
        ['account/second_factor/remove', 'GET, HEAD, POST'],
        ['account/second_factor/recovery_codes', 'GET, HEAD'],
        ['account/second_factor/passkey/options', 'POST'],
      ] as const) {
        const response = await visitor.request(server.url(path), { method: 'PUT' });
        expect([path, response.status, response.headers.get('allow')]).toEqual([path, 405, allowed]);
      }
    });

    it('steps a session up that has the password alone', async () => {
      await server.database.delete(Totp, { subject });
      const visitor = new Visitor();
      await signIn(visitor, await visitor.visit(authorizeUrl(server, client, pkce())), username);
      expect((await sessions())[0]!.acr).toBe('urn:portcullis:acr:password');
      await server.database.delete(RecoveryCode, { subject });
      app = await enrolApp(server, username, new Visitor());
      const browser = await halfWay(server, client, username, { acr_values: MFA }, visitor);
      expect(isAtFactor(browser.page)).toBe(true);
      const tokens = await tokensOf(browser, await enterFactor(visitor, browser.page, nextCode(server, app)));
      expect(readJwt(tokens.id_token).claims).toMatchObject({ acr: MFA, amr: ['pwd', 'otp', 'mfa'] });
      expect((await visitor.visit(authorizeUrl(server, client, pkce(), { acr_values: MFA }))).left).toBe(
        true,
      );
    });

    it('keeps its secrets out of the tables', async () => {
      const dump = await server.database.run(async (manager) => {
        const values: string[] = [];
        for (const { tableName } of manager.connection.entityMetadatas) {
          for (const row of (await manager.query(`SELECT * FROM ${tableName}`)) as object[]) {
            for (const value of Object.values(row))
              values.push(Buffer.isBuffer(value) ? value.toString('latin1') : String(value));
          }
        }
        return values.join('\n');
      });
      expect(dump).toContain(subject);
      const [code] = app.recoveryCodes;
      for (const secret of [app.secret, code!, code!.replaceAll('-', '')]) {
        expect(dump.includes(secret)).toBe(false);
      }
    });
  });

  describe('with recovery codes', () => {
    beforeEach(async () => {
      app = await enrolApp(server, username);
      await endSessions();
    });
    const enterRecovery = ({ visitor, page }: HalfWay, code: string): Promise<Visit> =>
      enterFactor(visitor, page, code, 'recovery-code');

    it('gives ten different ones', () => {
      expect(new Set(app.recoveryCodes).size).toBe(10);
    });

    it('lets in once with each, says how many are left, and goes on', async () => {
      const browser = await halfWay(server, client, username);
      const [first = ''] = app.recoveryCodes;
      const page = await enterRecovery(browser, first.toLowerCase().replaceAll('-', ' '));
      expect(page.html).toContain('Recovery codes left: <bdi>9</bdi>');
      const resume = /id="continue" href="([^"]+)"/.exec(page.html)![1]!.replace(/&#x3D;/g, '=');
      const consent = await browser.visitor.visit(new URL(resume, server.issuer).href);
      const tokens = await tokensOf(browser, consent);
      expect(readJwt(tokens.id_token).claims).toMatchObject({ acr: MFA, amr: ['pwd', 'otp', 'mfa'] });
      const again = await halfWay(server, client, username);
      const refused = await enterRecovery(again, first);
      expect(isAtFactor(refused)).toBe(true);
      expect(refused.html).toContain('This recovery code is not right, or it has been used already.');
      expect(await events('recovery_codes.used')).toHaveLength(1);
    });

    it('gives one session to one code in twenty browsers at once', async () => {
      const browsers: HalfWay[] = [];
      for (let i = 0; i < 20; i++) browsers.push(await halfWay(server, client, username));
      const pages = await Promise.all(
        browsers.map((browser) => enterRecovery(browser, app.recoveryCodes[0]!)),
      );
      expect(pages.filter(({ url }) => url.includes('/recovery_codes'))).toHaveLength(1);
      expect(await sessions()).toHaveLength(1);
      expect(await server.database.findMany(RecoveryCode, { subject })).toHaveLength(9);
    });

    it('takes nobody else’s', async () => {
      const other = await enrolApp(server, (await server.addUser(`${username}-o`)).username);
      const browser = await halfWay(server, client, username);
      expect(isAtFactor(await enterRecovery(browser, other.recoveryCodes[0]!))).toBe(true);
      expect(await sessions()).toEqual([]);
    });
  });

  describe('with a passkey', () => {
    let passkey: SoftPasskey;
    let url: string;
    beforeEach(async () => {
      ({ passkey } = await enrolPasskey(server, username));
      await endSessions();
      url = server.url('sign_in/second_factor');
    });
    const optionsOf = ({ visitor, id }: HalfWay) =>
      passkeyOptions(visitor, `${url}/passkey/options`, { interaction: id });
    const show = ({ visitor, id }: HalfWay, credential: string): Promise<Visit> =>
      visitor.visit(url, {
        method: 'POST',
        body: new URLSearchParams({ interaction: id, credential, action: 'passkey' }),
      });

    it('is asked for, and the tokens tell of it', async () => {
      const browser = await halfWay(server, client, username);
      expect(browser.page.html).toContain('Confirm with your passkey');
      const options = await optionsOf(browser);
      expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'preferred' });
      const tokens = await tokensOf(browser, await show(browser, passkey.get(options, { verified: false })));
      expect(readJwt(tokens.id_token).claims).toMatchObject({
        acr: MFA,
        amr: ['pwd', 'hwk', 'user', 'mfa'],
      });
      expect((await server.database.find(Passkey, { subject }))!.lastUsedAt).not.toBeNull();
      expect(await events('passkey.added')).toHaveLength(1);
    });

    it('tells a key that travels between devices from one that does not', async () => {
      const { username: other } = await server.addUser(`${username}-s`);
      const { passkey: synced } = await enrolPasskey(server, other, { backedUp: true });
      const browser = await halfWay(server, client, other);
      const tokens = await tokensOf(browser, await show(browser, synced.get(await optionsOf(browser))));
      expect(readJwt(tokens.id_token).claims['amr']).toEqual(['pwd', 'swk', 'user', 'mfa']);
    });

    it.each<[string, PasskeyConduct]>([
      ['of another origin', { origin: 'https://evil.example' }],
      ['for another site', { rpId: 'evil.example' }],
      ['to no challenge of ours', { challenge: randomBytes(32).toString('base64url') }],
      ['of another ceremony', { type: 'webauthn.create' }],
      ['of another key', { key: undefined }],
      ['for another user', { userHandle: 'AQID' }],
    ])('refuses an answer %s', async (name, conduct) => {
      const browser = await halfWay(server, client, username);
      const stranger = new SoftPasskey(new URL(server.issuer).origin);
      const options = await optionsOf(browser);
      const answer = name === 'of another key' ? impostor(passkey, stranger) : passkey.get(options, conduct);
      const page = await show(browser, answer);
      expect(isAtFactor(page)).toBe(true);
      expect(page.html).toContain('This passkey could not be checked.');
      expect(await sessions()).toEqual([]);

      /** The credential of one with the signature of the other. */
      function impostor(owner: SoftPasskey, thief: SoftPasskey): string {
        const own = JSON.parse(owner.get(options)) as { response: object };
        thief.create({ ...options, rp: { id: options.rpId! }, user: { id: 'AQID' } });
        const theirs = JSON.parse(thief.get(options)) as { response: { signature: string } };
        const { signature } = theirs.response;
        return JSON.stringify({ ...own, response: { ...own.response, signature } });
      }
    });

    it('refuses what is no answer at all', async () => {
      const browser = await halfWay(server, client, username);
      for (const credential of ['', '{}', 'null', '{"id":"AQID","response":{}}']) {
        expect(isAtFactor(await show(browser, credential))).toBe(true);
      }
      expect(await sessions()).toEqual([]);
    });

    it('takes each challenge once: of twenty browsers that show the same answer one gets in', async () => {
      const browser = await halfWay(server, client, username);
      const answer = passkey.get(await optionsOf(browser));
      const pages = await Promise.all(Array.from({ length: 20 }, () => show(browser, answer)));
      expect(pages.filter((page) => page.url.includes('/confirm_access')).length).toBeGreaterThanOrEqual(1);
      expect(await sessions()).toHaveLength(1);
      expect(await events('second_factor.used')).toHaveLength(1);
    });

    it('uses a challenge up whether the answer is right or not', async () => {
      const browser = await halfWay(server, client, username);
      const options = await optionsOf(browser);
      await show(browser, passkey.get(options, { origin: 'https://evil.example' }));
      expect(isAtFactor(await show(browser, passkey.get(options)))).toBe(true);
      expect(await sessions()).toEqual([]);
    });

    it('takes the answer to a challenge only where it was made', async () => {
      const first = await halfWay(server, client, username);
      const second = await halfWay(server, client, username);
      const foreign = await optionsOf(first);
      expect(isAtFactor(await show(second, passkey.get(foreign)))).toBe(true);
      const body = new URLSearchParams({
        ...{ interaction: second.id, action: 'passkey' },
        credential: passkey.get(foreign),
      });
      const signIn = await second.visitor.visit(server.url('sign_in/passkey'), { method: 'POST', body });
      expect(signIn.html).toContain('This passkey cannot sign you in.');
      expect(await sessions()).toEqual([]);
    });

    it('ends a challenge after five minutes', async () => {
      const browser = await halfWay(server, client, username);
      const answer = passkey.get(await optionsOf(browser));
      server.clock.advance(301);
      expect(isAtFactor(await show(browser, answer))).toBe(true);
    });

    it('refuses a counter that has not grown, also when both come at once', async () => {
      const browsers = [await halfWay(server, client, username), await halfWay(server, client, username)];
      const answers: string[] = [];
      for (const browser of browsers) answers.push(passkey.get(await optionsOf(browser), { counter: 7 }));
      const pages = await Promise.all(browsers.map((browser, at) => show(browser, answers[at]!)));
      expect(pages.filter((page) => page.url.includes('/confirm_access'))).toHaveLength(1);
      const later = await halfWay(server, client, username);
      expect(isAtFactor(await show(later, passkey.get(await optionsOf(later), { counter: 6 })))).toBe(true);
      expect((await server.database.find(Passkey, { subject }))!.counter).toBe(7);
    });

    it('takes nobody else’s passkey', async () => {
      const { passkey: other } = await enrolPasskey(server, (await server.addUser(`${username}-p`)).username);
      const browser = await halfWay(server, client, username);
      expect(isAtFactor(await show(browser, other.get(await optionsOf(browser))))).toBe(true);
      expect(await sessions()).toEqual([]);
    });

    it('says what a browser without script can do instead', async () => {
      const { html } = (await halfWay(server, client, username)).page;
      expect(html).toContain('A passkey can only be used where JavaScript is switched on.');
      expect(html).toMatch(/id="use_passkey"[^>]* hidden/);
      expect(html).toContain('id="use-recovery-code"');
    });

    describe('in place of the password', () => {
      const begin = async (visitor = new Visitor()): Promise<HalfWay> => {
        const proof = pkce();
        const page = await visitor.visit(authorizeUrl(server, client, proof));
        return { ...proof, visitor, page, id: new URL(page.url).searchParams.get('interaction')! };
      };
      const askedOf = ({ visitor, id }: HalfWay) =>
        passkeyOptions(visitor, server.url('sign_in/passkey/options'), { interaction: id });
      const signInWith = ({ visitor, id }: HalfWay, credential: string): Promise<Visit> =>
        visitor.visit(server.url('sign_in/passkey'), {
          method: 'POST',
          body: new URLSearchParams({ interaction: id, credential, action: 'passkey' }),
        });

      it('signs in, and counts as both factors', async () => {
        const browser = await begin();
        expect(browser.page.html).toContain('Sign in with a passkey');
        const options = await askedOf(browser);
        expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
        expect(options).not.toHaveProperty('allowCredentials');
        const tokens = await tokensOf(browser, await signInWith(browser, passkey.get(options)));
        expect(readJwt(tokens.id_token).claims).toMatchObject({
          sub: subject,
          acr: MFA,
          amr: ['hwk', 'user', 'mfa'],
        });
      });

      it.each<[string, PasskeyConduct]>([
        ['that has not verified its user', { verified: false }],
        ['that does not say whose it is', { userHandle: null }],
        ['that says it is somebody else’s', { userHandle: 'AQID' }],
        ['of another origin', { origin: 'https://evil.example' }],
      ])('refuses one %s', async (_, conduct) => {
        const browser = await begin();
        const page = await signInWith(browser, passkey.get(await askedOf(browser), conduct));
        expect(isAtSignIn(page)).toBe(true);
        expect(page.html).toContain('This passkey cannot sign you in.');
        expect(await sessions()).toEqual([]);
      });

      it('refuses that of a disabled user, of one that is gone, and one that was removed', async () => {
        await server.users.setDisabled(subject, true, ACTOR);
        const browser = await begin();
        const refused = await signInWith(browser, passkey.get(await askedOf(browser)));
        expect(refused.html).toContain('This passkey cannot sign you in.');
        await server.users.setDisabled(subject, false, ACTOR);
        await server.app.get(SecondFactors, { strict: false }).reset(subject, ACTOR);
        const later = await begin();
        const gone = await signInWith(later, passkey.get(await askedOf(later)));
        expect(gone.html).toContain('This passkey cannot sign you in.');
        expect(await sessions()).toEqual([]);
      });

      it('belongs to the browser that asked', async () => {
        const browser = await begin();
        const answer = passkey.get(await askedOf(browser));
        const stranger = await signInWith({ ...browser, visitor: new Visitor() }, answer);
        expect([stranger.status, stranger.left]).toEqual([400, false]);
        const other = await begin();
        expect(isAtSignIn(await signInWith(other, answer))).toBe(true);
        expect(await sessions()).toEqual([]);
      });
    });
  });

  describe('among the pages about the account', () => {
    const list = (): string => server.url('account/second_factor');
    const tokenOn = ({ html }: Visit): string => /name="token" value="([^"]+)"/.exec(html)![1]!;
    const post = (visitor: Visitor, path: string, form: Record<string, string>): Promise<Visit> =>
      visitor.visit(server.url(path), { method: 'POST', body: new URLSearchParams(form) });
    const arrive = async (visitor: Visitor): Promise<Visit> => {
      const page = await visitor.visit(list());
      return isAtSignIn(page) ? signIn(visitor, page, username) : page;
    };

    it('shows what there is, and asks for a new sign-in before a change when the last one is old', async () => {
      const visitor = new Visitor();
      const empty = await arrive(visitor);
      expect(empty.html).toContain('Two-step sign-in is off');
      server.clock.advance(301);
      expect((await visitor.visit(list())).status).toBe(200);
      const asked = await visitor.visit(server.url('account/second_factor/app'));
      expect(isAtSignIn(asked)).toBe(true);
      const page = await signIn(visitor, asked, username);
      expect(page.url).toContain('/oauth/account/second_factor/app?setup=');
      const codes = await confirmApp(server, visitor, page);
      expect(recoveryCodesOn(codes)).toHaveLength(10);
      // Once more, for whoever has not written them down yet, in this browser and in no other.
      expect(recoveryCodesOn(await visitor.visit(codes.url))).toEqual(recoveryCodesOn(codes));
      const elsewhere = new Visitor();
      const stranger = await signIn(elsewhere, await elsewhere.visit(codes.url), username);
      expect(recoveryCodesOn(stranger)).toEqual([]);
      expect((await visitor.visit(list())).html).toContain('Codes left: <bdi>10</bdi>');
    });

    it('refuses a code that the app cannot have shown, and keeps nothing', async () => {
      const visitor = new Visitor();
      const first = await visitor.visit(server.url('account/second_factor/app'));
      const page = await signIn(visitor, first, username);
      const secret = secretOn(page);
      const refused = await confirmApp(server, visitor, page, WRONG);
      expect(refused.status).toBe(400);
      expect(refused.html).toContain('This code does not fit.');
      expect(secretOn(refused)).toBe(secret);
      expect(await server.database.find(Totp, { subject })).toBeNull();
      expect(await server.database.findMany(RecoveryCode, { subject })).toEqual([]);
    });

    it('shows each browser a secret of its own, and takes one app', async () => {
      const open = async (): Promise<{ visitor: Visitor; page: Visit }> => {
        const visitor = new Visitor();
        const first = await visitor.visit(server.url('account/second_factor/app'));
        return { visitor, page: await signIn(visitor, first, username) };
      };
      const browsers = [await open(), await open()];
      expect(secretOn(browsers[0]!.page)).not.toBe(secretOn(browsers[1]!.page));
      const stolen = new URL(browsers[0]!.page.url).searchParams.get('setup')!;
      const there = server.url(`account/second_factor/app?${new URLSearchParams({ setup: stolen })}`);
      expect(secretOn(await browsers[1]!.visitor.visit(there))).not.toBe(secretOn(browsers[0]!.page));
      const pages = await Promise.all(browsers.map(({ visitor, page }) => confirmApp(server, visitor, page)));
      expect(pages.every(({ status }) => status === 200)).toBe(true);
      expect(await events('second_factor.enrolled')).toHaveLength(1);
    });

    it('lets nobody change anything from another site', async () => {
      const visitor = new Visitor();
      app = await enrolApp(server, username, visitor);
      for (const token of [{}, { token: 'x' }, { token: tokenOn(await arrive(await signedInElsewhere())) }]) {
        const forms: Readonly<Record<string, Record<string, string>>> = {
          'account/second_factor': { action: 'new_codes' },
          'account/second_factor/app': { action: 'confirm', code: '' },
          'account/second_factor/remove': { action: 'remove', factor: 'app' },
          'account/second_factor/passkey/options': {},
        };
        for (const [path, form] of Object.entries(forms)) {
          const answer = await post(visitor, path, { ...form, ...(token as Record<string, string>) });
          expect([path, answer.status]).toEqual([path, 400]);
        }
      }
      expect(await server.database.find(Totp, { subject })).not.toBeNull();
      expect(await events('recovery_codes.made')).toHaveLength(1);

      async function signedInElsewhere(): Promise<Visitor> {
        const other = new Visitor();
        const account = await server.addUser(`${username}-z`);
        await signIn(other, await other.visit(list()), account.username);
        return other;
      }
    });

    it('does not let a session with the password alone take the second factor away', async () => {
      const thief = new Visitor();
      const page = await arrive(thief);
      app = await enrolApp(server, username, new Visitor());
      const token = tokenOn((await enrolPasskeyForm(thief)) ?? page);
      const answer = await post(thief, 'account/second_factor/remove', { token, factor: 'app' });
      expect(isAtSignIn(answer)).toBe(true);
      expect(await server.database.find(Totp, { subject })).not.toBeNull();
      const halfway = await signIn(thief, answer, username);
      expect(isAtFactor(halfway)).toBe(true);

      /** The list has a form with a token whatever there is. */
      async function enrolPasskeyForm(visitor: Visitor): Promise<Visit | null> {
        const shown = await visitor.visit(list());
        return /name="token"/.test(shown.html) ? shown : null;
      }
    });

    it('removes the last one only after it has said what that means, and the codes with it', async () => {
      const visitor = new Visitor();
      app = await enrolApp(server, username, visitor);
      const page = await visitor.visit(`${server.url('account/second_factor/remove')}?factor=app`);
      expect(page.html).toContain('It is your only second step.');
      const removed = await visitor.submit(page, {}, { name: 'action', value: 'remove' });
      expect(removed.html).toContain('Two-step sign-in is off');
      expect(await server.database.findMany(RecoveryCode, { subject })).toEqual([]);
      expect(await events('second_factor.removed')).toHaveLength(1);
      await endSessions();
      const { page: after } = await halfWay(server, client, username);
      expect(after.url).toContain('/confirm_access');
    });

    it('makes new recovery codes, and the old ones end', async () => {
      const visitor = new Visitor();
      app = await enrolApp(server, username, visitor);
      const page = await visitor.visit(list());
      const made = await post(visitor, 'account/second_factor', {
        token: tokenOn(page),
        action: 'new_codes',
      });
      const fresh = recoveryCodesOn(made);
      expect(fresh).toHaveLength(10);
      expect(fresh.filter((code) => app.recoveryCodes.includes(code))).toEqual([]);
      await endSessions();
      const browser = await halfWay(server, client, username);
      const old = await enterFactor(browser.visitor, browser.page, app.recoveryCodes[0]!, 'recovery-code');
      expect(isAtFactor(old)).toBe(true);
      const good = await enterFactor(browser.visitor, browser.page, fresh[0]!, 'recovery-code');
      expect(good.html).toContain('Recovery codes left: <bdi>9</bdi>');
    });

    it('names passkeys as their user does, and only their own', async () => {
      const visitor = new Visitor();
      await enrolPasskey(server, username, { visitor, name: '  Work \u0000laptop ' });
      const [passkey] = await server.database.findMany(Passkey, { subject });
      const id = passkey!.id.toString('hex');
      const page = await visitor.visit(list());
      expect(page.html).toContain('<bdi>Work laptop</bdi>');
      const form = { token: tokenOn(page), passkey: id, action: 'rename' };
      expect((await post(visitor, 'account/second_factor', { ...form, name: 'Büro <b>' })).html).toContain(
        '<bdi>Büro &lt;b&gt;</bdi>',
      );
      const stranger = new Visitor();
      const { username: other } = await server.addUser(`${username}-r`);
      const theirs = await signIn(stranger, await stranger.visit(list()), other);
      const foreign = { ...form, token: tokenOn(theirs), factor: id, name: 'mine' };
      await post(stranger, 'account/second_factor', foreign);
      await post(stranger, 'account/second_factor/remove', foreign);
      expect((await server.database.find(Passkey, { subject }))!.name).toBe('Büro <b>');
      const ask = await visitor.visit(`${server.url('account/second_factor/remove')}?factor=${id}`);
      await visitor.submit(ask, {}, { name: 'action', value: 'remove' });
      expect(await server.database.findMany(Passkey, { subject })).toEqual([]);
      expect(await events('passkey.removed')).toHaveLength(1);
    });

    it('adds no passkey twice, nor one that answers another challenge', async () => {
      const visitor = new Visitor();
      const { passkey } = await enrolPasskey(server, username, { visitor });
      const page = await visitor.visit(list());
      const token = /id="passkey-token" name="token" value="([^"]+)"/.exec(page.html)![1]!;
      const options = await passkeyOptions(visitor, `${list()}/passkey/options`, { token });
      const form = { token, name: 'Again', action: 'add_passkey' };
      const twice = await post(visitor, 'account/second_factor', {
        ...form,
        credential: passkey.create(options),
      });
      expect(twice.status).toBe(400);
      expect(twice.html).toContain('No passkey was added.');
      const used = new SoftPasskey(new URL(server.issuer).origin).create(options);
      expect((await post(visitor, 'account/second_factor', { ...form, credential: used })).status).toBe(400);
      expect(await server.database.findMany(Passkey, { subject })).toHaveLength(1);
      expect((await server.database.findMany(PasskeyChallenge, {})).length).toBeGreaterThanOrEqual(0);
    });
  });

  it('cannot be reached by whoever has none and needs none', async () => {
    const { id, page, visitor } = await halfWay(server, client, username);
    expect(page.url).toContain('/confirm_access');
    const there = `${server.url('sign_in/second_factor')}?interaction=${id}`;
    expect(isAtSignIn(await visitor.visit(there))).toBe(true);
    const essential = { id_token: { acr: { essential: true, values: [MFA] } } };
    const wish = await halfWay(server, client, username, { claims: JSON.stringify(essential) });
    const { searchParams } = new URL(wish.page.url);
    expect(searchParams.get('error')).toBe('unmet_authentication_requirements');
    expect(searchParams.get('iss')).toBe(server.issuer);
  });

  it('is offered in the metadata', async () => {
    const document = await (await fetch(`${server.issuer}/.well-known/openid-configuration`)).json();
    expect(document).toMatchObject({ acr_values_supported: ['urn:portcullis:acr:password', MFA] });
  });

  it('holds on every process of one database', async () => {
    const other = await TestServer.start({
      database,
      storage: server.storage,
      options: { issuer: server.issuer, limits: LIMITS },
    });
    try {
      const there = through(server, { origin: other.listening });
      app = await enrolApp(server, username);
      await endSessions();
      const code = nextCode(server, app);
      other.clock.advance((server.clock.now() - other.clock.now()) / 1000);
      const here = await halfWay(server, client, username);
      const away = await halfWay(there, client, username);
      // One begins here and goes on there, the other the other way round, with the same code.
      const send = (target: TestServer, { visitor, id }: HalfWay): Promise<Response> =>
        visitor.request(target.url('sign_in/second_factor'), {
          method: 'POST',
          body: new URLSearchParams({ interaction: id, code, method: 'app', action: 'verify' }),
        });
      const answers = await Promise.all([send(there, here), send(server, away)]);
      const places = answers.map((answer) => answer.headers.get('location')!);
      expect(places.filter((place) => place.includes('/authorize/resume'))).toHaveLength(1);
      expect(await sessions()).toHaveLength(1);
    } finally {
      await other.close();
    }
  });
});

describe.each(DATABASES)('guessing codes, on %s,', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  beforeAll(async () => {
    server = await TestServer.start({
      database,
      trustProxy: true,
      options: {
        limits: {
          ...{ authorization: RAISED, signIn: RAISED, signInSource: RAISED },
          secondFactorSource: { attempts: 20 },
        },
      },
    });
    client = await server.register();
  });
  afterAll(() => server.close());

  it('ends after five tries, however many come at once, and begins anew after five minutes', async () => {
    const { subject, username } = await server.addUser('alice');
    const app = await enrolApp(server, username);
    const browsers: HalfWay[] = [];
    for (let i = 0; i < 10; i++) {
      const visitor = new Visitor({ 'x-forwarded-for': `203.0.113.${i}` });
      browsers.push(await halfWay(server, client, username, {}, visitor));
    }
    const pages = await Promise.all(
      Array.from({ length: 100 }, (_, at) => {
        const { visitor, page } = browsers[at % 10]!;
        return at % 2 === 0
          ? enterFactor(visitor, page, WRONG)
          : enterFactor(visitor, page, '0000-0000-0000-0000', 'recovery-code');
      }),
    );
    expect(pages.every(({ url }) => url.includes('/sign_in/second_factor'))).toBe(true);
    const judged = await server.database.findMany(AuditEvent, { event: 'second_factor.failed', subject });
    expect(judged).toHaveLength(5);
    expect(
      await server.database.findMany(AuditEvent, { event: 'second_factor.limited', subject }),
    ).toHaveLength(1);
    // The right one is not looked at either, from wherever it comes.
    server.clock.advance(30);
    const { visitor, page } = browsers[0]!;
    const right = codeAt(app.secret, server.clock.now());
    const told = await enterFactor(visitor, page, right);
    expect(told.html).toContain('Too many codes were wrong.');
    const recovery = await enterFactor(visitor, page, app.recoveryCodes[0]!, 'recovery-code');
    expect(recovery.html).toContain('Too many codes were wrong.');
    server.clock.advance(301);
    const later = await halfWay(server, client, username);
    const code = codeAt(app.secret, server.clock.now());
    expect((await enterFactor(later.visitor, later.page, code)).url).toContain('/confirm_access');
  });

  it('is not begun anew by a right code of somebody else', async () => {
    const { username } = await server.addUser('bob');
    const app = await enrolApp(server, username);
    const thief = await halfWay(server, client, username);
    for (let i = 0; i < 4; i++) await enterFactor(thief.visitor, thief.page, WRONG);
    const owner = await halfWay(server, client, username);
    const entered = await enterFactor(owner.visitor, owner.page, nextCode(server, app));
    expect(entered.url).toContain('/confirm_access');
    await enterFactor(thief.visitor, thief.page, WRONG);
    const told = await enterFactor(thief.visitor, thief.page, WRONG);
    expect(told.html).toContain('Too many codes were wrong.');
  });

  it('is limited for one source, for whomever', async () => {
    const told: string[] = [];
    const source = { 'x-forwarded-for': '198.51.100.7' };
    const browsers: HalfWay[] = [];
    for (let i = 0; i < 5; i++) {
      const { username } = await server.addUser(`user-${i}`);
      await enrolApp(server, username);
      browsers.push(await halfWay(server, client, username, {}, new Visitor(source)));
    }
    for (const { visitor, page } of browsers) {
      for (let i = 0; i < 5; i++) told.push((await enterFactor(visitor, page, WRONG)).html);
    }
    expect(told.filter((html) => html.includes('Too many codes were wrong.'))).toHaveLength(5);
  });

  it('tells nothing about which factor there is', async () => {
    const withApp = await server.addUser('carol');
    await enrolApp(server, withApp.username);
    const withKey = await server.addUser('dora');
    await enrolPasskey(server, withKey.username);
    const answers = [];
    for (const { username } of [withApp, withKey]) {
      const { visitor, id } = await halfWay(server, client, username);
      const body = new URLSearchParams({ interaction: id, code: WRONG, method: 'app', action: 'verify' });
      const answer = await visitor.request(server.url('sign_in/second_factor'), { method: 'POST', body });
      answers.push([answer.status, answer.headers.get('location')!.replace(id, '')]);
    }
    expect(answers[0]).toEqual(answers[1]);
  });
});

describe.each(DATABASES)('where everybody needs a second factor, on %s,', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let username: string;
  let subject: string;
  beforeAll(async () => {
    server = await TestServer.start({
      database,
      options: { limits: LIMITS, secondFactor: { policy: 'required' } },
    });
    client = await server.register();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    username = `user-${randomBytes(6).toString('hex')}`;
    ({ subject } = await server.addUser(username));
  });
  const sessions = (): Promise<Session[]> => server.database.findMany(Session, { subject });
  const isAtSetUp = ({ url }: Visit): boolean =>
    new URL(url).pathname === '/oauth/sign_in/second_factor/set_up';

  it('whoever has none sets one up before there is a session, and is asked for it from then on', async () => {
    const { visitor, page } = await halfWay(server, client, username);
    expect(isAtSetUp(page)).toBe(true);
    expect(page.html).toContain('Set up two-step sign-in');
    expect(page.html).toContain('src="data:image/svg+xml;base64,');
    expect(await sessions()).toEqual([]);
    const wrong = await confirmApp(server, visitor, page, WRONG);
    expect(isAtSetUp(wrong)).toBe(true);
    expect(wrong.html).toContain('This code does not fit.');
    expect(secretOn(wrong)).toBe(secretOn(page));
    expect(await sessions()).toEqual([]);
    const codes = await confirmApp(server, visitor, wrong);
    expect(recoveryCodesOn(codes)).toHaveLength(10);
    expect((await sessions()).map(({ acr, amr }) => ({ acr, amr }))).toEqual([
      { acr: MFA, amr: ['pwd', 'otp', 'mfa'] },
    ]);
    const resume = /id="continue" href="([^"]+)"/.exec(codes.html)![1]!.replace(/&#x3D;/g, '=');
    expect((await visitor.visit(new URL(resume, server.issuer).href)).url).toContain('/confirm_access');
    const again = await halfWay(server, client, username);
    expect(new URL(again.page.url).pathname).toBe('/oauth/sign_in/second_factor');
  });

  it('shows its secret and its codes to no other browser', async () => {
    const own = await halfWay(server, client, username);
    const thief = await halfWay(server, client, username);
    const setup = new URL(own.page.url).searchParams.get('setup')!;
    const there = new URLSearchParams({ interaction: thief.id, setup });
    const seen = await thief.visitor.visit(`${server.url('sign_in/second_factor/set_up')}?${there}`);
    expect(secretOn(seen)).not.toBe(secretOn(own.page));
    const codes = await confirmApp(server, own.visitor, own.page);
    const shown = new URL(codes.url).searchParams.get('codes')!;
    const stolen = new URLSearchParams({ interaction: thief.id, codes: shown });
    const refused = await thief.visitor.visit(
      `${server.url('sign_in/second_factor/recovery_codes')}?${stolen}`,
    );
    expect(recoveryCodesOn(refused)).toEqual([]);
    // Too late: the second factor that there is now has to be proven, and no other can be added.
    const late = await confirmApp(server, thief.visitor, seen);
    expect(new URL(late.url).pathname).toBe('/oauth/sign_in/second_factor');
    expect(await sessions()).toHaveLength(1);
    expect(await server.database.findMany(Totp, { subject })).toHaveLength(1);
  });

  it('a passkey will do', async () => {
    const { visitor, page, id } = await halfWay(server, client, username);
    const url = server.url('sign_in/second_factor/set_up');
    const options = await passkeyOptions(visitor, `${url}/passkey/options`, { interaction: id });
    const setup = new URL(page.url).searchParams.get('setup')!;
    const passkey = new SoftPasskey(new URL(server.issuer).origin);
    const form = { interaction: id, setup, action: 'passkey' };
    const send = (credential: string): Promise<Visit> =>
      visitor.visit(url, { method: 'POST', body: new URLSearchParams({ ...form, credential }) });
    expect((await send('')).html).toContain('No passkey was added.');
    const codes = await send(passkey.create(options));
    expect(recoveryCodesOn(codes)).toHaveLength(10);
    expect((await sessions())[0]!.amr).toEqual(['pwd', 'hwk', 'user', 'mfa']);
  });

  it('turns back to the client, which learns that nothing was allowed', async () => {
    const { visitor, page } = await halfWay(server, client, username);
    const answer = await visitor.submit(page, {}, { name: 'action', value: 'cancel' });
    const { searchParams } = new URL(answer.url);
    expect([searchParams.get('error'), searchParams.get('state'), searchParams.get('iss')]).toEqual([
      'access_denied',
      'st4te',
      server.issuer,
    ]);
    expect(await sessions()).toEqual([]);
  });

  it('gets no code any other way', async () => {
    const { visitor, id } = await halfWay(server, client, username);
    const silent = await visitor.visit(authorizeUrl(server, client, pkce(), { prompt: 'none' }));
    expect(new URL(silent.url).searchParams.get('error')).toBe('login_required');
    const resumed = await visitor.visit(`${server.url('authorize/resume')}?interaction=${id}`);
    expect(new URL(resumed.url).pathname).toBe('/oauth/sign_in');
  });
});

/** A host's own users: by subject alone, and one of them proves two factors to the host itself. */
@Injectable()
class OwnAccounts extends AccountStore {
  private readonly account: Account = { subject: 'e-17', username: 'eve', claims: {}, disabled: false };

  override async authenticate(_username: string, password: string): Promise<Account | null> {
    if (password === PASSWORD) return this.account;
    if (password === 'with a smart card')
      return { ...this.account, authentication: { acr: 'urn:example:acr:card', amr: ['sc', 'pin', 'mfa'] } };
    if (password !== 'face') return null;
    return { ...this.account, authentication: { acr: 'urn:example:acr:face', amr: ['face'] } };
  }

  override async find(subject: string): Promise<Account | null> {
    return subject === this.account.subject ? this.account : null;
  }
}

describe('with the users of a host', () => {
  let server: TestServer;
  let client: RegisteredClient;
  let app: EnrolledApp;
  beforeAll(async () => {
    server = await TestServer.start({
      database: 'sqlite',
      options: { limits: LIMITS, secondFactor: { policy: 'required' } },
      extras: { accounts: OwnAccounts },
    });
    client = await server.register({ firstParty: true });
    const { visitor, page } = await halfWay(server, client, 'eve');
    const codes = await confirmApp(server, visitor, page);
    app = { secret: secretOn(page), recoveryCodes: recoveryCodesOn(codes) };
  });
  afterAll(() => server.close());

  it('asks nobody who has proven several factors to the host', async () => {
    const visitor = new Visitor();
    const proof = pkce();
    const page = await visitor.visit(authorizeUrl(server, client, proof));
    const end = await signIn(visitor, page, 'eve', 'with a smart card');
    const code = new URL(end.url).searchParams.get('code')!;
    const answer = await redeem(server, client, { ...proof, code, callback: new URL(end.url), visitor });
    const { id_token } = (await answer.json()) as TokenAnswer;
    expect(readJwt(id_token).claims).toMatchObject({
      acr: 'urn:example:acr:card',
      amr: ['sc', 'pin', 'mfa'],
    });
  });

  it('names what was proven to the host beside its own factor', async () => {
    const visitor = new Visitor();
    const proof = pkce();
    const page = await visitor.visit(authorizeUrl(server, client, proof));
    const asked = await signIn(visitor, page, 'eve', 'face');
    const end = await enterFactor(visitor, asked, nextCode(server, app));
    const code = new URL(end.url).searchParams.get('code')!;
    const answer = await redeem(server, client, { ...proof, code, callback: new URL(end.url), visitor });
    const { id_token } = (await answer.json()) as TokenAnswer;
    expect(readJwt(id_token).claims).toMatchObject({ acr: MFA, amr: ['face', 'otp', 'mfa'] });
  });
});

describe('without the feature', () => {
  it('there is no page of it, no passkey on the sign-in page and no class in the metadata', async () => {
    const server = await TestServer.start({
      database: 'sqlite',
      extras: { features: { secondFactor: false } },
    });
    try {
      await server.addUser();
      const client = await server.register();
      const paths = ['sign_in/second_factor', 'sign_in/passkey', 'account/second_factor'];
      for (const path of paths) expect((await fetch(server.url(path))).status).toBe(404);
      const page = await new Visitor().visit(authorizeUrl(server, client, pkce()));
      expect(page.html).not.toContain('passkey');
      const document = await (await fetch(`${server.issuer}/.well-known/openid-configuration`)).json();
      expect(document).toMatchObject({ acr_values_supported: ['urn:portcullis:acr:password'] });
      const { id_token } = await obtainTokens(server, client);
      expect(readJwt(id_token).claims['amr']).toEqual(['pwd']);
    } finally {
      await server.close();
    }
  });

  it('with it, but without pages about the account, users still prove what they have', async () => {
    const server = await TestServer.start({
      database: 'sqlite',
      options: { secondFactor: { policy: 'required' } },
      extras: { features: { accountPages: false } },
    });
    try {
      await server.addUser();
      const client = await server.register();
      const { page } = await halfWay(server, client, 'alice');
      expect(page.html).toContain('Set up two-step sign-in');
      expect((await fetch(server.url('account/second_factor'))).status).toBe(404);
    } finally {
      await server.close();
    }
  });

  it('offers no passkeys where the pages have an address instead of a name', async () => {
    const server = await TestServer.start({
      database: 'sqlite',
      options: { issuer: 'http://127.0.0.1:4599' },
    });
    try {
      const { username } = await server.addUser();
      const client = await server.register();
      const there = through(server, { origin: server.listening });
      const page = await new Visitor().visit(authorizeUrl(there, client, pkce()));
      expect(page.html).not.toContain('passkey');
      expect(username).toBe('alice');
      expect((await server.database.findMany(Interaction, {})).length).toBe(1);
    } finally {
      await server.close();
    }
  });
});

it('a code that was obtained before still stands for what was proven then', async () => {
  const server = await TestServer.start({ database: 'sqlite', options: { limits: LIMITS } });
  try {
    const { username } = await server.addUser();
    const client = await server.register();
    const code = await obtainCode(server, client);
    await enrolApp(server, username);
    const tokens = (await (await redeem(server, client, code)).json()) as TokenAnswer;
    expect(readJwt(tokens.id_token).claims).toMatchObject({ amr: ['pwd'] });
  } finally {
    await server.close();
  }
});
