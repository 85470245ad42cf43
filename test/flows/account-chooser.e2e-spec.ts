import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent, BrowserAccount, Interaction, Session, Sessions } from '@portcullis/oauth';
import { createHash } from 'node:crypto';
import { answerIn, expectPage } from '../support/answers.js';
import { DATABASES } from '../support/databases.js';
import {
  allow,
  authorizeUrl,
  introspect,
  obtainCode,
  redeem,
  registerApi,
  signIn,
  type TokenAnswer,
} from '../support/flow.js';
import { query, type Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { readJwt } from '../support/jwt.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';
import { readForm, Visitor, type Visit } from '../support/visitor.js';

const COOKIE = '__Host-portcullis';
const GONE = 'This page is no longer valid';
const CHOOSER = '/oauth/sign_in/choose?';
const SIGN_IN = '/oauth/sign_in?';

describe.each(DATABASES)('several accounts in one browser on %s', (database) => {
  let server: TestServer;
  /** Another process of the same installation. */
  let other: TestServer;
  let client: RegisteredClient;
  const subjects: Record<string, string> = {};

  beforeAll(async () => {
    server = await TestServer.start({ database, options: { brand: { name: 'Acme' } } });
    other = await TestServer.start({ database, storage: server.storage, options: { issuer: server.issuer } });
    for (const name of ['alice', 'bob', 'carol']) {
      subjects[name] = (await server.addUser(name, { name: `${name}’s name` })).subject;
    }
    client = await server.register({ firstParty: true });
  });
  afterAll(async () => {
    await other.close();
    await server.close();
  });

  const select = { prompt: 'select_account' };
  const open = (visitor: Visitor, more: Parameters = {}, of = client): Promise<Visit> =>
    visitor.visit(authorizeUrl(server, of, pkce(), more));
  const press = (visitor: Visitor, page: Visit, name: string, value: string): Promise<Visit> =>
    visitor.submit(page, {}, { name, value });
  const choose = (visitor: Visitor, page: Visit, username: string): Promise<Visit> =>
    press(visitor, page, 'account', subjects[username]!);

  /** Signs one more account in. */
  async function add(visitor: Visitor, username: string): Promise<Visit> {
    const page = await open(visitor, select);
    const form = page.url.includes(CHOOSER) ? await press(visitor, page, 'action', 'another') : page;
    return signIn(visitor, form, username);
  }

  /** A browser in which these have signed in, one after the other; the last one is current. */
  async function browserOf(...usernames: string[]): Promise<Visitor> {
    const visitor = new Visitor();
    for (const username of usernames) await add(visitor, username);
    return visitor;
  }

  function withCookie(value: string): Visitor {
    const visitor = new Visitor();
    visitor.setCookie(COOKIE, value);
    return visitor;
  }

  /** The subject for whom this browser gets a code without a word, on either process; null for nobody. */
  async function current(visitor: Visitor): Promise<string | null> {
    const proof = pkce();
    const url = authorizeUrl(server, client, proof, { prompt: 'none' });
    const elsewhere = url.replace(server.issuer, other.listening);
    const { error } = answerIn((await visitor.request(elsewhere)).headers.get('location')!).values;
    const { values } = answerIn((await visitor.request(url)).headers.get('location')!);
    expect(values['error']).toBe(error);
    if (values['error'] !== undefined) {
      expect(values['error']).toBe('login_required');
      return null;
    }
    const result = { ...proof, code: values['code']!, callback: new URL(url), visitor };
    const tokens = (await (await redeem(server, client, result)).json()) as TokenAnswer;
    return readJwt(tokens.id_token).claims.sub as string;
  }

  async function tokensIn(visitor: Visitor, of = client): Promise<TokenAnswer> {
    return (await (
      await redeem(server, of, await obtainCode(server, of, {}, visitor))
    ).json()) as TokenAnswer;
  }

  const sidIn = ({ id_token }: TokenAnswer): unknown => readJwt(id_token).claims['sid'];

  /** What the chooser offers: user name, and its tag. */
  const offered = ({ html }: Visit): string[] =>
    [...html.matchAll(/<button[^>]* name="account"[\s\S]*?<\/button>/g)].map(([button]) =>
      button
        .replace(/<span class="choice-initial"[^>]*>[\s\S]*?<\/span>/, '')
        .replaceAll(/<[^>]+>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    );

  const browserOfCookie = (visitor: Visitor): Buffer =>
    createHash('sha256').update(visitor.cookie(COOKIE)!).digest();

  const rowsOf = (visitor: Visitor): Promise<BrowserAccount[]> =>
    server.database.findMany(BrowserAccount, { browser: browserOfCookie(visitor) });

  /** How many sessions the cookie of this browser opens. */
  const currentSessions = async (visitor: Visitor): Promise<number> =>
    (await server.database.findMany(Session, { digest: browserOfCookie(visitor) })).length;

  const endings = async (subject: string): Promise<unknown[]> =>
    (await server.database.findMany(AuditEvent, { event: 'session.ended', subject }, { orderBy: 'id' })).map(
      ({ data }) => data['reason'],
    );

  describe('the list', () => {
    it('grows with every sign-in, and the account that signed in last is the current one', async () => {
      const visitor = await browserOf('alice', 'bob', 'carol');
      expect(await current(visitor)).toBe(subjects['carol']);
      const page = await open(visitor, select);
      expect(page.url).toContain(CHOOSER);
      expect(offered(page)).toEqual([
        'carol’s name carol in use now',
        'bob’s name bob',
        'alice’s name alice',
      ]);
      expect((await rowsOf(visitor)).length).toBe(3);
      expect(await currentSessions(visitor)).toBe(1);
    });

    it('stands on a page with the headers of all pages, and names are isolated', async () => {
      const visitor = await browserOf('alice');
      const page = await open(visitor, select);
      expect(page.status).toBe(200);
      expect(page.html).toContain('<bdi>alice</bdi>');
      const { headers } = page.response;
      expect(headers.get('cache-control')).toBe('no-store');
      // A form that ends at a client must not have a form-action.
      expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'$/);
      expect(headers.get('referrer-policy')).toBe('same-origin');
      for (const method of ['PUT', 'DELETE']) {
        const response = await visitor.request(page.url, { method });
        expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
      }
    });

    it('is not shown where it is empty: the sign-in page is', async () => {
      const page = await open(new Visitor(), select);
      expect(page.url).toContain(SIGN_IN);
      const visitor = new Visitor();
      const form = await open(visitor);
      expect((await visitor.visit(form.url.replace('sign_in?', 'sign_in/choose?'))).url).toBe(form.url);
    });

    it('is never shown with prompt=none', async () => {
      const visitor = await browserOf('alice', 'bob');
      await press(visitor, await visitor.visit(server.url('logout')), 'decision', 'sign_out');
      expect(await current(visitor)).toBeNull();
      expect((await open(visitor)).url).toContain(CHOOSER);
    });

    it('keeps at most eight accounts; the session that was used least recently ends as replaced', async () => {
      const names = Array.from({ length: 9 }, (_, i) => `many-${i}`);
      for (const name of names) {
        subjects[name] = (await server.addUser(name)).subject;
      }
      const visitor = new Visitor();
      for (const name of names.slice(0, 8)) {
        await add(visitor, name);
        server.clock.advance(1);
      }
      // The oldest is used again, so the second oldest is the one to go.
      await choose(visitor, await open(visitor, select), 'many-0');
      server.clock.advance(1);
      await add(visitor, 'many-8');
      const rows = await rowsOf(visitor);
      expect(rows.map(({ subject }) => subject).sort()).toEqual(
        names
          .filter((name) => name !== 'many-1')
          .map((name) => subjects[name])
          .sort(),
      );
      expect(await endings(subjects['many-1']!)).toEqual(['replaced']);
      expect(await server.database.findMany(Session, { subject: subjects['many-1']! })).toEqual([]);
      for (const name of names.filter((each) => each !== 'many-1')) {
        expect(await server.database.findMany(Session, { subject: subjects[name]! })).toHaveLength(1);
      }
    });

    it('leaves out accounts that are disabled, and asks whoever has a new password for it', async () => {
      for (const name of ['disabled', 'renewed']) {
        subjects[name] = (await server.addUser(name)).subject;
      }
      const visitor = await browserOf('disabled', 'renewed', 'alice');
      server.clock.advance(1);
      await server.users.setDisabled(subjects['disabled']!, true, ACTOR);
      await server.users.setPassword(subjects['renewed']!, 'another horse', ACTOR);
      const page = await open(visitor, select);
      expect(offered(page)).toEqual(['alice’s name alice in use now', 'Alice Liddell renewed signed out']);
      const form = await choose(visitor, page, 'renewed');
      expect(form.url).toContain(SIGN_IN);
      expect(readForm(form.html).fields['username']).toBe('renewed');
      expect((await choose(visitor, page, 'disabled')).url).toContain(CHOOSER);
      expect(await current(visitor)).toBe(subjects['alice']);
    });

    it('marks a session whose time is over as signed out', async () => {
      const visitor = await browserOf('alice');
      server.clock.advance(4 * 3600);
      await add(visitor, 'bob');
      server.clock.advance(4 * 3600 + 1);
      const page = await open(visitor, select);
      expect(offered(page)).toEqual(['bob’s name bob in use now', 'alice’s name alice signed out']);
    });
  });

  describe('choosing', () => {
    it('makes another session the current one: same sid, another cookie, nothing ends', async () => {
      const visitor = await browserOf('alice');
      const alices = await tokensIn(visitor);
      await add(visitor, 'bob');
      const bobs = await tokensIn(visitor);
      const api = await registerApi(server, server.issuer);
      const cookie = visitor.cookie(COOKIE)!;

      const back = await choose(visitor, await open(visitor, select), 'alice');
      expect(answerIn(back.url).values).toMatchObject({ code: expect.any(String), state: 'st4te' });
      expect(visitor.cookie(COOKIE)).not.toBe(cookie);
      expect(await current(visitor)).toBe(subjects['alice']);
      expect(sidIn(await tokensIn(visitor))).toBe(sidIn(alices));
      await choose(visitor, await open(visitor, select), 'bob');
      expect(sidIn(await tokensIn(visitor))).toBe(sidIn(bobs));
      for (const { access_token } of [alices, bobs]) {
        expect(await introspect(server, api, access_token)).toMatchObject({ active: true });
      }
    });

    it('leaves every former cookie dead, on every process', async () => {
      const visitor = new Visitor();
      const former: string[] = [];
      const remember = async (step: Promise<unknown>): Promise<void> => {
        const before = visitor.cookie(COOKIE);
        if (before !== undefined) former.push(before);
        await step;
        expect(former).not.toContain(visitor.cookie(COOKIE));
        for (const cookie of former) {
          expect(await current(withCookie(cookie))).toBeNull();
          // Nor does it know anybody any more.
          expect((await open(withCookie(cookie), select)).url).toContain(SIGN_IN);
        }
        expect(await currentSessions(visitor)).toBeLessThanOrEqual(1);
      };
      await open(visitor);
      await remember(add(visitor, 'alice'));
      await remember(add(visitor, 'bob'));
      await remember(open(visitor, select).then((page) => choose(visitor, page, 'alice')));
      await remember(open(visitor, { prompt: 'login' }).then((page) => signIn(visitor, page, 'alice')));
      await remember(open(visitor, select).then((page) => choose(visitor, page, 'bob')));
      await remember(open(visitor, select).then((page) => press(visitor, page, 'remove', subjects['bob']!)));
      expect(await current(visitor)).toBeNull();
      await remember(open(visitor).then((page) => choose(visitor, page, 'alice')));
      const confirm = await visitor.visit(server.url('logout'));
      await remember(press(visitor, confirm, 'decision', 'sign_out'));
    });

    it('the account in use answers select_account, and changes nothing', async () => {
      const visitor = await browserOf('alice', 'bob');
      const cookie = visitor.cookie(COOKIE);
      const back = await choose(visitor, await open(visitor, select), 'bob');
      expect(answerIn(back.url).values).toHaveProperty('code');
      expect(visitor.cookie(COOKIE)).toBe(cookie);
    });

    it('writes down who was chosen, and for which client', async () => {
      const visitor = await browserOf('alice', 'bob');
      const own = await server.register({ firstParty: true });
      const page = await open(visitor, select, own);
      await choose(visitor, page, 'alice');
      const where = { event: 'session.chosen', clientId: own.clientId };
      expect(await server.database.findMany(AuditEvent, where)).toMatchObject([
        {
          actor: subjects['alice'],
          subject: subjects['alice'],
          data: { sid: sidIn(await tokensIn(visitor)) },
        },
      ]);
    });

    it('an account that is signed out asks for its password, and its name is filled in', async () => {
      const visitor = await browserOf('alice', 'bob');
      await press(visitor, await visitor.visit(server.url('logout')), 'decision', 'sign_out');
      const page = await open(visitor);
      expect(offered(page)).toEqual(['bob’s name bob signed out', 'alice’s name alice']);
      const form = await choose(visitor, page, 'bob');
      expect(form.url).toContain(SIGN_IN);
      expect(readForm(form.html).fields['username']).toBe('bob');
      expect(form.html).not.toContain('readonly');
      expect(answerIn((await signIn(visitor, form, 'bob')).url).values).toHaveProperty('code');
      expect(await current(visitor)).toBe(subjects['bob']);
    });

    it('the same user who signs in again goes on with the same sid, also after another one was current', async () => {
      const visitor = await browserOf('alice');
      const sid = sidIn(await tokensIn(visitor));
      await add(visitor, 'bob');
      await add(visitor, 'alice');
      expect(sidIn(await tokensIn(visitor))).toBe(sid);
      expect((await rowsOf(visitor)).length).toBe(2);
    });

    it('voids what another account decided about the request', async () => {
      const visitor = await browserOf('alice', 'bob');
      const asking = await server.register();
      const consent = await open(visitor, {}, asking);
      expect(consent.url).toContain('/oauth/confirm_access');
      const { fields } = readForm(consent.html);
      const href = /id="switch-account" href="([^"]+)"/.exec(consent.html)![1]!.replaceAll('&#x3D;', '=');
      expect(href).toContain(CHOOSER);
      // Allowed by bob, and not yet sent on.
      await visitor.request(server.url('confirm_access'), {
        method: 'POST',
        body: query({ ...fields, decision: 'allow' }),
      });
      const page = await visitor.visit(new URL(href, server.issuer).href);
      const alices = await choose(visitor, page, 'alice');
      expect(alices.url).toContain('/oauth/confirm_access');
      expect(alices.html).toContain('<bdi>alice</bdi>');
      expect((await allow(visitor, alices)).left).toBe(true);
    });

    it('takes the requests of other tabs along', async () => {
      const visitor = await browserOf('alice', 'bob');
      const asking = await server.register();
      const tab = await open(visitor, {}, asking);
      await choose(visitor, await open(visitor, select), 'alice');
      const again = await visitor.visit(tab.url);
      expect(again.html).toContain('<bdi>alice</bdi>');
      expect((await allow(visitor, again)).left).toBe(true);
    });

    it('needs a choice', async () => {
      const visitor = await browserOf('alice');
      const page = await open(visitor, select);
      const { fields } = readForm(page.html);
      for (const more of [{}, { action: 'x' }, { account: '', remove: '' }] as Parameters[]) {
        const response = await visitor.request(server.url('sign_in/choose'), {
          method: 'POST',
          body: query({ ...fields, ...more }),
        });
        expect(response.headers.getSetCookie()).toEqual([]);
        await expectPage(response, 400, 'This request cannot be understood');
      }
      expect(await current(visitor)).toBe(subjects['alice']);
    });
  });

  describe('refuses', () => {
    it('an account that this browser does not know, whatever the form says', async () => {
      await browserOf('carol');
      const visitor = await browserOf('alice');
      const page = await open(visitor, select);
      const cookie = visitor.cookie(COOKIE);
      for (const name of ['account', 'remove']) {
        for (const value of [subjects['carol']!, 'carol', '0', 'x'.repeat(300)]) {
          const answer = await press(visitor, page, name, value);
          expect(answer.url).toBe(page.url);
          expect(offered(answer)).toEqual(['alice’s name alice in use now']);
        }
      }
      expect(visitor.cookie(COOKIE)).toBe(cookie);
      expect(await current(visitor)).toBe(subjects['alice']);
      expect(
        (await server.database.findMany(Session, { subject: subjects['carol']! })).length,
      ).toBeGreaterThan(0);
    });

    it('the request of another browser, a form from another site, and an id that is none', async () => {
      const visitor = await browserOf('alice', 'bob');
      const page = await open(visitor, select);
      const { fields } = readForm(page.html);
      const attacker = await browserOf('carol');
      const theirs = readForm((await open(attacker, select)).html).fields;
      const post = (from: Visitor, form: Parameters): Promise<Response> =>
        from.request(server.url('sign_in/choose'), { method: 'POST', body: query(form) });
      const account = subjects['alice'];
      for (const [from, form] of [
        [visitor, { ...theirs, account }],
        [attacker, { ...fields, account }],
        [attacker, { ...fields, remove: account }],
        [attacker, { ...fields, action: 'cancel' }],
        // Lax cookies stay behind.
        [new Visitor(), { ...fields, account }],
        [visitor, { interaction: 'x'.repeat(64), account }],
      ] as [Visitor, Parameters][]) {
        const response = await post(from, form);
        expect(response.headers.getSetCookie()).toEqual([]);
        await expectPage(response, 400, GONE);
      }
      await expectPage(await post(visitor, { account }), 400, 'Nothing is waiting for you here');
      await expectPage(await attacker.request(page.url), 400, GONE);
      expect(await current(visitor)).toBe(subjects['bob']);
    });
  });

  describe('what a client may ask for (OpenID Connect Core section 3.1.2.1)', () => {
    it('select_account cannot be talked out of: without a choice there is no code', async () => {
      const visitor = await browserOf('alice', 'bob');
      const page = await open(visitor, select);
      const resume = page.url.replace('sign_in/choose', 'authorize/resume');
      expect((await visitor.visit(resume)).url).toContain(CHOOSER);
      const asking = await server.register();
      const second = await open(visitor, select, asking);
      const consent = await visitor.visit(second.url.replace('sign_in/choose', 'confirm_access'));
      expect((await allow(visitor, consent)).url).toContain(CHOOSER);
    });

    it('login select_account: first the account, then its password', async () => {
      const visitor = await browserOf('alice', 'bob');
      server.clock.advance(1);
      const page = await open(visitor, { prompt: 'login select_account' });
      expect(page.url).toContain(CHOOSER);
      const form = await choose(visitor, page, 'alice');
      expect(form.url).toContain(SIGN_IN);
      expect(readForm(form.html).fields['username']).toBe('alice');
      expect(form.html).toContain('Sign in again');
      expect(answerIn((await signIn(visitor, form, 'alice')).url).values).toHaveProperty('code');
      expect(await current(visitor)).toBe(subjects['alice']);
    });

    it('select_account consent: first the account, then its consent', async () => {
      const visitor = await browserOf('alice', 'bob');
      const page = await open(visitor, { prompt: 'select_account consent' });
      const consent = await choose(visitor, page, 'alice');
      expect(consent.url).toContain('/oauth/confirm_access');
      expect((await allow(visitor, consent)).left).toBe(true);
    });

    it('max_age holds for the account that is chosen', async () => {
      const visitor = await browserOf('alice');
      server.clock.advance(600);
      await add(visitor, 'bob');
      const page = await open(visitor, { ...select, max_age: '300' });
      const form = await choose(visitor, page, 'alice');
      expect(form.url).toContain(SIGN_IN);
      expect(readForm(form.html).fields['username']).toBe('alice');
      const second = await open(visitor, { ...select, max_age: '300' });
      expect(answerIn((await choose(visitor, second, 'bob')).url).values).toHaveProperty('code');
    });

    it('prompt=login alone asks the current account, with a way to the others', async () => {
      const visitor = await browserOf('alice', 'bob');
      server.clock.advance(1);
      const form = await open(visitor, { prompt: 'login' });
      expect(form.url).toContain(SIGN_IN);
      expect(readForm(form.html).fields['username']).toBe('bob');
      const href = /id="choose-account" href="([^"]+)"/.exec(form.html)![1]!.replaceAll('&#x3D;', '=');
      const page = await visitor.visit(new URL(href, server.issuer).href);
      const again = await choose(visitor, page, 'alice');
      expect(again.url).toContain(SIGN_IN);
      expect(readForm(again.html).fields['username']).toBe('alice');
      // Not even here is another password taken for an answer.
      const another = await press(visitor, await visitor.visit(page.url), 'action', 'another');
      expect(readForm(another.html).fields['username']).toBe('');
      expect(another.html).not.toContain('readonly');
    });

    it('id_token_hint of another account here offers that one alone; of one that is not here, the sign-in page', async () => {
      const visitor = await browserOf('alice');
      const { id_token } = await tokensIn(visitor);
      await add(visitor, 'bob');
      const hint = { id_token_hint: id_token };
      const none = answerIn((await open(visitor, { ...hint, prompt: 'none' })).url).values;
      expect(none['error']).toBe('login_required');
      const page = await open(visitor, hint);
      expect(page.url).toContain(CHOOSER);
      expect(offered(page)).toEqual(['alice’s name alice']);
      expect(page.html).not.toContain('id="another"');
      expect((await choose(visitor, page, 'bob')).url).toContain(CHOOSER);
      expect(answerIn((await choose(visitor, page, 'alice')).url).values).toHaveProperty('code');
      expect(await current(visitor)).toBe(subjects['alice']);

      const stranger = await browserOf('bob');
      const form = await open(stranger, hint);
      expect(form.url).toContain(SIGN_IN);
      // Whose token it is, is nothing that this browser knew.
      expect(form.html).not.toContain('alice');
      expect(form.html).not.toContain('bob');
    });

    it('id_token_hint of an account that is signed out here fills in its name', async () => {
      const visitor = await browserOf('bob', 'alice');
      const { id_token } = await tokensIn(visitor);
      await visitor.visit(`${server.url('logout')}?${query({ id_token_hint: id_token })}`);
      const form = await open(visitor, { id_token_hint: id_token });
      expect(form.url).toContain(SIGN_IN);
      expect(readForm(form.html).fields['username']).toBe('alice');
      expect(form.html).not.toContain('id="choose-account"');
    });
  });

  describe('removing an account', () => {
    it('that is parked ends its session, and leaves the cookie and the others alone', async () => {
      const subject = (subjects['leaving'] = (await server.addUser('leaving')).subject);
      const visitor = await browserOf('leaving');
      const tokens = await tokensIn(visitor);
      const api = await registerApi(server, server.issuer);
      await add(visitor, 'bob');
      const cookie = visitor.cookie(COOKIE);
      const page = await press(visitor, await open(visitor, select), 'remove', subject);
      expect(offered(page)).toEqual(['bob’s name bob in use now']);
      expect(visitor.cookie(COOKIE)).toBe(cookie);
      expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
      expect(await endings(subject)).toEqual(['removed']);
      expect(await server.database.findMany(Session, { subject })).toEqual([]);
      expect(await current(visitor)).toBe(subjects['bob']);
    });

    it('that is in use signs it out, and the request goes on', async () => {
      const visitor = await browserOf('alice', 'bob');
      const page = await press(visitor, await open(visitor, select), 'remove', subjects['bob']!);
      expect(offered(page)).toEqual(['alice’s name alice']);
      expect(await current(visitor)).toBeNull();
      const form = await press(visitor, page, 'remove', subjects['alice']!);
      expect(form.url).toContain(SIGN_IN);
      expect(await rowsOf(visitor)).toEqual([]);
      expect(answerIn((await signIn(visitor, form)).url).values).toHaveProperty('code');
    });

    it('that is signed out only forgets it', async () => {
      const visitor = await browserOf('alice');
      await press(visitor, await visitor.visit(server.url('logout')), 'decision', 'sign_out');
      const before = await endings(subjects['alice']!);
      const page = await open(visitor, select);
      expect(offered(page)).toEqual(['alice’s name alice signed out']);
      expect((await press(visitor, page, 'remove', subjects['alice']!)).url).toContain(SIGN_IN);
      expect(await rowsOf(visitor)).toEqual([]);
      expect(await endings(subjects['alice']!)).toEqual(before);
    });
  });

  it('cancelling reaches the client with state and iss, whoever is signed in, and ends the request', async () => {
    for (const usernames of [['alice'], ['alice', 'bob']]) {
      const visitor = await browserOf(...usernames);
      const page = await open(visitor, select);
      const back = await press(visitor, page, 'action', 'cancel');
      expect(answerIn(back.url)).toEqual({
        to: 'https://client.example/cb',
        values: {
          error: 'access_denied',
          error_description: 'The request was denied.',
          state: 'st4te',
          iss: server.issuer,
        },
      });
      const { fields } = readForm(page.html);
      const again = await visitor.request(server.url('sign_in/choose'), {
        method: 'POST',
        body: query({ ...fields, account: subjects['alice'] }),
      });
      await expectPage(again, 400, GONE);
      expect(await current(visitor)).toBe(subjects[usernames.at(-1)!]);
    }
  });

  describe('signing out', () => {
    it('ends the current session only, and says who else is signed in here', async () => {
      const visitor = await browserOf('alice');
      const alices = await tokensIn(visitor);
      await add(visitor, 'bob');
      const bobs = await tokensIn(visitor);
      const api = await registerApi(server, server.issuer);
      const done = await visitor.visit(`${server.url('logout')}?${query({ id_token_hint: bobs.id_token })}`);
      expect(done.url).toContain('/oauth/logout/done');
      expect(done.html).toContain('Other accounts on this browser are still signed in');
      expect(done.html).toContain('<bdi>alice’s name</bdi> (<bdi>alice</bdi>)');
      expect(done.html).toContain('id="account-pages" href="/oauth/account"');
      expect(await introspect(server, api, bobs.access_token)).toEqual({ active: false });
      expect(await introspect(server, api, alices.access_token)).toMatchObject({ active: true });
      const page = await open(visitor);
      expect(offered(page)).toEqual(['bob’s name bob signed out', 'alice’s name alice']);
      await choose(visitor, page, 'alice');
      expect(sidIn(await tokensIn(visitor))).toBe(sidIn(alices));
    });

    it('says nothing of accounts where there are none', async () => {
      const visitor = await browserOf('alice');
      const done = await press(visitor, await visitor.visit(server.url('logout')), 'decision', 'sign_out');
      expect(done.html).not.toContain('on this browser are still signed in');
    });

    it('of an account that is not welcome any more leaves a browser without any cookie', async () => {
      const { subject } = await server.addUser(`leaver-${database}`);
      const visitor = await browserOf(`leaver-${database}`);
      await server.users.setDisabled(subject, true, ACTOR);
      const response = await visitor.request(server.url('logout'));
      expect(response.headers.getSetCookie()).toEqual([
        `${COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`,
      ]);
    });
  });

  describe('many at once', () => {
    const PARALLEL = 20;

    /** The same request from this browser, over and over, on both processes. */
    async function flood(visitor: Visitor, endpoint: string, form: Parameters): Promise<Response[]> {
      const cookie = visitor.cookie(COOKIE)!;
      return Promise.all(
        Array.from({ length: PARALLEL }, (_, i) =>
          withCookie(cookie).request(`${[server, other][i % 2]!.listening}/oauth/${endpoint}`, {
            method: 'POST',
            body: query(form),
          }),
        ),
      );
    }

    /** The cookies that were handed out. */
    const cookiesIn = (answers: readonly Response[]): string[] =>
      answers
        .flatMap((answer) => answer.headers.getSetCookie())
        .map((cookie) => cookie.slice(cookie.indexOf('=') + 1, cookie.indexOf(';')));

    it('sign-ins with one form begin one session', async () => {
      const subject = (subjects['busy'] = (await server.addUser('busy')).subject);
      const visitor = await browserOf('alice');
      const page = await press(visitor, await open(visitor, select), 'action', 'another');
      const { fields } = readForm(page.html);
      const answers = await flood(visitor, 'sign_in', {
        ...fields,
        username: 'busy',
        password: 'correct horse battery staple',
        action: 'sign_in',
      });
      const cookies = cookiesIn(answers);
      expect(cookies).toHaveLength(1);
      expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array(PARALLEL - 1).fill(400)]);
      expect(await server.database.findMany(Session, { subject })).toHaveLength(1);
      const won = withCookie(cookies[0]!);
      expect(await currentSessions(won)).toBe(1);
      expect(await currentSessions(visitor)).toBe(0);
      expect((await rowsOf(won)).length).toBe(2);
      expect(
        await server.database.findMany(AuditEvent, { event: 'sign_in.succeeded', subject }),
      ).toHaveLength(1);
    });

    it('choices of one account make it current once', async () => {
      const visitor = await browserOf('alice', 'bob', 'carol');
      const page = await open(visitor, select);
      const { fields } = readForm(page.html);
      const answers = await flood(visitor, 'sign_in/choose', { ...fields, account: subjects['alice'] });
      const cookies = cookiesIn(answers);
      expect(cookies).toHaveLength(1);
      for (const { status } of answers) expect([303, 400]).toContain(status);
      const won = withCookie(cookies[0]!);
      expect(await currentSessions(won)).toBe(1);
      expect(await currentSessions(visitor)).toBe(0);
      expect((await rowsOf(won)).length).toBe(3);
      expect(await current(won)).toBe(subjects['alice']);
      // The others can still be chosen, so none of them got lost.
      await choose(won, await open(won, select), 'carol');
      await choose(won, await open(won, select), 'bob');
      expect(await current(won)).toBe(subjects['bob']);
    });

    it('choices of different accounts from different tabs leave one current session and a whole list', async () => {
      const visitor = await browserOf('alice', 'bob', 'carol');
      const cookie = visitor.cookie(COOKIE)!;
      const tabs = [];
      for (let i = 0; i < PARALLEL; i++) tabs.push(readForm((await open(visitor, select)).html).fields);
      const answers = await Promise.all(
        tabs.map((fields, i) =>
          withCookie(cookie).request(`${[server, other][i % 2]!.listening}/oauth/sign_in/choose`, {
            method: 'POST',
            body: query({ ...fields, account: subjects[['alice', 'bob'][i % 2]!] }),
          }),
        ),
      );
      const cookies = cookiesIn(answers);
      expect(cookies).toHaveLength(1);
      for (const { status } of answers) expect([303, 400]).toContain(status);
      const won = withCookie(cookies[0]!);
      expect(await currentSessions(won)).toBe(1);
      expect(await currentSessions(visitor)).toBe(0);
      expect((await rowsOf(won)).length).toBe(3);
      const pending = await server.database.findMany(Interaction, { browser: browserOfCookie(won) });
      expect(pending.length).toBe(PARALLEL);
    });

    it('a choice and a sign-out leave one list, no former cookie alive, and bob signed out unless he was parked before', async () => {
      const visitor = await browserOf('alice', 'bob');
      const ended = (await endings(subjects['bob']!)).length;
      const { id_token } = await tokensIn(visitor);
      const page = await open(visitor, select);
      const { fields } = readForm(page.html);
      const cookie = visitor.cookie(COOKIE)!;
      const answers = await Promise.all([
        withCookie(cookie).request(server.url('sign_in/choose'), {
          method: 'POST',
          body: query({ ...fields, account: subjects['alice'] }),
        }),
        withCookie(cookie).request(`${other.listening}/oauth/logout?${query({ id_token_hint: id_token })}`),
      ]);
      for (const { status } of answers) expect([303, 400]).toContain(status);
      expect(await current(withCookie(cookie))).toBeNull();
      const cookies = cookiesIn(answers);
      expect(cookies).toHaveLength(1);
      const lists = await Promise.all(cookies.map((value) => rowsOf(withCookie(value))));
      expect(lists.map((rows) => rows.length)).toEqual([2]);
      // A sign-out that comes after the choice comes with a cookie that is nobody's, and ends nothing.
      const rows = lists[0]!.filter(({ subject }) => subject === subjects['bob']);
      const left = await server.database.findMany(Session, {
        id: rows.flatMap(({ sessionId }) => sessionId ?? []),
      });
      expect(left).toHaveLength(1 - ((await endings(subjects['bob']!)).length - ended));
    });

    it('first sign-ins of many browsers do not get into each other’s way', async () => {
      const browsers = await Promise.all(
        Array.from({ length: PARALLEL }, async () => {
          const visitor = new Visitor();
          return { visitor, page: await open(visitor) };
        }),
      );
      const pages = await Promise.all(browsers.map(({ visitor, page }) => signIn(visitor, page, 'alice')));
      for (const page of pages) expect(answerIn(page.url).values).toHaveProperty('code');
      const choices = await Promise.all(browsers.map(({ visitor }) => add(visitor, 'bob')));
      for (const page of choices) expect(answerIn(page.url).values).toHaveProperty('code');
      const back = await Promise.all(
        browsers.map(async ({ visitor }) => choose(visitor, await open(visitor, select), 'alice')),
      );
      for (const page of back) expect(answerIn(page.url).values).toHaveProperty('code');
    });
  });

  describe('the sessions of a user', () => {
    const sessionsOf = (of: TestServer): Sessions => of.app.get(Sessions, { strict: false });

    it('are known with browser and source, and can be ended one by one or all but one', async () => {
      const { subject } = await server.addUser('many-places');
      const arrive = async (agent: string): Promise<[Visitor, TokenAnswer]> => {
        const visitor = new Visitor({ 'user-agent': agent });
        await add(visitor, 'many-places');
        server.clock.advance(1);
        return [visitor, await tokensIn(visitor)];
      };
      const [first] = await arrive('First/1.0');
      const [second, tokens] = await arrive(`Second/${'x'.repeat(500)}`);
      // Parked counts as much as current.
      await add(second, 'bob');
      const [third] = await arrive('Third/1.0');
      const all = await sessionsOf(server).list(subject);
      expect(all.map(({ userAgent }) => userAgent)).toEqual([
        'Third/1.0',
        `Second/${'x'.repeat(500)}`.slice(0, 400),
        'First/1.0',
      ]);
      for (const { source, kept, current: isCurrent } of all) {
        expect([source, kept, isCurrent]).toEqual(['127.0.0.1', false, false]);
      }
      expect((await sessionsOf(server).list(subject, all[0]!.id)).map((each) => each.current)).toEqual([
        true,
        false,
        false,
      ]);
      const api = await registerApi(server, server.issuer);

      // Nobody else's.
      expect(await sessionsOf(server).endOne(subjects['bob']!, all[1]!.id)).toBe(false);
      const results = await Promise.all(
        Array.from({ length: PARALLEL_ENDS }, (_, i) =>
          sessionsOf([server, other][i % 2]!).endOne(subject, all[1]!.id),
        ),
      );
      expect(results.filter(Boolean)).toHaveLength(1);
      expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
      expect(offered(await open(second, select))).toEqual([
        'bob’s name bob in use now',
        'Alice Liddell many-places signed out',
      ]);

      expect(await sessionsOf(server).endOthers(subject, all[0]!.id)).toBe(1);
      expect(await current(first)).toBeNull();
      expect(await current(third)).toBe(subject);
      expect(await sessionsOf(server).endOthers(subject, null)).toBe(1);
      expect(await current(third)).toBeNull();
      expect(await sessionsOf(server).list(subject)).toEqual([]);
      expect(await endings(subject)).toEqual(Array(3).fill('ended_by_user'));
    });

    it('leave out what is over', async () => {
      const { subject } = await server.addUser('over');
      await browserOf('over');
      expect(await sessionsOf(server).list(subject)).toHaveLength(1);
      server.clock.advance(8 * 3600 + 1);
      expect(await sessionsOf(server).list(subject)).toEqual([]);
      await browserOf('over');
      server.clock.advance(1);
      await server.users.setDisabled(subject, true, ACTOR);
      expect(await sessionsOf(server).list(subject)).toEqual([]);
    });
  });
});

const PARALLEL_ENDS = 10;
