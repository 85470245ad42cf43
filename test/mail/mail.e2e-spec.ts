import { afterEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import {
  AccountStore,
  AuditEvent,
  Notices,
  PasswordReset,
  type Account,
  type OAuthExtras,
  type OAuthOptions,
} from '@portcullis/oauth';
import { eventually } from '../support/eventually.js';
import { authorizeUrl } from '../support/flow.js';
import { choose, forget, linkIn, mailerOf, RESET_LINK } from '../support/password-reset.js';
import { pkce } from '../support/pkce.js';
import { RecordingMailer } from '../support/recording-mailer.js';
import { SampleTheme } from '../support/sample-theme.js';
import { memberOf, ServerProcess, through } from '../support/server-process.js';
import { SmtpSink, type SmtpSecurity } from '../support/smtp-sink.js';
import { TestServer } from '../support/test-server.js';
import { loopbackCertificate, trust } from '../support/tls-server.js';
import { Visitor } from '../support/visitor.js';

const FROM = 'Acme <sso@acme.example>';
const BRAND = { name: 'Acme Account', supportUrl: 'https://help.example/' };
/** Leads to this machine too, but does not say so: a mail server there is one that lies elsewhere. */
const ELSEWHERE = '0.0.0.0';

/** Ends what a test has begun, the last first. */
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function start(options: Partial<OAuthOptions>, extras: Partial<OAuthExtras> = {}): Promise<TestServer> {
  const server = await TestServer.start({
    database: 'sqlite',
    options: { brand: BRAND, ...options },
    extras,
    quiet: true,
  });
  endings.push(() => server.close());
  return server;
}

async function startSink(host?: string, security?: SmtpSecurity): Promise<SmtpSink> {
  const sink = await SmtpSink.start(host, security);
  endings.push(() => sink.close());
  return sink;
}

function failures(server: TestServer, count: number): Promise<AuditEvent[]> {
  return eventually(
    () => server.database.findMany(AuditEvent, { event: 'mail.failed' }, { orderBy: 'at' }),
    ({ length }) => length >= count,
  );
}

describe('a mail that leaves by a mail server', () => {
  const startWith = async (sink: SmtpSink, from = FROM): Promise<{ server: TestServer; alice: Account }> => {
    const server = await start({ mail: { from, smtp: sink.url } });
    return { server, alice: await server.addUser() };
  };

  it('arrives as text and as a document, with a link that works', async () => {
    const sink = await startSink();
    const { server } = await startWith(sink);
    await forget(server, 'alice', new Visitor({ 'accept-language': 'zh-CN' }));
    const mail = await sink.until(1);
    expect([mail.from, mail.to]).toEqual(['sso@acme.example', ['alice@example.com']]);
    expect(mail.headers).toEqual(
      expect.arrayContaining([
        'From: Acme <sso@acme.example>',
        'To: alice@example.com',
        'Auto-Submitted: auto-generated',
      ]),
    );
    expect(Object.keys(mail.parts)).toEqual(['text/plain', 'text/html']);
    const link = linkIn({ text: mail.parts['text/plain']! });
    expect(mail.parts['text/plain']).toContain('请通过以下链接设置新密码');
    expect(mail.parts['text/html']).toContain(`href="${link.replaceAll('=', '&#x3D;')}"`);
    const visitor = new Visitor();
    await choose(visitor, await visitor.visit(link));
    expect((await sink.until(2)).parts['text/plain']).toContain('has a new password since');
    // One connection is enough.
    expect(sink.connections).toBe(1);
  });

  it('says what the theme of the host says', async () => {
    const words = { 'mail.passwordReset.subject': 'A fresh key for {brand}' };
    const theme = new SampleTheme(new Map([['messages/en.json', JSON.stringify(words)]]));
    endings.push(() => theme.remove());
    const server = await start({ theme: theme.folder }, { mailer: RecordingMailer });
    await server.addUser();
    await forget(server, 'alice');
    const mail = await mailerOf(server).saying(RESET_LINK, 0);
    expect(mail.subject).toBe('A fresh key for Acme Account');
    expect(mail.html).toContain('<title>A fresh key for Acme Account</title>');
  });

  it('is written by the brand when the sender has no other name', async () => {
    const sink = await startSink();
    const { server } = await startWith(sink, 'sso@acme.example');
    await forget(server, 'alice');
    expect((await sink.until(1)).headers).toContain('From: Acme Account <sso@acme.example>');
  });

  it('is tried again when the connection breaks, and given up after the third time', async () => {
    const sink = await startSink();
    const { server, alice } = await startWith(sink);
    sink.behaviour = 'closes';
    await forget(server, 'alice');
    await sink.untilConnections(1);
    sink.behaviour = 'takes';
    await sink.until(1);
    expect(await failures(server, 0)).toEqual([]);

    const second = await startSink();
    const other = await startWith(second);
    second.behaviour = 'closes';
    await forget(other.server, 'alice');
    const [event] = await failures(other.server, 1);
    expect(event).toMatchObject({
      subject: other.alice.subject,
      data: { kind: 'password_reset', attempts: 3, reason: expect.stringMatching(/./) },
    });
    expect([second.connections, alice.subject === other.alice.subject]).toEqual([3, false]);
  });

  it('is not tried again when the mailbox does not exist; the log does not have the address', async () => {
    const sink = await startSink();
    const { server, alice } = await startWith(sink);
    sink.behaviour = 'refuses';
    await forget(server, 'alice');
    const [event] = await failures(server, 1);
    expect(event).toMatchObject({
      subject: alice.subject,
      data: { kind: 'password_reset', attempts: 1, reason: expect.stringContaining('550') },
    });
    expect(JSON.stringify(event)).not.toContain('alice@');
    expect([sink.received, sink.connections]).toEqual([[], 1]);
  });

  it('holds no page up and no shutdown when the server hangs', async () => {
    const sink = await startSink();
    sink.behaviour = 'hangs';
    const { server } = await startWith(sink);
    const client = await server.register();
    for (let i = 0; i < 5; i++) {
      const page = await forget(server, i % 2 === 0 ? 'alice' : 'nobody');
      expect([page.status, page.url]).toEqual([200, server.url('password/forgot/sent')]);
    }
    await sink.untilConnections(1);
    const visitor = new Visitor();
    const page = await visitor.visit(authorizeUrl(server, client, pkce()));
    expect(page.status).toBe(200);
    expect(sink.received).toEqual([]);
  });

  it.each([
    ['from the first byte', '127.0.0.1', 'start'],
    ['by STARTTLS', ELSEWHERE, 'STARTTLS'],
  ] as const)('is encrypted %s, for a certificate that is trusted', async (_, host, from) => {
    const pair = loopbackCertificate();
    const sink = await startSink(host, { ...pair, from });
    const stranger = await startWith(sink);
    await forget(stranger.server, 'alice');
    const [event] = await failures(stranger.server, 1);
    expect(event!.data['reason']).toMatch(/self-signed certificate/);
    expect(sink.received).toEqual([]);

    endings.push(trust(pair.cert));
    const { server } = await startWith(sink);
    await forget(server, 'alice');
    expect((await sink.until(1)).to).toEqual(['alice@example.com']);
  });

  it('does not leave this machine unencrypted', async () => {
    const sink = await startSink(ELSEWHERE);
    const { server } = await startWith(sink);
    await forget(server, 'alice');
    const [event] = await failures(server, 1);
    expect(event!.data['reason']).toMatch(/STARTTLS/);
    expect(sink.received).toEqual([]);
  });
});

describe('a mail that becomes a file', () => {
  it('is readable by its owner alone, and its path is printed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-mail-'));
    endings.push(() => rmSync(folder, { recursive: true, force: true }));
    const mails = join(folder, 'mail');
    // Older than the server, and open to everybody.
    mkdirSync(mails);
    chmodSync(mails, 0o755);
    const server = await start({});
    await server.addUser();
    const running = await ServerProcess.start(memberOf(server, { MAIL_FOLDER: mails, MAIL_FROM: FROM }));
    endings.push(() => running.process.stop());
    const member = through(server, running);
    await forget(member, 'alice');
    const [name] = await eventually(
      async () => readdirSync(mails),
      ({ length }) => length === 1,
    );
    const path = join(mails, name!);
    expect([statSync(mails).mode & 0o777, statSync(path).mode & 0o777]).toEqual([0o700, 0o600]);
    await eventually(
      async () => running.process.printed,
      (printed) => printed.includes(path),
    );
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(
      /^From: Acme <sso@acme\.example>\nTo: <alice@example\.com>\nSubject: A new password for /,
    );
    const link = linkIn({ text });
    const visitor = new Visitor();
    const page = await visitor.visit(link.replace(server.issuer, running.origin));
    expect((await choose(visitor, page)).html).toContain('You have a new password');
    const token = new URL(link).searchParams.get('token')!;
    expect(running.process.printed).not.toContain(token);
    expect(running.process.printed).not.toContain('alice@');
  });

  it('has no path that names a way out of the folder, whatever its subject', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-mail-'));
    endings.push(() => rmSync(folder, { recursive: true, force: true }));
    const server = await start({ brand: { name: '../../evil' }, mail: { folder: join(folder, 'mail') } });
    await server.addUser();
    await forget(server, 'alice');
    await eventually(
      async () => readdirSync(folder, { recursive: true }),
      ({ length }) => length === 2,
    );
    expect(readdirSync(join(folder, 'mail'))).toEqual([
      expect.stringMatching(/^[\dTZ.-]+[0-9a-f]{12}\.eml$/),
    ]);
  });

  it.each([
    [{ MAIL_FOLDER: 'mail', SMTP_URL: 'smtps://mail.example' }, /"mail" names no way or two/],
    [{ SMTP_URL: 'smtps://user:hunter2@mail.example?a=b', MAIL_FROM: FROM }, /SMTP_URL has a path/],
    [{ SMTP_URL: 'smtps://mail.example' }, /MAIL_FROM is missing/],
    [{ MAIL_FROM: FROM }, /"mail" names no way or two/],
  ])('needs settings that fit together: not %j', async (environment, message) => {
    const server = await start({});
    const running = ServerProcess.run(memberOf(server, environment));
    expect((await running.exited).code).toBe(1);
    expect(running.printed).toMatch(message);
    expect(running.printed).not.toContain('hunter2');
  });
});

