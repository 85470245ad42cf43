import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import { User } from '@portcullis/oauth';
import { generateSync } from 'otplib';
import { readForm, type Visit, type Visitor } from '../support/visitor.js';
import {
  allow,
  authorizeUrl,
  consentPage,
  introspect,
  obtainCode,
  obtainTokens,
  outcome,
  pageKind,
  refresh,
  signIn,
  verdict,
} from './flow.js';
import type { UserFixture } from './fixtures.js';
import type { Items } from './item.js';
import { expectSameTime } from './oracle.js';
import { forgotForm, linkOf, postPassword, resetMail } from './password-reset.js';
import { ACTOR } from './seed.js';
import { signOut } from './sign-out.js';
import type { Target } from './target.js';
import { later } from './waiting.js';

export const B3: Items = {
  'B3.1': async (target) => {
    const conf = target.client('CONF');
    const visitor = target.newVisitor();
    const page = await visitor.visit(authorizeUrl(target, conf));
    const before = visitor.allCookies;
    expect(before.length).toBeGreaterThan(0);
    await signIn(target, visitor, page);
    const after = visitor.allCookies;
    await expectSignedIn(target, visitor, true);
    expect(after).not.toEqual(before);
    for (const member of target.members) {
      await expectSignedIn(member, withCookies(target, before), false);
      await expectSignedIn(member, withCookies(target, after), true);
    }
    // A cookie that an attacker has planted does not become the session.
    const planted = withCookies(
      target,
      before.map(([name]) => [name, randomBytes(48).toString('base64url')]),
    );
    const chosen = planted.allCookies;
    await signIn(target, planted, await planted.visit(authorizeUrl(target, conf)));
    await expectSignedIn(target, planted, true);
    await expectSignedIn(target, withCookies(target, chosen), false);
    if (!target.has('end session')) return;
    const { id_token } = await obtainTokens(target, conf, {}, visitor);
    await signOut(target, visitor, id_token);
    expect(visitor.allCookies).not.toEqual(after);
    for (const member of target.members) await expectSignedIn(member, withCookies(target, after), false);
  },

  'B3.2': async (target) => {
    const conf = target.client('CONF');
    const visitor = target.newVisitor();
    const set: string[] = [];
    const request: Visitor['request'] = visitor.request.bind(visitor);
    visitor.request = async (url, init) => {
      const response = await request(url, init);
      set.push(...response.headers.getSetCookie());
      return response;
    };
    const { state } = { state: randomBytes(24).toString('hex') };
    const code = await obtainCode(target, conf, { state, nonce: state, login_hint: state }, visitor);
    expect(set.length).toBeGreaterThan(0);
    const secrets = [state, conf.client_id, code.challenge, code.code, 'openid', 'conf.example'];
    for (const cookie of set) {
      expect(cookie).toMatch(/^__Host-[^=]+=/);
      const attributes = cookie.split(/;\s*/).slice(1);
      expect(attributes).toEqual(expect.arrayContaining(['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']));
      expect(attributes.filter((attribute) => /^domain=/i.test(attribute))).toEqual([]);
      const value = cookie.slice(cookie.indexOf('=') + 1, cookie.indexOf(';'));
      const readings = [value, decodeURIComponent(value), Buffer.from(value, 'base64url').toString('latin1')];
      expect(secrets.filter((secret) => readings.some((reading) => reading.includes(secret)))).toEqual([]);
    }
  },

  'B3.3': async (target) => {
    const conf = target.client('CONF');
    const start = async (): Promise<{ visitor: Visitor; page: Visit }> => {
      const visitor = target.newVisitor();
      return { visitor, page: await visitor.visit(authorizeUrl(target, conf)) };
    };
    const [own, other] = [await start(), await start()];
    const { action, fields } = readForm(own.page.html);
    const hidden = Object.keys(fields).filter(
      (name) => fields[name] !== '' && ![target.pages.username, target.pages.password].includes(name),
    );
    expect(hidden.length).toBeGreaterThan(0);
    const foreign = readForm(other.page.html).fields;
    const without = Object.fromEntries(hidden.map((name) => [name, null]));
    const withForeign = Object.fromEntries(hidden.map((name) => [name, foreign[name]!]));
    const withNonsense = Object.fromEntries(hidden.map((name) => [name, 'nonsense']));
    for (const change of [without, withForeign, withNonsense]) {
      await expectRefused(target, await press(target, own.visitor, own.page, change));
      await expectSignedIn(target, own.visitor, false);
    }
    // The form of a real page, posted from another site: Lax cookies stay behind.
    const stranger = target.newVisitor();
    await expectRefused(target, await press(target, stranger, own.page, {}));
    await expectSignedIn(target, stranger, false);
    // The attacker's own form and request in the victim's browser, which would sign the victim in as the attacker.
    await expectRefused(target, await press(target, own.visitor, other.page, {}));
    await expectSignedIn(target, own.visitor, false);
    expect(action).not.toMatch(/^https?:/);
  },

  'B3.4': async (target) => {
    const conf = target.client('CONF');
    const { bob } = target.fixtures.users;
    const visitors = { alice: target.newVisitor(), bob: target.newVisitor() };
    const page = await consentPage(target, conf, visitors.alice);
    await consentPage(target, conf, visitors.bob, {}, bob);
    for (const member of target.members) {
      const there = { ...page, url: member.here(page.url) };
      const answer = await allow(target, visitors.bob, there);
      expect([400, 403]).toContain(answer.status);
      expect(answer.left).toBe(false);
      const signedOut = await allow(target, target.newVisitor(), there);
      expect(signedOut.left).toBe(false);
      const shown = await visitors.bob.visit(there.url);
      expect(verdict(target, shown)).not.toMatch(/^(code|consent)$/);
    }
    const first = await allow(target, visitors.alice, page);
    expect(verdict(target, first)).toBe('code');
    for (const member of target.members) {
      const again = await allow(target, visitors.alice, { ...page, url: member.here(page.url) });
      expect([400, 403]).toContain(again.status);
      expect(again.left).toBe(false);
    }
  },

  'B3.5': async (target) => {
    const { alice } = target.fixtures.users;
    const attempts = {
      unknown: { username: `nobody-${randomBytes(4).toString('hex')}`, password: 'wrong' },
      wrong: { username: alice.username, password: 'wrong' },
      ...(target.fixtures.users['disabled-dan'] && { disabled: target.fixtures.users['disabled-dan'] }),
    };
    const pages: Record<string, unknown> = {};
    for (const [name, user] of Object.entries(attempts)) {
      const visitor = target.newVisitor();
      const page = await visitor.visit(authorizeUrl(target, target.client('CONF')));
      const response = await press(target, visitor, page, credentialsOf(target, user));
      const shown = await visitor.visit(new URL(response.headers.get('location') ?? page.url, page.url).href);
      pages[name] = {
        status: [response.status, shown.status],
        headers: [headerNames(response), headerNames(shown.response)],
        html: withoutWhatDiffers(shown.html, user.username),
      };
    }
    expect(pages['wrong']).toEqual(pages['unknown']);
    if (pages['disabled']) expect(pages['disabled']).toEqual(pages['unknown']);

    // In turn, so that whatever else the machine does slows both.
    const times: Record<'unknown' | 'wrong', number[]> = { unknown: [], wrong: [] };
    const visitor = target.newVisitor();
    const page = await visitor.visit(authorizeUrl(target, target.client('CONF')));
    for (let i = 0; i < 25; i++) {
      for (const name of ['unknown', 'wrong'] as const) {
        const begin = performance.now();
        await press(target, visitor, page, credentialsOf(target, attempts[name]));
        times[name].push(performance.now() - begin);
      }
    }
    // Without a hash for names that nobody has it is a tenth or less.
    expectSameTime(times.unknown, times.wrong);
    if (target.operator) await expectSilentReset(target);
  },

  'B3.6': async (target) => {
    const { operated } = target;
    // All of it comes from one source, whose own limit is another matter (B3.7).
    const member = target.at(await operated.startLimitedMember({ signInSource: { attempts: 10_000 } }));
    const [user, other] = [await operated.addUser(), await operated.addUser()];
    // What a wrong password is told as long as nothing is limited.
    const ordinary = await guess(member, other);
    const attempts = [];
    for (let i = 0; i < 100; i++) attempts.push(await aboutToGuess(member, user));
    const told = await Promise.all(attempts.map((attempt) => attempt()));
    const checked = told.filter((text) => text === ordinary).length;
    expect(checked).toBeGreaterThan(0);
    expect(checked).toBeLessThanOrEqual(20);
    // The lock is the account's: on every path and process even the right password does not open it.
    for (const wish of [{}, { prompt: 'login' }, { max_age: '0' }]) {
      const visitor = target.newVisitor();
      await signIn(
        target,
        visitor,
        await visitor.visit(authorizeUrl(member, target.client('CONF'), wish)),
        user,
      );
      await expectSignedIn(member, visitor, false);
    }
    const visitor = target.newVisitor();
    await signIn(target, visitor, await visitor.visit(authorizeUrl(member, target.client('CONF'))), other);
    await expectSignedIn(member, visitor, true);
  },

  'B3.7': async (target) => {
    const { operated } = target;
    const member = target.at(await operated.startLimitedMember({ signInSource: { attempts: 20 } }));
    const told: string[] = [];
    for (let i = 0; i < 30; i++) {
      const ip = `203.0.113.${i}`;
      const names = ['x-forwarded-for', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip', 'x-client-ip'];
      const headers = Object.fromEntries(names.map((name) => [name, ip]));
      const user = { username: `nobody-${i}`, password: 'x' };
      told.push(await guess(member, user, { ...headers, forwarded: `for=${ip}` }));
    }
    // Ever new names from what claims to be ever new addresses: one source all the same.
    expect(told.at(-1)).not.toBe(told[0]);
    expect(told.filter((text) => text === told[0])).toHaveLength(20);
  },

  'B3.8': async (target) => {
    const { operated } = target;
    const add = async (password: string): Promise<UserFixture> => {
      const username = `user-${randomBytes(6).toString('hex')}`;
      await operated.users.create(username, password, {}, ACTOR);
      return { username, password };
    };
    const long = 'x'.repeat(72);
    for (const [right, wrong] of [
      [`${long}a`, `${long}b`],
      [`${long}a`, long],
      ['abc\0def', 'abc'],
      ['abc\0def', 'abc\0xyz'],
      ['pässwörd', 'password'],
      ['Password', 'password'],
      ['password', 'password '],
    ] as const) {
      const user = await add(right);
      for (const [password, isRight] of [
        [wrong, false],
        [right, true],
      ] as const) {
        const visitor = target.newVisitor();
        const page = await visitor.visit(authorizeUrl(target, target.client('CONF')));
        await signIn(target, visitor, page, { ...user, password });
        await expectSignedIn(target, visitor, isRight);
      }
    }
    const visitor = target.newVisitor();
    const page = await visitor.visit(authorizeUrl(target, target.client('CONF')));
    const { username } = target.fixtures.users.alice;
    const huge = { username, password: 'x'.repeat(1_000_000) };
    expect([400, 413]).toContain((await press(target, visitor, page, credentialsOf(target, huge))).status);
  },

  'B3.9': async (target) => {
    const conf = target.client('CONF');
    const carol = target.fixtures.users['mfa-carol']!;
    const { oneTimeCode, verify, allow } = target.pages;
    const visitors = [];
    for (const member of target.members) {
      const visitor = target.newVisitor();
      const page = await signIn(target, visitor, await visitor.visit(authorizeUrl(member, conf)), carol);
      expect(verdict(target, page)).not.toMatch(/^(code|consent)$/);
      visitors.push({ visitor, page });
    }
    for (const { visitor, page } of visitors) {
      for (const member of target.members) {
        // Whatever the client asks for, and however often: nobody is signed in.
        await expectSignedIn(member, visitor, false);
        for (const wish of [
          {},
          { prompt: 'consent' },
          { max_age: '10000' },
          { login_hint: carol.username },
        ]) {
          const answer = await visitor.visit(authorizeUrl(member, conf, wish));
          expect(verdict(target, answer)).not.toMatch(/^(code|consent)$/);
        }
        // Nor by a wrong code, none, two, or the answer to another question.
        const { action, fields } = readForm(page.html);
        for (const values of [
          { [oneTimeCode]: '000000' },
          { [oneTimeCode]: '' },
          { [oneTimeCode]: carol.password },
          { [allow.name]: allow.value },
          { mfa: 'true', verified: 'true', skip: 'true' },
        ]) {
          const body = new URLSearchParams({ ...fields, [verify.name]: verify.value, ...values });
          const url = member.here(new URL(action, page.url).href);
          const answer = await visitor.visit(url, { method: 'POST', body });
          expect(verdict(target, answer)).not.toMatch(/^(code|consent)$/);
          await expectSignedIn(member, visitor, false);
        }
        // Nor at the addresses to which pages return, with what this browser carries from page to page.
        const { origin, search } = new URL(page.url);
        for (const path of ['/oauth/authorize/resume', '/oauth/confirm_access', '/oauth/device/resume']) {
          const answer = await visitor.visit(member.here(origin + path + search));
          expect(verdict(target, answer)).not.toMatch(/^(code|consent)$/);
        }
      }
    }
    // One code, shown in every browser at once: it is good once.
    const code = generateSync({ secret: carol.totp });
    const answers = await Promise.all(
      visitors.flatMap(({ visitor, page }) =>
        target.members.map((member) => {
          const { action, fields } = readForm(page.html);
          const body = { ...fields, [oneTimeCode]: code, [verify.name]: verify.value };
          const url = member.here(new URL(action, page.url).href);
          return visitor.visit(url, { method: 'POST', body: new URLSearchParams(body) });
        }),
      ),
    );
    expect(answers.map((answer) => verdict(target, answer)).filter(isThrough).length).toBeGreaterThan(0);
    const silent = authorizeUrl(target, conf, { prompt: 'none' });
    const signedIn = await Promise.all(
      visitors.map(async ({ visitor }) => verdict(target, await visitor.visit(silent))),
    );
    expect(signedIn.filter((answer) => answer !== 'login_required')).toHaveLength(1);
  },

  'B3.10': async (target) => {
    const { operated } = target;
    const user = await operated.addUser();
    const visitor = target.newVisitor();
    const conf = target.client('CONF');
    const tokens = await obtainTokens(target, conf, {}, visitor, user);
    await expectSignedIn(target, visitor, true);
    await operated.users.setDisabled(user.subject, true, ACTOR);
    for (const member of target.members) {
      await expectSignedIn(member, visitor, false);
      expect(await outcome(await refresh(member, conf, tokens.refresh_token))).toBe('400 invalid_grant');
      expect(await introspect(member, tokens.access_token)).toEqual({ active: false });
      const headers = { authorization: `Bearer ${tokens.access_token}` };
      expect((await member.fetch(member.endpoint('userinfo'), { headers })).status).toBe(401);
      const fresh = target.newVisitor();
      const page = await fresh.visit(authorizeUrl(member, conf));
      await signIn(target, fresh, page, user);
      await expectSignedIn(member, fresh, false);
    }
  },

  'B3.11': async (target) => {
    const { operated } = target;
    const user = await operated.addUser();
    const visitors = [target.newVisitor(), target.newVisitor()];
    const conf = target.client('CONF');
    const tokens = [];
    for (const visitor of visitors) tokens.push(await obtainTokens(target, conf, {}, visitor, user));
    const password = 'a new password';
    await operated.users.setPassword(user.subject, password, ACTOR);
    for (const member of target.members) {
      for (const visitor of visitors) await expectSignedIn(member, visitor, false);
      for (const { refresh_token } of tokens) {
        expect(await outcome(await refresh(member, conf, refresh_token))).toBe('400 invalid_grant');
      }
    }
    const visitor = target.newVisitor();
    await obtainCode(target, conf, {}, visitor, { ...user, password });
    await expectSignedIn(target, visitor, true);
  },

  'B3.12': async (target) => {
    const { operated } = target;
    const [user, other] = [await operated.addUser(), await operated.addUser()];
    const conf = target.client('CONF');
    const signedIn = target.newVisitor();
    const tokens = await obtainTokens(target, conf, {}, signedIn, user);
    const links: URL[] = [];
    for (const { username, email } of [user, user, other]) {
      const mail = await resetMail(target, username, email);
      expect(mail.text).not.toContain('evil.example');
      links.push(linkOf(mail));
    }
    for (const link of links) expect(link.origin).toBe(new URL(target.issuer).origin);
    const secrets = links.map((link) => link.searchParams.get('token')!);
    expect(new Set(secrets).size).toBe(3);
    // 128 bits are 22 characters.
    for (const secret of secrets) expect(secret).toMatch(/^[\w-]{22,}$/);
    const stored = (await operated.dump()).map(({ bytes }) => bytes);
    for (const secret of secrets) {
      for (const form of [Buffer.from(secret), Buffer.from(secret, 'base64url')]) {
        expect(stored.some((bytes) => bytes.includes(form))).toBe(false);
      }
      expect(operated.printed()).not.toContain(secret);
    }
    const open = async (member: Target, url: URL): Promise<{ visitor: Visitor; page: Visit }> => {
      const visitor = member.newVisitor();
      return { visitor, page: await visitor.visit(member.here(url.href)) };
    };
    // It has expired on a process for which it is half an hour later.
    expect((await open(await later(target, 1_900), links[2]!)).page.status).toBe(400);

    // Opening uses nothing up; of many that post at the same time one is taken, whoever they claim to be.
    const { members } = target;
    const pages = await Promise.all(
      Array.from({ length: 20 }, (_, i) => open(members[i % members.length]!, links[0]!)),
    );
    const claims = { username: other.username, subject: other.subject };
    const answers = await Promise.all(
      pages.map(({ visitor, page }, i) => postPassword(visitor, page, `the new password ${i}`, claims)),
    );
    const taken = answers.flatMap(({ status }, i) => (status === 303 ? [i] : []));
    expect([taken.length, answers.filter(({ status }) => status === 400).length]).toEqual([1, 19]);
    for (const member of members) {
      // Used, and the other one of the same user with it.
      for (const link of links.slice(0, 2)) expect((await open(member, link)).page.status).toBe(400);
      await expectSignedIn(member, signedIn, false);
      await expectSignedIn(member, pages[taken[0]!]!.visitor, false);
      expect(await outcome(await refresh(member, conf, tokens.refresh_token))).toBe('400 invalid_grant');
      expect(await introspect(member, tokens.access_token)).toEqual({ active: false });
    }
    await obtainCode(target, conf, {}, target.newVisitor(), {
      ...user,
      password: `the new password ${taken[0]}`,
    });
    await obtainCode(target, conf, {}, target.newVisitor(), other);
  },

  'B3.13': async (target) => {
    const { origin } = new URL(target.issuer);
    const conf = target.client('CONF');
    for (const address of [
      ...[
        'https://evil.example/',
        '//evil.example',
        '/\\evil.example',
        '\\\\evil.example',
        'https:evil.example',
      ],
      ...[
        'javascript:alert(1)',
        '%2f%2fevil.example',
        '/%09/evil.example',
        '/.evil.example',
        '@evil.example',
      ],
    ]) {
      const names = [
        'return_to',
        'returnTo',
        'return',
        'next',
        'continue',
        'redirect',
        'redirect_to',
        'url',
        'goto',
      ];
      const more = Object.fromEntries(names.map((name) => [name, address]));
      const visitor = target.newVisitor();
      const page = await visitor.visit(authorizeUrl(target, conf, { ...more, prompt: 'consent' }));
      const { action, fields } = readForm(page.html);
      const form = { ...fields, ...more, ...credentialsOf(target, target.fixtures.users.alice) };
      const { name, value } = target.pages.signIn;
      const url = new URL(action, page.url);
      for (const [key, place] of Object.entries(more)) url.searchParams.set(key, place);
      const next = await visitor.visit(url.href, {
        method: 'POST',
        body: new URLSearchParams({ ...form, [name]: value }),
      });
      expect([address, pageKind(target, next), new URL(next.url).origin]).toEqual([
        address,
        'consent',
        origin,
      ]);
    }
    // Nor does a path become a host.
    for (const path of [
      '//evil.example/%2f..',
      '//evil.example',
      '/\\evil.example',
      '/%5cevil.example/',
      '/%2f%2fevil.example/',
    ]) {
      const answer = await target.raw([`GET ${path} HTTP/1.1`]);
      const location = /^location: (.*)$/im.exec(answer)?.[1]?.trim() ?? '/';
      expect(new URL(location, `${origin}/`).origin).toBe(origin);
    }
  },

  'B3.14': async (target) => {
    const { operated } = target;
    const name = `admin${randomBytes(4).toString('hex')}`;
    const password = 'the password of the administrator';
    await operated.users.create(name, password, {}, ACTOR);
    const alike = [
      name.toUpperCase(),
      `A${name.slice(1)}`,
      `${name} `,
      ` ${name}`,
      `á${name.slice(1)}`,
      `${name.slice(0, 1)}\u200b${name.slice(1)}`,
      `${name}\0`,
      `${name}\t`,
      // Fullwidth a.
      `\uff41${name.slice(1)}`,
    ];
    for (const username of alike) {
      await expect(operated.users.create(username, 'x', {}, ACTOR)).rejects.toThrow();
      const visitor = target.newVisitor();
      const page = await visitor.visit(authorizeUrl(target, target.client('CONF')));
      await signIn(target, visitor, page, { username, password });
      await expectSignedIn(target, visitor, false);
    }
    const visitor = target.newVisitor();
    const page = await visitor.visit(authorizeUrl(target, target.client('CONF')));
    await signIn(target, visitor, page, { username: name, password });
    await expectSignedIn(target, visitor, true);
  },

  'B3.15': async (target) => {
    const conf = target.client('CONF');
    const visitor = target.newVisitor();
    const { id_token } = await obtainTokens(target, conf, {}, visitor);
    const old = visitor.allCookies;
    for (const member of target.members) await expectSignedIn(member, withCookies(target, old), true);
    if (target.has('end session')) await signOut(target, visitor, id_token);
    else {
      // Whoever signs in again ends the session that the browser had.
      const page = await visitor.visit(authorizeUrl(target, conf, { prompt: 'login' }));
      await signIn(target, visitor, page);
    }
    for (const member of target.members) await expectSignedIn(member, withCookies(target, old), false);
  },
};

/** Whoever asks for a new password learns nothing, neither from the answer nor from its time. */
async function expectSilentReset(target: Target): Promise<void> {
  const { operated } = target;
  const [user, disabled, addressless] = [
    await operated.addUser(),
    await operated.addUser(),
    await operated.addUser(),
  ];
  await operated.users.setDisabled(disabled.subject, true, ACTOR);
  await operated.database.update(User, { subject: addressless.subject }, { claims: {} });
  const unknown = { username: `nobody-${randomBytes(4).toString('hex')}` };
  const ask = async ({ username }: { readonly username: string }) => {
    const visitor = target.newVisitor();
    const { url, body } = await forgotForm(target, visitor, username);
    const begin = performance.now();
    const response = await visitor.request(url, { method: 'POST', body });
    const time = performance.now() - begin;
    const shown = await visitor.visit(new URL(response.headers.get('location')!, url).href);
    const answer = {
      status: [response.status, shown.status],
      location: response.headers.get('location'),
      headers: [headerNames(response), headerNames(shown.response)],
      html: shown.html,
    };
    return { answer, time };
  };
  const [first, ...others] = [unknown, user, disabled, addressless];
  const { answer } = await ask(first!);
  for (const each of others) expect((await ask(each)).answer).toEqual(answer);
  const times: Record<'unknown' | 'user', number[]> = { unknown: [], user: [] };
  for (let i = 0; i < 25; i++) {
    for (const [name, who] of [['unknown', unknown] as const, ['user', user] as const]) {
      times[name].push((await ask(who)).time);
    }
  }
  expectSameTime(times.unknown, times.user);
}

/** Past everything that is asked of a user to prove who they are. */
function isThrough(answer: string): boolean {
  return answer === 'code' || answer === 'consent';
}

/** Tries a wrong password and returns what the server says to it, without what differs from time to time. */
async function guess(
  target: Target,
  user: UserFixture,
  headers: Record<string, string> = {},
): Promise<string> {
  return (await aboutToGuess(target, user, headers))();
}

/** The same with the sign-in page open already. */
async function aboutToGuess(
  target: Target,
  { username }: UserFixture,
  headers: Record<string, string> = {},
): Promise<() => Promise<string>> {
  const visitor = target.newVisitor(headers);
  const page = await visitor.visit(authorizeUrl(target, target.client('CONF')));
  const wrong = credentialsOf(target, { username, password: 'wrong' });
  return async () => {
    const { status, html } = await visitor.submit(page, wrong, target.pages.signIn);
    return `${status} ${withoutWhatDiffers(html, username)}`;
  };
}

/** Does this browser get past the sign-in page? */
async function expectSignedIn(target: Target, visitor: Visitor, expected: boolean): Promise<void> {
  const page = await visitor.visit(authorizeUrl(target, target.client('CONF'), { prompt: 'none' }));
  const answer = verdict(target, page);
  // A user who has not consented to CONF is signed in all the same.
  expect(answer).toMatch(expected ? /^(code|consent_required|interaction_required)$/ : /^login_required$/);
}

/** A browser that has stolen these cookies. */
function withCookies(target: Target, cookies: readonly (readonly [string, string])[]): Visitor {
  const visitor = target.newVisitor();
  for (const [name, value] of cookies) visitor.setCookie(name, value);
  return visitor;
}

function credentialsOf(target: Target, { username, password }: UserFixture): Record<string, string> {
  return { [target.pages.username]: username, [target.pages.password]: password };
}

/** The sign-in form with alice's credentials, changed by `values`; no redirect followed. */
function press(
  target: Target,
  visitor: Visitor,
  page: Visit,
  values: Record<string, string | null>,
): Promise<Response> {
  const { action, fields } = readForm(page.html);
  const { name, value } = target.pages.signIn;
  const body = new URLSearchParams({ ...fields, ...credentialsOf(target, target.fixtures.users.alice) });
  for (const [field, given] of Object.entries(values)) {
    if (given === null) body.delete(field);
    else body.set(field, given);
  }
  body.set(name, value);
  return visitor.request(new URL(action, page.url).href, { method: 'POST', body });
}

async function expectRefused(target: Target, response: Response): Promise<void> {
  expect([400, 401, 403]).toContain(response.status);
  expect(response.headers.get('location')).toBeNull();
  expect(await response.text()).not.toContain(target.fixtures.users.alice.password);
}

function headerNames(response: Response): string[] {
  return [...response.headers.keys()].sort();
}

/** Handles, times and the name that was typed are different each time. */
function withoutWhatDiffers(html: string, username: string): string {
  return html.replaceAll(username, '').replace(/[\w-]{40,}/g, '');
}
