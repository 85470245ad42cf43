import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  AccountStore,
  AuditEvent,
  OutgoingHttp,
  PasswordReset,
  readHandle,
  Session,
  User,
  Users,
  type Account,
} from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import {
  authorizeUrl,
  introspect,
  refresh,
  registerApi,
  signIn,
  obtainCode,
  redeem,
  type TokenAnswer,
} from '../support/flow.js';
import { choose, forget, linkIn, mailerOf, NEW_PASSWORD, RESET_LINK } from '../support/password-reset.js';
import { pkce } from '../support/pkce.js';
import { rawRequest } from '../support/raw-request.js';
import { RecordingHttp } from '../support/recording-http.js';
import { RecordingMailer } from '../support/recording-mailer.js';
import { ACTOR, PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';
import { readForm, Visitor, type Visit } from '../support/visitor.js';

const SENT = 'If there is an account with that name, a mail is on its way to its address.';
const VOID = 'This link does not work any more';
const DONE = 'You have a new password';

describe.each(DATABASES)('a forgotten password, on %s', (database) => {
  let server: TestServer;
  let mailer: RecordingMailer;
  let client: RegisteredClient;
  let alice: Account;

  beforeAll(async () => {
    server = await TestServer.start({
      database,
      trustProxy: true,
      options: {
        brand: { name: 'Acme Account', supportUrl: 'https://help.example/' },
        limits: {
          passwordReset: { attempts: 5, seconds: 3600 },
          passwordResetSource: { attempts: 20, seconds: 3600 },
          signIn: { attempts: 3, seconds: 3600 },
          authorization: { attempts: 10_000 },
        },
      },
      extras: { mailer: RecordingMailer },
    });
    mailer = mailerOf(server);
    client = await server.register({ scopes: ['openid', 'profile', 'offline_access'] });
  });
  afterAll(() => server.close());

  /** Everybody comes from an address of their own, but for the tests about sources. */
  let nextAddress = 1;
  const somewhere = (): Record<string, string> => {
    const address = nextAddress++;
    return { 'x-forwarded-for': `198.51.${100 + (address >> 8)}.${address & 255}` };
  };
  let nextName = 1;

  beforeEach(async () => {
    alice = await server.addUser(`alice-${nextName++}`);
    mailer.delivery = 'goes';
  });

  const resetRows = (subject: string): Promise<PasswordReset[]> =>
    server.database.findMany(PasswordReset, { subject }, { orderBy: 'createdAt' });
  const audited = (event: string, subject: string | null): Promise<AuditEvent[]> =>
    server.database.findMany(AuditEvent, { event, subject }, { orderBy: 'at' });
  const outcomes = async (subject: string | null): Promise<unknown[]> =>
    (await audited('password_reset.requested', subject)).map(({ data }) => data['outcome']);
  const link = async (username = alice.username): Promise<string> => {
    const count = mailer.sent.length;
    await forget(server, username, new Visitor(somewhere()));
    return linkIn(await mailer.saying(RESET_LINK, count));
  };
  const open = async (url: string): Promise<{ visitor: Visitor; page: Visit }> => {
    const visitor = new Visitor(somewhere());
    return { visitor, page: await visitor.visit(url) };
  };
  const signsIn = async (username: string, password: string): Promise<boolean> => {
    const visitor = new Visitor();
    const page = await visitor.visit(authorizeUrl(server, client, pkce(), { prompt: 'consent' }));
    return (await signIn(visitor, page, username, password)).url.includes('/oauth/confirm_access');
  };

  it('is replaced by the link of a mail', async () => {
    const visitor = new Visitor(somewhere());
    const form = await visitor.visit(server.url('password/forgot'));
    expect(form.status).toBe(200);
    const { action, fields } = readForm(form.html);
    const asked = await visitor.request(new URL(action, form.url).href, {
      method: 'POST',
      body: new URLSearchParams({ ...fields, username: alice.username }),
    });
    expect([asked.status, asked.headers.get('location')]).toEqual([303, '/oauth/password/forgot/sent']);
    const mail = await mailer.until(1);
    expect(mail.to).toBe('alice@example.com');
    expect(mail.subject).toBe('A new password for Acme Account');
    expect(mail.text).toContain(`the account ${alice.username} at Acme Account`);
    expect(mail.text).toContain('for 30 minutes');
    // Nothing that a mail program would have to fetch.
    expect(mail.html).not.toMatch(/<(img|link|script|style|iframe)|url\(|@import/i);

    const url = linkIn(mail);
    expect(url).toMatch(new RegExp(`^${server.url('password/reset')}\\?token=[\\w-]{64}$`));
    const page = await visitor.visit(url);
    expect([page.status, page.response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(page.response.headers.get('referrer-policy')).toBe('same-origin');
    expect(page.html).toContain(`value="${alice.username}"`);
    const done = await choose(visitor, page);
    expect([done.status, done.html.includes(DONE)]).toEqual([200, true]);
    expect(done.html).toContain('href="/oauth/account"');
    // Nobody is signed in by it.
    expect(await server.database.findMany(Session, { subject: alice.subject })).toEqual([]);
    expect(await signsIn(alice.username, PASSWORD)).toBe(false);
    expect(await signsIn(alice.username, NEW_PASSWORD)).toBe(true);

    const notice = await mailer.until(2);
    expect([notice.to, notice.subject]).toEqual([
      'alice@example.com',
      'Your password for Acme Account was changed',
    ]);
    expect(linkIn(notice)).toBe(server.url('password/forgot'));
    expect((await audited('password_reset.used', alice.subject)).length).toBe(1);
    expect(await outcomes(alice.subject)).toEqual(['mailed']);
  });

  it('is known by the digest of the link alone', async () => {
    const token = new URL(await link()).searchParams.get('token')!;
    const [row] = await resetRows(alice.subject);
    const { id, digest } = readHandle(token)!;
    expect([row!.id, row!.digest, row!.usedAt]).toEqual([id, digest, null]);
    expect(row!.expiresAt - row!.createdAt).toBe(1_800_000);
    const events = await server.database.findMany(AuditEvent, { subject: alice.subject });
    expect(JSON.stringify(events)).not.toMatch(new RegExp(`${token}|alice@example.com`));
  });

  describe('to whoever asks,', () => {
    const NAMES = [
      ['exists', 'mailed'],
      ['nobody has', 'unknown'],
      ['is disabled', 'disabled'],
      ['has no address', 'no_address'],
      ['has an address that is not confirmed', 'no_address'],
      ['has two addresses in one', 'no_address'],
      ['has had too many mails', 'limited'],
    ] as const;

    const prepare = async (kind: (typeof NAMES)[number][0]): Promise<string> => {
      const { username, subject } = alice;
      const claims = (change: Account['claims']): Promise<unknown> =>
        server.database.update(User, { subject }, { claims: change });
      if (kind === 'nobody has') return 'nobody';
      if (kind === 'is disabled') await server.users.setDisabled(subject, true, ACTOR);
      if (kind === 'has no address') await claims({});
      if (kind === 'has an address that is not confirmed') {
        await claims({ email: 'eve@evil.example', email_verified: false });
      }
      if (kind === 'has two addresses in one') await claims({ email: 'a@example.com,eve@evil.example' });
      if (kind === 'has had too many mails') for (let i = 0; i < 5; i++) await link();
      return username;
    };

    it('the answer is the same, byte for byte', async () => {
      const answers = [];
      for (const [kind, outcome] of NAMES) {
        alice = await server.addUser(`alice-${nextName++}`);
        const username = await prepare(kind);
        const visitor = new Visitor(somewhere());
        const form = await visitor.visit(server.url('password/forgot'));
        const { action, fields } = readForm(form.html);
        const before = mailer.sent.length;
        const subject = outcome === 'unknown' ? null : alice.subject;
        const known = (await outcomes(subject)).length;
        const response = await visitor.request(new URL(action, form.url).href, {
          method: 'POST',
          body: new URLSearchParams({ ...fields, username }),
        });
        const shown = await visitor.request(new URL(response.headers.get('location')!, form.url).href);
        answers.push({
          status: [response.status, shown.status],
          headers: [headersOf(response), headersOf(shown)],
          body: [await response.text(), await shown.text()],
        });
        // What became of it is known to the log alone.
        const all = await eventually(
          () => outcomes(subject),
          ({ length }) => length > known,
        );
        expect(all.slice(known)).toEqual([outcome]);
        if (outcome === 'mailed') await mailer.saying(RESET_LINK, before);
        else
          expect([kind, mailer.sent.slice(before).filter(({ text }) => text.includes(RESET_LINK))]).toEqual([
            kind,
            [],
          ]);
        expect((await resetRows(alice.subject)).filter(({ usedAt }) => usedAt === null)).toHaveLength(
          { mailed: 1, limited: 5 }[outcome as string] ?? 0,
        );
      }
      expect(answers[0]!.body[1]).toContain(SENT);
      for (const answer of answers) expect(answer).toEqual(answers[0]);
    });

    function headersOf({ headers }: Response): [string, string][] {
      return [...headers].filter(([name]) => name !== 'date');
    }
  });

  it('may be asked for by a name that is longer than any, and by none at all', async () => {
    for (const username of ['x'.repeat(300), '']) {
      expect((await forget(server, username, new Visitor(somewhere()))).html).toContain(SENT);
    }
  });

  it('is asked for so often from one source and no more, whoever for', async () => {
    const from = somewhere();
    for (let i = 0; i < 20; i++) {
      expect((await forget(server, `nobody-${i}`, new Visitor(from))).status).toBe(200);
    }
    for (const username of [alice.username, 'nobody']) {
      const page = await forget(server, username, new Visitor(from));
      const wait = Number(page.response.headers.get('retry-after'));
      expect([page.status, wait > 3500, wait <= 3600]).toEqual([429, true, true]);
      expect(page.html).toMatch(/Too many mails were asked for from here\. Wait <bdi>(60|59) minutes<\/bdi>/);
    }
    expect(await outcomes(alice.subject)).toEqual([]);
    expect((await forget(server, alice.username, new Visitor(somewhere()))).status).toBe(200);
    server.clock.advance(3601);
    expect((await forget(server, 'nobody', new Visitor(from))).status).toBe(200);
  });

  it('is mailed to one account so often and no more, wherever from', async () => {
    for (let i = 0; i < 6; i++) await forget(server, alice.username, new Visitor(somewhere()));
    const all = await eventually(
      () => outcomes(alice.subject),
      ({ length }) => length === 6,
    );
    expect([...all].sort()).toEqual(['limited', ...Array<string>(5).fill('mailed')]);
    expect(await resetRows(alice.subject)).toHaveLength(5);
    server.clock.advance(3601);
    expect(await link()).toContain('token=');
  });

  describe('by a form that', () => {
    const refuse = async (page: Visit, visitor: Visitor, change: Record<string, string>): Promise<void> => {
      const { action, fields } = readForm(page.html);
      const response = await visitor.request(new URL(action, page.url).href, {
        method: 'POST',
        body: new URLSearchParams({ ...fields, username: alice.username, password: NEW_PASSWORD, ...change }),
      });
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    };

    it.each([
      ['belongs to another browser', () => new Visitor(somewhere()), {}],
      ['has no token', null, { token: '' }],
      ['has an invented token', null, { token: 'x' }],
    ] as const)('%s, nothing is done', async (_, stranger, change) => {
      const visitor = new Visitor(somewhere());
      const form = await visitor.visit(server.url('password/forgot'));
      await refuse(form, stranger?.() ?? visitor, change);
      const page = await visitor.visit(await link());
      await refuse(page, stranger?.() ?? visitor, change);
      expect(await outcomes(alice.subject)).toEqual(['mailed']);
      expect(await signsIn(alice.username, PASSWORD)).toBe(true);
    });

    it('was made for the other page, nothing is done', async () => {
      const visitor = new Visitor(somewhere());
      const other = readForm((await visitor.visit(server.url('password/forgot'))).html).fields['token']!;
      await refuse(await visitor.visit(await link()), visitor, { token: other });
    });
  });

  it.each([
    ['password/forgot', 'GET, HEAD, POST'],
    ['password/forgot/sent', 'GET, HEAD'],
    ['password/reset', 'GET, HEAD, POST'],
    ['password/reset/done', 'GET, HEAD'],
  ])('%s refuses other methods', async (path, allow) => {
    const response = await fetch(server.url(path), { method: 'PUT' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
  });

  describe('the link', () => {
    it('names the configured host, whatever the headers of the request say', async () => {
      const visitor = new Visitor(somewhere());
      const form = await visitor.visit(server.url('password/forgot'));
      const { fields } = readForm(form.html);
      const body = new URLSearchParams({ ...fields, username: alice.username }).toString();
      const count = mailer.sent.length;
      const answer = await rawRequest(
        server,
        [
          'POST /oauth/password/forgot HTTP/1.1',
          'Host: evil.example',
          'X-Forwarded-Host: evil.example',
          'X-Forwarded-Proto: https',
          'Forwarded: host=evil.example;proto=https',
          'X-Original-URL: https://evil.example/',
          `Cookie: ${visitor.allCookies.map(([name, value]) => `${name}=${value}`).join('; ')}`,
          'Content-Type: application/x-www-form-urlencoded',
          `Content-Length: ${body.length}`,
        ],
        body,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 303 /);
      expect(answer).not.toContain('evil');
      const mail = await mailer.saying(RESET_LINK, count);
      expect(linkIn(mail).startsWith(`${server.issuer}/oauth/password/reset?`)).toBe(true);
      expect(JSON.stringify(mail)).not.toContain('evil');
    });

    it('may be opened as often as anybody likes, and works afterwards', async () => {
      const url = await link();
      for (const method of ['HEAD', 'GET', 'GET']) expect((await fetch(url, { method })).status).toBe(200);
      const { visitor, page } = await open(url);
      expect((await choose(visitor, page)).html).toContain(DONE);
    });

    it('works once, and says the same as one that never was', async () => {
      const url = await link();
      const { visitor, page } = await open(url);
      await choose(visitor, page);
      const used = await open(url);
      const again = await choose(visitor, page, 'another password of mine');
      const invented = await open(url.replace(/token=.*/, `token=${'A'.repeat(64)}`));
      const missing = await open(server.url('password/reset'));
      const damaged = await open(url.slice(0, -1));
      for (const gone of [used.page, again, invented.page, missing.page, damaged.page]) {
        expect([gone.status, gone.html]).toEqual([400, used.page.html]);
      }
      expect(used.page.html).toContain(VOID);
      expect(used.page.html).toContain('href="/oauth/password/forgot"');
      expect(await signsIn(alice.username, NEW_PASSWORD)).toBe(true);
    });

    it('works for half an hour', async () => {
      const [first, second] = [await link(), await link()];
      const { visitor, page } = await open(second);
      server.clock.advance(1_795);
      expect((await open(first)).page.status).toBe(200);
      server.clock.advance(6);
      expect((await open(first)).page.html).toContain(VOID);
      expect((await choose(visitor, page)).html).toContain(VOID);
      expect(await signsIn(alice.username, PASSWORD)).toBe(true);
    });

    it('is taken once by twenty at the same time', async () => {
      const url = await link();
      const forms = await Promise.all(Array.from({ length: 20 }, () => open(url)));
      const answers = await Promise.all(
        forms.map(({ visitor, page }, i) => choose(visitor, page, `password number ${i}`)),
      );
      const winners = answers.flatMap(({ html }, i) => (html.includes(DONE) ? [i] : []));
      expect(winners).toHaveLength(1);
      expect(answers.filter(({ html }) => html.includes(VOID))).toHaveLength(19);
      expect(await signsIn(alice.username, `password number ${winners[0]}`)).toBe(true);
      expect(await audited('password_reset.used', alice.subject)).toHaveLength(1);
    });

    it('takes every other link of the same user along, also at the same moment', async () => {
      const urls = [await link(), await link(), await link()];
      const bob = await server.addUser(`bob-${nextName++}`);
      const others = await link(bob.username);
      const forms = await Promise.all(urls.map(open));
      const answers = await Promise.all(
        forms.map(({ visitor, page }, i) => choose(visitor, page, `password number ${i}`)),
      );
      expect(answers.map(({ html }) => html.includes(DONE)).filter(Boolean)).toHaveLength(1);
      for (const url of urls) expect((await open(url)).page.html).toContain(VOID);
      expect((await resetRows(alice.subject)).every(({ usedAt }) => usedAt !== null)).toBe(true);
      expect((await open(others)).page.status).toBe(200);
    });

    it('changes the password of its own user, whatever the form names', async () => {
      const bob = await server.addUser(`bob-${nextName++}`);
      const { visitor, page } = await open(await link());
      const form = { password: NEW_PASSWORD, username: bob.username, subject: bob.subject };
      await visitor.submit(page, form, { name: 'action', value: 'change' });
      expect(await signsIn(bob.username, PASSWORD)).toBe(true);
      expect(await signsIn(alice.username, NEW_PASSWORD)).toBe(true);
    });

    it.each([
      ['the password was changed', (subject: string) => server.users.setPassword(subject, PASSWORD, ACTOR)],
      ['the account was disabled', (subject: string) => server.users.setDisabled(subject, true, ACTOR)],
      ['the account is gone', (subject: string) => server.database.delete(User, { subject })],
    ])('does not work after %s', async (_, change) => {
      const url = await link();
      const { visitor, page } = await open(url);
      server.clock.advance(1);
      await change(alice.subject);
      expect((await open(url)).page.html).toContain(VOID);
      expect((await choose(visitor, page)).html).toContain(VOID);
    });

    it.each([
      ['too short', 'ninechars', 'This password is too short. It needs at least <bdi>10</bdi> characters.'],
      ['too long', 'x'.repeat(1025), 'This password is too long.'],
      ['missing', '', 'This password is too short.'],
    ])('survives a password that is %s', async (_, password, words) => {
      const { visitor, page } = await open(await link());
      const refused = await choose(visitor, page, password);
      expect([refused.status, refused.html.includes(words)]).toEqual([400, true]);
      expect(refused.html).not.toContain('x'.repeat(100));
      expect((await choose(visitor, refused)).html).toContain(DONE);
    });

    it('leads on to the request that still waits in the browser, and in no other', async () => {
      const visitor = new Visitor(somewhere());
      const page = await visitor.visit(authorizeUrl(server, client, pkce()));
      const href = /id="forgot-password" href="([^"]+)"/.exec(page.html)![1]!.replaceAll('&#x3D;', '=');
      const form = await visitor.visit(new URL(href, page.url).href);
      const interaction = new URL(page.url).searchParams.get('interaction')!;
      const count = mailer.sent.length;
      const sent = await visitor.submit(
        form,
        { username: alice.username },
        { name: 'action', value: 'send' },
      );
      expect(sent.html).toContain(`interaction&#x3D;${interaction}`);
      const mail = await mailer.saying(RESET_LINK, count);
      // It is what recognises the browser, so it does not leave it.
      expect(JSON.stringify(mail)).not.toContain(interaction);

      const elsewhere = await open(linkIn(mail));
      expect(elsewhere.page.html).not.toContain(interaction);
      const done = await choose(visitor, await visitor.visit(linkIn(mail)));
      const signInHref = /id="sign-in" href="([^"]+)"/.exec(done.html)![1]!.replaceAll('&#x3D;', '=');
      const again = await visitor.visit(new URL(signInHref, done.url).href);
      expect(again.url).toBe(page.url);
      const consent = await signIn(visitor, again, alice.username, NEW_PASSWORD);
      expect(consent.url).toContain('/oauth/confirm_access');
    });

    it('helps whoever has tried the old password too often', async () => {
      for (let i = 0; i < 3; i++) expect(await signsIn(alice.username, 'wrong')).toBe(false);
      expect(await signsIn(alice.username, PASSWORD)).toBe(false);
      const { visitor, page } = await open(await link());
      await choose(visitor, page);
      expect(await signsIn(alice.username, NEW_PASSWORD)).toBe(true);
    });
  });

  it('ends sessions, refresh tokens and access tokens', async () => {
    const api = await registerApi(server, server.issuer);
    const browser = new Visitor();
    const start = await browser.visit(authorizeUrl(server, client, pkce()));
    await signIn(browser, start, alice.username);
    const tokens = (await (
      await redeem(
        server,
        client,
        await obtainCode(server, client, { scope: 'openid offline_access' }, browser),
      )
    ).json()) as TokenAnswer;
    expect(await introspect(server, api, tokens.access_token)).toMatchObject({ active: true });
    const { visitor, page } = await open(await link());
    server.clock.advance(1);
    await choose(visitor, page);
    const silent = await browser.visit(authorizeUrl(server, client, pkce(), { prompt: 'none' }));
    expect(new URL(silent.url).searchParams.get('error')).toBe('login_required');
    expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
    const refused = await refresh(server, client, tokens.refresh_token);
    expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([
      400,
      'invalid_grant',
    ]);
  });

  it('does not tell a browser of a new password that has not chosen one', async () => {
    const { visitor, page } = await open(await link());
    const done = await choose(visitor, page);
    expect((await visitor.visit(done.url)).html).toContain(DONE);
    const stranger = await open(done.url);
    expect(stranger.page.url).toBe(server.url('password/forgot'));
  });

  describe('that cannot be stored', () => {
    let original: Users['setPassword'];
    beforeEach(() => void (original = server.users.setPassword.bind(server.users)));
    afterEach(() => void (server.users.setPassword = original));

    it('leads to another mail', async () => {
      server.users.setPassword = () => Promise.reject(new Error('the directory is away'));
      const url = await link();
      const { visitor, page } = await open(url);
      const failed = await choose(visitor, page);
      expect([failed.status, failed.html.includes('Your password could not be changed')]).toEqual([
        503,
        true,
      ]);
      expect(failed.html).toContain('href="/oauth/password/forgot"');
      expect(await audited('password_reset.failed', alice.subject)).toHaveLength(1);
      server.users.setPassword = original;
      expect((await open(url)).page.html).toContain(VOID);
      const next = await open(await link());
      expect((await choose(next.visitor, next.page)).html).toContain(DONE);
    });
  });

  it('is mailed in the language of the page', async () => {
    const visitor = new Visitor({ ...somewhere(), 'accept-language': 'zh-CN' });
    const count = mailer.sent.length;
    await forget(server, alice.username, visitor);
    const mail = await mailer.saying(RESET_LINK, count);
    expect(mail.subject).toBe('设置您的 Acme Account 新密码');
    expect(mail.text).toContain('30 分钟内有效');
    expect(mail.html).toContain('<html lang="zh-CN">');
    await choose(visitor, await visitor.visit(linkIn(mail)));
    await mailer.saying('您的 Acme Account 密码已更改', count);
  });

  it('belongs to a name that no mail program takes for anything else', async () => {
    const evil = await server.addUser(`<b>eve</b>\u2028https://evil.example/`);
    const count = mailer.sent.length;
    await forget(server, evil.username, new Visitor(somewhere()));
    const { text, html } = await mailer.saying(RESET_LINK, count);
    expect(text).toContain('<b>eve</b> https://evil.example/ at');
    expect(html).toContain('<bdi>&lt;b&gt;eve&lt;/b&gt; https://evil.example/</bdi>');
    expect(linkIn({ text })).toContain('/oauth/password/reset?token=');
  });
});

/** A host that knows names and passwords and keeps no time of changes. */
@Injectable()
class HostAccounts extends AccountStore {
  private password = PASSWORD;
  private readonly carol: Account = {
    ...{ subject: 'c1', username: 'carol', disabled: false },
    claims: { email: 'carol@example.com' },
  };

  override authenticate(username: string, password: string): Promise<Account | null> {
    return Promise.resolve(username === 'carol' && password === this.password ? this.carol : null);
  }

  override find(subject: string): Promise<Account | null> {
    return Promise.resolve(subject === 'c1' ? this.carol : null);
  }

  override findByUsername(username: string): Promise<Account | null> {
    return Promise.resolve(username === 'carol' ? this.carol : null);
  }

  override setPassword(_subject: string, password: string): Promise<void> {
    this.password = password;
    return Promise.resolve();
  }
}

describe.each(DATABASES)(
  'a forgotten password of a host that keeps no time of changes, on %s',
  (database) => {
    it('ends sessions and authorizations all the same, and clients are told', async () => {
      const extras = { accounts: HostAccounts, mailer: RecordingMailer, outgoing: RecordingHttp };
      const server = await TestServer.start({ database, extras });
      try {
        const uri = 'https://client.example/signed-out';
        const client = await server.register({
          scopes: ['openid', 'profile', 'offline_access'],
          backchannelLogoutUri: uri,
        });
        const thief = new Visitor();
        await signIn(thief, await thief.visit(authorizeUrl(server, client, pkce())), 'carol');
        const code = await obtainCode(server, client, { scope: 'openid offline_access' }, thief);
        const tokens = (await (await redeem(server, client, code)).json()) as TokenAnswer;
        const owner = new Visitor();
        await forget(server, 'carol', owner);
        const page = await owner.visit(linkIn(await mailerOf(server).until(1)));
        expect((await choose(owner, page)).html).toContain(DONE);

        const silent = await thief.visit(authorizeUrl(server, client, pkce(), { prompt: 'none' }));
        expect(new URL(silent.url).searchParams.get('error')).toBe('login_required');
        expect(await server.database.findMany(Session, {})).toEqual([]);
        const refused = await refresh(server, client, tokens.refresh_token);
        expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([
          400,
          'invalid_grant',
        ]);
        await server.app.get<RecordingHttp>(OutgoingHttp, { strict: false }).until(uri, 1);
        const [event] = await server.database.findMany(AuditEvent, { event: 'user.password_set' });
        expect(event).toMatchObject({ actor: 'c1', subject: 'c1' });
      } finally {
        await server.close();
      }
    });
  },
);