describe('mails that wait', () => {
  it('go two at a time; a hundred wait, and what comes after them is dropped', async () => {
    const server = await start({}, { mailer: RecordingMailer });
    const alice = await server.addUser();
    const [mailer, notices] = [mailerOf(server), server.app.get(Notices, { strict: false })];
    mailer.delivery = 'hangs';
    for (let i = 0; i < 2; i++) notices.passwordChanged(alice, 'en');
    await mailer.untilAttempts(2);
    for (let i = 0; i < 110; i++) notices.passwordChanged(alice, 'en');
    const events = await failures(server, 1);
    expect(events.map(({ data }) => data)).toEqual([
      { kind: 'password_changed', attempts: 0, reason: 'too many are waiting' },
    ]);
    expect(mailer.attempts).toBe(2);
  });

  it('are sent before the server ends', async () => {
    const server = await TestServer.start({ database: 'sqlite', extras: { mailer: RecordingMailer } });
    const alice = await server.addUser();
    const [mailer, notices] = [mailerOf(server), server.app.get(Notices, { strict: false })];
    for (let i = 0; i < 20; i++) notices.passwordChanged(alice, 'en');
    await server.close();
    expect(mailer.sent).toHaveLength(20);
  });

  it('are tried again when the port of the host fails', async () => {
    const server = await start({}, { mailer: RecordingMailer });
    await server.addUser();
    const mailer = mailerOf(server);
    mailer.delivery = new Error('not now, alice@example.com');
    await forget(server, 'alice');
    await mailer.untilAttempts(2);
    mailer.delivery = 'goes';
    expect((await mailer.until(1)).to).toBe('alice@example.com');
    expect(await server.database.findMany(PasswordReset, {})).toHaveLength(1);
  });

  it('leave the reason without the address when the port of the host fails for good', async () => {
    const server = await start({}, { mailer: RecordingMailer });
    await server.addUser();
    mailerOf(server).delivery = Object.assign(new Error('no ALICE@example.com here'), { responseCode: 550 });
    await forget(server, 'alice');
    const [event] = await failures(server, 1);
    expect(event!.data).toEqual({ kind: 'password_reset', attempts: 1, reason: 'no the address here' });
  });
});

