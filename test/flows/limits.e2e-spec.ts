import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { hash } from '@node-rs/bcrypt';
import { AdoptedSecrets, Attempt, AuditEvent, Session, type OAuthOptions } from '@portcullis/oauth';
import { randomUUID } from 'node:crypto';
import { assertionForm, assertionOf, clientKey } from '../support/assertions.js';
import { DATABASES } from '../support/databases.js';
import { authorizeUrl, basic, signIn } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { expectOAuthError, INVALID_CLIENT, type ExpectedError } from '../support/oauth-error.js';
import { memberOf, ServerProcess } from '../support/server-process.js';
import { ACTOR, PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';
import { readForm, Visitor, type Visit } from '../support/visitor.js';

const LIMITED: ExpectedError = [
  429,
  'temporarily_unavailable',
  'There were too many attempts. Try again later.',
];
const WRONG = 'The username or the password is not right. Check both and try again.';
const TOO_OFTEN = 'Too many attempts to sign in have failed. Wait 1 minute, then try again.';
const LIMITS: OAuthOptions['limits'] = {
  clientSecret: { attempts: 5, seconds: 60 },
  failureRecord: { attempts: 6, seconds: 60 },
  signIn: { attempts: 5, seconds: 60 },
  signInSource: { attempts: 8, seconds: 60 },
};

describe.each(DATABASES)('limits on %s', (database) => {
  let server: TestServer;
  let other: TestServer;
  let machine: RegisteredClient;

  beforeAll(async () => {
    const common = { database, options: { limits: LIMITS }, trustProxy: true };
    server = await TestServer.start(common);
    other = await TestServer.start({
      ...common,
      storage: server.storage,
      options: { limits: LIMITS, issuer: server.issuer },
    });
    machine = await server.register({ grantTypes: ['client_credentials'], redirectUris: [] });
  });
  afterAll(async () => {
    await other.close();
    await server.close();
  });

  /** A window is over, for both processes. */
  const passes = (): void => {
    for (const each of [server, other]) each.clock.advance(61);
  };
  const attempts = async (): Promise<number> => (await server.database.findMany(Attempt, {})).length;
  const audited = async (event: string): Promise<AuditEvent[]> =>
    server.database.findMany(AuditEvent, { event }, { orderBy: 'at' });

  describe('of client authentication', () => {
    /** Each test comes from an address of its own. */
    let nextAddress = 1;
    const address = (): string => `198.51.100.${nextAddress++}`;

    const ask = (
      secret: string,
      from: string,
      { client = machine, at = server, endpoint = 'token' } = {},
    ): Promise<Response> =>
      fetch(`${at.listening}/oauth/${endpoint}`, {
        method: 'POST',
        headers: { ...basic({ ...client, secret }), 'x-forwarded-for': from },
        body: new URLSearchParams({ grant_type: 'client_credentials', token: 'x' }),
      });

    const exhaust = async (from: string): Promise<void> => {
      for (let i = 0; i < 5; i++) await expectOAuthError(await ask('wrong', from), INVALID_CLIENT);
    };

    it('refuse the attempt after the last one, right or wrong, and say when to come again', async () => {
      const from = address();
      await exhaust(from);
      for (const secret of ['wrong', machine.secret!]) {
        const answer = await ask(secret, from);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50);
        expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
        await expectOAuthError(answer, LIMITED);
      }
      passes();
      expect((await ask(machine.secret!, from)).status).toBe(200);
    });

    it('leave the client alone that comes from elsewhere, and other clients at the source', async () => {
      const from = address();
      await exhaust(from);
      expect((await ask(machine.secret!, address())).status).toBe(200);
      const second = await server.register({ grantTypes: ['client_credentials'], redirectUris: [] });
      expect((await ask(second.secret!, from, { client: second })).status).toBe(200);
    });

    it('hold at every endpoint where clients authenticate', async () => {
      const from = address();
      await exhaust(from);
      for (const endpoint of ['token', 'revoke', 'introspect', 'check_access']) {
        await expectOAuthError(await ask(machine.secret!, from, { endpoint }), LIMITED);
      }
    });

    it('are one count for all processes', async () => {
      const from = address();
      for (const at of [server, other, server, other, server]) {
        await expectOAuthError(await ask('wrong', from, { at }), INVALID_CLIENT);
      }
      await expectOAuthError(await ask(machine.secret!, from), LIMITED);
      // The other one learns of it with the next attempt that fails there.
      await expectOAuthError(await ask('wrong', from, { at: other }), LIMITED);
      await expectOAuthError(await ask(machine.secret!, from, { at: other }), LIMITED);
    });

    it('cannot be escaped by inventing a header when the proxy is not trusted', async () => {
      const plain = await TestServer.start({ database, options: { limits: LIMITS } });
      try {
        const client = await plain.register({ grantTypes: ['client_credentials'], redirectUris: [] });
        const from = (i: number) => ({ client, at: plain, from: `203.0.113.${i}` });
        for (let i = 0; i < 5; i++) {
          await expectOAuthError(await ask('wrong', from(i).from, from(i)), INVALID_CLIENT);
        }
        await expectOAuthError(await ask('wrong', from(9).from, from(9)), LIMITED);
      } finally {
        await plain.close();
      }
    });

    it('take the addresses of one IPv6 network for one source', async () => {
      for (let i = 1; i <= 5; i++) {
        await expectOAuthError(await ask('wrong', `2001:db8:7:7::${i}`), INVALID_CLIENT);
      }
      await expectOAuthError(await ask('wrong', '2001:db8:7:7:ffff::1'), LIMITED);
      await expectOAuthError(await ask('wrong', '2001:db8:7:8::1'), INVALID_CLIENT);
    });

    it('say the same about a client that nobody knows, which leaves one row for its source', async () => {
      const from = address();
      const before = await attempts();
      for (const name of ['a', 'b', 'c']) {
        const client = { ...machine, clientId: `nobody-${name}` };
        for (let i = 0; i < 5; i++) {
          await expectOAuthError(await ask('wrong', from, { client }), INVALID_CLIENT);
        }
        const answer = await ask('wrong', from, { client });
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50);
        await expectOAuthError(answer, LIMITED);
      }
      expect(await attempts()).toBe(before + 1);
    });

    it('cost a good attempt nothing', async () => {
      await ask(machine.secret!, address());
      const statements = (['countUp', 'find', 'findMany', 'update', 'delete'] as const).map((name) =>
        jest.spyOn(server.database, name),
      );
      expect((await ask(machine.secret!, address())).status).toBe(200);
      // A JWT for a client that is remembered: not one statement in all.
      expect(statements.map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0, 0, 0]);
      for (const statement of statements) statement.mockRestore();
    });

    it('count forged assertions too', async () => {
      const from = address();
      const client = await server.register({
        tokenEndpointAuthMethod: 'private_key_jwt',
        grantTypes: ['client_credentials'],
        redirectUris: [],
      });
      const forged = clientKey('ES256', client.key!.kid);
      const present = async (key: typeof forged): Promise<Response> =>
        fetch(server.url('token'), {
          method: 'POST',
          headers: { 'x-forwarded-for': from },
          body: new URLSearchParams({
            grant_type: 'client_credentials',
            ...assertionForm(await assertionOf(server, client.clientId, key)),
          }),
        });
      for (let i = 0; i < 5; i++) await expectOAuthError(await present(forged), INVALID_CLIENT);
      await expectOAuthError(await present(client.key!), LIMITED);
    });

    describe('by a secret that somebody has chosen,', () => {
      const CHOSEN = 'summer2024';
      const aClient = async (): Promise<RegisteredClient> => {
        const client = await server.register({ grantTypes: ['client_credentials'], redirectUris: [] });
        const bcrypt = await hash(CHOSEN, { cost: 6 });
        await server.app.get(AdoptedSecrets, { strict: false }).adopt(client.clientId, { bcrypt }, ACTOR);
        return client;
      };
      const statusesOf = async (answers: Promise<Response>[]): Promise<number[]> =>
        (await Promise.all(answers)).map(({ status }) => status);

      it('judge no more of a burst than the limit', async () => {
        const client = await aClient();
        const from = address();
        // The client itself has been here, from elsewhere.
        expect((await ask(CHOSEN, address(), { client })).status).toBe(200);
        const guesses = [...Array.from({ length: 60 }, (_, i) => `guess${i}`), CHOSEN];
        const statuses = await statusesOf(guesses.map((guess) => ask(guess, from, { client })));
        expect(statuses.filter((status) => status !== 429).length).toBeLessThanOrEqual(5);
        expect((await ask(CHOSEN, from, { client })).status).toBe(429);
        const events = await audited('client_authentication.limited');
        expect(events.filter(({ clientId }) => clientId === client.clientId)).toHaveLength(1);
        passes();
        expect((await ask(CHOSEN, from, { client })).status).toBe(200);
      });

      it('count nothing for as many good ones', async () => {
        const client = await aClient();
        const from = address();
        const burst = (): Promise<Response>[] =>
          Array.from({ length: 60 }, () => ask(CHOSEN, from, { client }));
        expect(new Set(await statusesOf(burst()))).toEqual(new Set([200]));
        for (let i = 0; i < 5; i++) {
          await expectOAuthError(await ask('wrong', from, { client }), INVALID_CLIENT);
        }
        await expectOAuthError(await ask('wrong', from, { client }), LIMITED);
      });
    });

    it('are written down once, with the source', async () => {
      const from = address();
      const client = await server.register({ grantTypes: ['client_credentials'], redirectUris: [] });
      for (let i = 0; i < 8; i++) await ask('wrong', from, { client });
      const events = (await audited('client_authentication.limited')).filter(
        ({ clientId }) => clientId === client.clientId,
      );
      expect(events.map(({ data }) => data)).toEqual([{ source: from }]);
    });
  });

  describe('of what is written down of failures', () => {
    it('leave the page without a reference, and the log without a row', async () => {
      const client = await server.register();
      const from = { 'x-forwarded-for': '192.0.2.77' };
      const shown = async (more: Record<string, string>): Promise<string> => {
        const url = authorizeUrl(server, client, pkce(), more);
        return (await fetch(url, { headers: from, redirect: 'manual' })).text();
      };
      const before = (await audited('authorization_request.refused')).length;
      const pages: string[] = [];
      for (let i = 0; i < 4; i++) pages.push(await shown({ client_id: 'nobody' }));
      for (let i = 0; i < 3; i++) await shown({ scope: 'nothing-of-ours' });
      const last = await shown({ client_id: 'nobody' });
      expect(pages.every((page) => page.includes('id="reference"'))).toBe(true);
      expect(last).toContain('This app is not registered');
      expect(last).not.toContain('id="reference"');
      expect((await audited('authorization_request.refused')).length).toBe(before + 6);
    });
  });

  describe('of sign-in', () => {
    let web: RegisteredClient;
    let nextNet = 1;
    beforeAll(async () => {
      web = await server.register();
    });

    /** A new visitor from a new address, unless one is given. */
    const arrive = async (
      from = `192.0.2.${nextNet++}`,
      at = server,
    ): Promise<{ visitor: Visitor; page: Visit }> => {
      const visitor = new Visitor({ 'x-forwarded-for': from });
      const url = authorizeUrl(server, web, pkce()).replace(server.issuer, at.listening);
      return { visitor, page: await visitor.visit(url) };
    };
    const failureOn = (page: Visit): string | undefined =>
      page.url.includes('/oauth/sign_in')
        ? /role="alert"[\s\S]*?<p>(.*?)<\/p>/.exec(page.html)?.[1]?.replaceAll(/<\/?bdi>/g, '')
        : undefined;
    const tryOnce = async (
      username: string,
      password: string,
      from?: string,
      at?: TestServer,
    ): Promise<string | undefined> => {
      const { visitor, page } = await arrive(from, at);
      return failureOn(await signIn(visitor, page, username, password));
    };
    const aUser = async (): Promise<string> => {
      const username: string = `user-${randomUUID()}`;
      await server.addUser(username);
      return username;
    };

    it('hold for one account, wherever the attempts come from, whichever process they reach', async () => {
      const username = await aUser();
      for (const at of [server, other, server, other, server]) {
        expect(await tryOnce(username, 'wrong', undefined, at)).toBe(WRONG);
      }
      for (const at of [server, other]) {
        expect(await tryOnce(username, 'wrong', undefined, at)).toBe(TOO_OFTEN);
        expect(await tryOnce(username, PASSWORD, undefined, at)).toBe(TOO_OFTEN);
      }
      passes();
      expect(await tryOnce(username, PASSWORD)).toBeUndefined();
    });

    it('say the same about a name that nobody has', async () => {
      const username = `nobody-${randomUUID()}`;
      const texts = [];
      for (let i = 0; i < 7; i++) texts.push(await tryOnce(username, 'wrong'));
      expect(texts).toEqual([...Array.from({ length: 5 }, () => WRONG), TOO_OFTEN, TOO_OFTEN]);
    });

    it('do not tell the right password of a disabled account from a wrong one', async () => {
      const username = await aUser();
      const account = await server.users.findByUsername(username);
      await server.users.setDisabled(account!.subject, true, { subject: 't', name: 'T' });
      const texts = [];
      for (let i = 0; i < 6; i++) texts.push(await tryOnce(username, PASSWORD));
      expect(texts).toEqual([...Array.from({ length: 5 }, () => WRONG), TOO_OFTEN]);
    });

    it('do not give each spelling of a name attempts of its own', async () => {
      const username = `user-${randomUUID()}`;
      await server.addUser(username);
      const spellings = [
        username,
        username.toUpperCase(),
        ` ${username} `,
        `ｕ${username.slice(1)}`,
        username,
      ];
      for (const spelling of spellings) expect(await tryOnce(spelling, 'wrong')).toBe(WRONG);
      expect(await tryOnce(username, PASSWORD)).toBe(TOO_OFTEN);
    });

    it('begin anew for an account once its password was right', async () => {
      const username = await aUser();
      for (let round = 0; round < 3; round++) {
        for (let i = 0; i < 4; i++) expect(await tryOnce(username, 'wrong')).toBe(WRONG);
        expect(await tryOnce(username, PASSWORD)).toBeUndefined();
      }
    });

    it('hold for one source, whichever names it tries, and no success of its own resets them', async () => {
      const from = '198.51.100.200';
      const own = await aUser();
      for (let i = 0; i < 8; i++) {
        expect(await tryOnce(`victim-${randomUUID()}`, 'wrong', from)).toBe(WRONG);
        if (i < 2) expect(await tryOnce(own, PASSWORD, from)).toBeUndefined();
      }
      expect(await tryOnce(`victim-${randomUUID()}`, 'wrong', from)).toBe(TOO_OFTEN);
      expect(await tryOnce(own, PASSWORD, from)).toBe(TOO_OFTEN);
      // Whoever comes from elsewhere is not concerned.
      expect(await tryOnce(own, PASSWORD)).toBeUndefined();
    });

    it('let no more than the limit be judged of 100 attempts at once, at two processes', async () => {
      const username = await aUser();
      // One per browser, all forms ready before the first is sent.
      const ready = [];
      for (let i = 0; i < 100; i++) ready.push(await arrive(`10.${i}.0.1`, [server, other][i % 2]));
      const pages = await Promise.all(
        ready.map(({ visitor, page }) => signIn(visitor, page, username, 'wrong')),
      );
      const texts = pages.map(failureOn);
      expect(texts.filter((text) => text === WRONG)).toHaveLength(5);
      expect(texts.filter((text) => text === TOO_OFTEN)).toHaveLength(95);
    });

    it('count nothing for many good sign-ins at once from one source', async () => {
      const from = '198.51.100.201';
      const names = await Promise.all(Array.from({ length: 4 }, aUser));
      const ready = [];
      for (let i = 0; i < 4; i++) ready.push(await arrive(from));
      const pages = await Promise.all(ready.map(({ visitor, page }, i) => signIn(visitor, page, names[i]!)));
      expect(pages.map(failureOn)).toEqual(Array.from({ length: 4 }, () => undefined));
      for (let i = 0; i < 8; i++) expect(await tryOnce(`n-${randomUUID()}`, 'x', from)).toBe(WRONG);
    });

    it('count what a proxy names that is no address as one source, however long it is', async () => {
      const username = await aUser();
      for (const from of ['x'.repeat(100), 'unknown']) {
        const { visitor, page } = await arrive(from);
        expect((await signIn(visitor, page, username)).url).toContain('/oauth/confirm_access');
      }
      const { subject } = (await server.users.findByUsername(username))!;
      const sessions = await server.database.findMany(Session, { subject });
      expect(sessions.map(({ source }) => source)).toEqual(['', '']);
    });

    it('let the same request go on afterwards', async () => {
      const username = await aUser();
      const { visitor, page } = await arrive();
      let last = page;
      for (let i = 0; i < 6; i++) last = await signIn(visitor, last, username, 'wrong');
      expect(failureOn(last)).toBe(TOO_OFTEN);
      expect(readForm(last.html).fields['username']).toBe(username);
      passes();
      // Looked at again, the page says that the wait is over.
      last = await visitor.visit(last.url);
      expect(failureOn(last)).toBe('Too many attempts to sign in had failed. You can try again now.');
      expect((await signIn(visitor, last, username)).url).toContain('/oauth/confirm_access');
    });

    it.each<[string, Record<string, string>, string]>([
      ['no name', { username: '', password: 'x' }, '198.51.100.203'],
      ['no password', { username: 'alice', password: '' }, '198.51.100.204'],
      ['no field for one', { username: 'alice' }, '198.51.100.205'],
      ['a name longer than any', { username: 'x'.repeat(256), password: 'x' }, '198.51.100.206'],
      ['a password longer than any', { username: 'a', password: 'x'.repeat(1025) }, '198.51.100.207'],
    ])('count what has %s against its source', async (_, values, from) => {
      const { visitor, page } = await arrive(from);
      const { interaction } = readForm(page.html).fields;
      const before = await audited('sign_in.failed');
      const limited = await audited('sign_in.limited');
      const texts = [];
      for (let i = 0; i < 10; i++) {
        const body = new URLSearchParams({ interaction: interaction!, ...values, action: 'sign_in' });
        texts.push(failureOn(await visitor.visit(server.url('sign_in'), { method: 'POST', body })));
      }
      expect(texts).toEqual([...Array.from({ length: 8 }, () => WRONG), TOO_OFTEN, TOO_OFTEN]);
      expect((await audited('sign_in.failed')).length).toBe(before.length + 8);
      expect((await audited('sign_in.limited')).slice(limited.length)).toMatchObject([
        { data: { source: from }, clientId: web.clientId },
      ]);
    });

    it('are written down once for passkeys too', async () => {
      const from = '198.51.100.208';
      const { visitor, page } = await arrive(from);
      const { interaction } = readForm(page.html).fields;
      const [failed, limited] = [await audited('sign_in.failed'), await audited('sign_in.limited')];
      const texts = [];
      for (let i = 0; i < 12; i++) {
        const body = new URLSearchParams({ interaction: interaction!, credential: '{}' });
        texts.push(failureOn(await visitor.visit(server.url('sign_in/passkey'), { method: 'POST', body })));
      }
      expect(texts.filter((text) => text === TOO_OFTEN)).toHaveLength(4);
      expect((await audited('sign_in.failed')).length).toBe(failed.length + 8);
      expect((await audited('sign_in.limited')).slice(limited.length)).toMatchObject([
        { data: { source: from, method: 'passkey' }, clientId: web.clientId },
      ]);
    });

    it('are written down once, with the source and without the name', async () => {
      const username = await aUser();
      const before = (await audited('sign_in.limited')).length;
      for (let i = 0; i < 8; i++) await tryOnce(username, 'wrong', '198.51.100.202');
      const events = (await audited('sign_in.limited')).slice(before);
      expect(events.map(({ data, subject, clientId }) => ({ data, subject, clientId }))).toEqual([
        { data: { source: '198.51.100.202' }, subject: null, clientId: web.clientId },
      ]);
    });
  });
});

describe('the runnable server', () => {
  it.each([
    ['believes the proxy it was told of', { TRUST_PROXY: 'loopback' }, [401, 429, 401]],
    ['believes nobody otherwise', {}, [401, 429, 429]],
  ])('%s', async (_, environment, statuses) => {
    const member = await TestServer.start({ database: 'sqlite' });
    const { process, origin } = await ServerProcess.start(
      memberOf(member, { LIMITS: '{"clientSecret":{"attempts":1}}', ...environment }),
    );
    try {
      const client = await member.register();
      const seen = [];
      for (const from of ['192.0.2.1', '192.0.2.1', '192.0.2.2']) {
        const { status } = await fetch(`${origin}/oauth/revoke`, {
          method: 'POST',
          headers: { ...basic({ ...client, secret: 'wrong' }), 'x-forwarded-for': from },
          body: new URLSearchParams({ token: 'x' }),
        });
        seen.push(status);
      }
      expect(seen).toEqual(statuses);
    } finally {
      await process.stop();
      await member.close();
    }
  });
});