describe('notices', () => {
  it.each([
    ['passwordChanged', 'en', 'Your password for Acme Account was changed', 'has a new password since'],
    ['secondFactorAdded', 'en', 'Your sign-in to Acme Account has another step', 'needs a further proof'],
    ['secondFactorRemoved', 'en', 'Your sign-in to Acme Account has a step less', 'was removed from'],
    ['passwordChanged', 'zh-CN', '您的 Acme Account 密码已更改', '已于'],
    ['secondFactorAdded', 'zh-CN', '您的 Acme Account 账号已添加登录验证', '还需要进一步验证'],
    ['secondFactorRemoved', 'zh-CN', '您的 Acme Account 账号已移除一项登录验证', '被移除'],
  ] as const)('%s in %s', async (kind, language, subject, words) => {
    const server = await start({}, { mailer: RecordingMailer });
    const alice = await server.addUser();
    server.app.get(Notices, { strict: false })[kind](alice, language);
    const mail = await mailerOf(server).until(1);
    expect([mail.to, mail.subject]).toEqual(['alice@example.com', subject]);
    expect(mail.text).toContain(words);
    expect(mail.text).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    expect(linkIn(mail)).toBe(server.url('password/forgot'));
  });

  it.each([
    ['help of the brand', BRAND, 'ask for help at once:\n\nhttps://help.example/'],
    ['the people who run it', { name: 'Acme' }, 'tell the people who run Acme at once.'],
  ])('lead to %s where there is no password reset', async (_, brand, words) => {
    const extras = { mailer: RecordingMailer, features: { passwordReset: false } };
    const server = await start({ brand }, extras);
    const alice = await server.addUser();
    server.app.get(Notices, { strict: false }).passwordChanged(alice, 'en');
    expect((await mailerOf(server).until(1)).text).toContain(words);
  });

  it('go to no address that a host says is not confirmed', async () => {
    const server = await start({}, { mailer: RecordingMailer });
    const bob = await server.addUser('bob', { email: 'bob@example.com', email_verified: false });
    const alice = await server.addUser();
    const notices = server.app.get(Notices, { strict: false });
    notices.passwordChanged(bob, 'en');
    notices.passwordChanged(alice, 'en');
    await mailerOf(server).until(1);
    expect(mailerOf(server).sent.map(({ to }) => to)).toEqual(['alice@example.com']);
  });
});

/** A host's users that take part in sign-in alone. */
@Injectable()
class Closed extends AccountStore {
  override async authenticate(): Promise<null> {
    return null;
  }

  override async find(): Promise<null> {
    return null;
  }
}

describe('without what it needs, a password reset', () => {
  // Without mails an administrator can still hand a link over, which leads to the second half.
  const ASKING = ['forgot', 'forgot/sent'];
  const WHOLE = [...ASKING, 'reset', 'reset/done'];

  it.each<[string, Partial<OAuthExtras>, string[]]>([
    ['no way for mails', {}, ASKING],
    ['no part in it by the account store', { mailer: RecordingMailer, accounts: Closed }, WHOLE],
    ['the feature switched off', { mailer: RecordingMailer, features: { passwordReset: false } }, WHOLE],
  ])('is not there: %s', async (_, extras, absent) => {
    const server = await start({}, extras);
    const client = await server.register();
    const page = await new Visitor().visit(authorizeUrl(server, client, pkce()));
    expect([page.status, page.html.includes('forgot')]).toEqual([200, false]);
    for (const path of absent) {
      for (const method of ['GET', 'POST', 'PUT']) {
        const { status } = await fetch(server.url(`password/${path}`), { method });
        expect([path, method, status]).toEqual([path, method, 404]);
      }
    }
  });
});
