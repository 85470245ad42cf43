import { expect } from '@jest/globals';
import { SignJWT, generateKeyPair } from 'jose';
import { readForm, type Visit, type Visitor } from '../support/visitor.js';
import {
  allow,
  authorization,
  authorizeUrl,
  browserOf,
  consentPage,
  obtainCode,
  obtainTokens,
  outcome,
  pageKind,
  post,
  redeem,
  signIn,
  tokensOf,
  verdict,
  walk,
} from './flow.js';
import { query, type Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import type { ClientFixture } from './fixtures.js';
import type { Items } from './item.js';
import { serveDocuments, STRANGER_REDIRECT } from './documents.js';
import { listen } from './listener.js';
import { encodePart, jwtClaims, misspellings } from './tokens.js';
import type { Target } from './target.js';
import { eventually, later } from './waiting.js';
import { ACTOR } from './seed.js';

const PAYLOADS = [
  '${1337*7}',
  '#{1337*7}',
  '{{1337*7}}',
  '<%=1337*7%>',
  '<svg/onload=alert(1337)>',
  '"autofocus onfocus="alert(1337)',
  "'-alert(1337)-'",
  'javascript:alert(1337)',
  '</script><script>alert(1337)</script>',
];

export const B2: Items = {
  'B2.1': async (target) => {
    for (const redirect_uri of [
      'https://evil.example/cb',
      'https://evil.example/"><script>alert(1337)</script>',
      'javascript:alert(1337)//',
      'data:text/html,<script>alert(1337)</script>',
    ]) {
      const page = await open(target, 'CONF', { redirect_uri });
      expect(verdict(target, page)).toBe('page 400');
      expect(page.response.headers.get('location')).toBeNull();
      expect(page.response.headers.get('content-type')).toMatch(/^text\/html/);
      expect(page.html).not.toContain('<script>alert(1337)');
      expect(linksIn(page.html).filter((link) => /^(javascript|data:text)|evil\.example/.test(link))).toEqual(
        [],
      );
    }
  },

  'B2.2': async (target) => {
    const [registered] = target.client('CONF').redirect_uris;
    const verdicts: Record<string, string> = {};
    for (const redirect_uri of mutations(registered!)) {
      verdicts[redirect_uri] = verdict(target, await open(target, 'CONF', { redirect_uri }));
    }
    expect(Object.keys(verdicts).length).toBeGreaterThanOrEqual(30);
    expect(verdicts).toEqual(Object.fromEntries(Object.keys(verdicts).map((uri) => [uri, 'page 400'])));
  },

  'B2.3': async (target) => {
    const page = await open(target, 'TWO', { redirect_uri: undefined });
    expect(verdict(target, page)).toBe('page 400');
  },

  'B2.4': async (target) => {
    const loop = target.client('LOOP');
    const registered = new URL(loop.redirect_uris[0]!);
    for (const port of ['', ':1', ':8080', ':51004', ':65535']) {
      const redirect_uri = `http://127.0.0.1${port}${registered.pathname}`;
      const page = await walk(target, authorizeUrl(target, loop, { redirect_uri }));
      expect(verdict(target, page)).toBe('code');
      expect(page.url).toMatch(new RegExp(`^${redirect_uri.replaceAll('.', '\\.')}\\?`));
    }
    for (const redirect_uri of [
      'http://127.0.0.1/other',
      'http://127.0.0.1:8080/other',
      'http://127.0.0.1:8080/cb/',
      'http://127.0.0.1:8080/cb?x=1',
      'http://localhost/cb',
      'http://localhost:8080/cb',
      'http://127.0.0.1.evil.example/cb',
      'http://127.0.0.1:8080.evil.example/cb',
      'http://127.0.0.1:8080@evil.example/cb',
      'http://127.0.0.1:65536/cb',
      'http://127.0.0.1:0/cb',
      'http://127.0.0.1:/cb',
      'http://127.0.0.1:08080/cb',
      'http://127.0.0.1:80 80/cb',
      'http://127.1/cb',
      'http://2130706433/cb',
      'http://0x7f.0.0.1/cb',
      'http://0.0.0.0/cb',
      'http://[::1]:8080/cb',
      'http://[::ffff:127.0.0.1]/cb',
      'https://127.0.0.1:8080/cb',
    ]) {
      expect([redirect_uri, verdict(target, await open(target, 'LOOP', { redirect_uri }))]).toEqual([
        redirect_uri,
        'page 400',
      ]);
    }
  },

  'B2.5': async (target) => {
    const url = (more: Parameters): string => authorizeUrl(target, target.client('CONF'), more);
    const { client_id } = target.client('CONF');
    for (const address of [
      url({ client_id: 'nobody' }),
      url({ client_id: undefined }),
      url({ client_id: '' }),
      `${url({})}&client_id=${client_id}`,
      `${url({})}&client_id=nobody`,
      `${url({ client_id: 'x'.repeat(4000) })}`,
    ]) {
      expect(verdict(target, await browserOf(target).visit(address))).toBe('page 400');
    }
  },

  'B2.6': async (target) => {
    const { client_id } = target.client('CONF');
    const others = Object.entries(misspellings(client_id)).filter(([, value]) => value !== client_id);
    for (const [how, other] of others) {
      expect([how, verdict(target, await open(target, 'CONF', { client_id: other }))]).toEqual([
        how,
        'page 400',
      ]);
    }
  },

  'B2.7': async (target) => {
    const { to, values } = sentBack(await open(target, 'CONF', { response_type: undefined }));
    expect(to).toBe(target.client('CONF').redirect_uris[0]);
    expect(values).toMatchObject({ error: 'invalid_request', state: 'st4te', iss: target.issuer });
  },

  'B2.8': async (target) => {
    for (const response_type of [
      ...['token', 'id_token', 'id_token token', 'token id_token', 'code token', 'code id_token'],
      ...['code id_token token', 'none', 'Code', 'code code', 'cödé', 'xyz'],
    ]) {
      const page = await walk(target, authorizeUrl(target, target.client('CONF'), { response_type }));
      expect([response_type, verdict(target, page)]).toEqual([response_type, 'unsupported_response_type']);
      expect(page.url).not.toMatch(/access_token|id_token=|[?&#]code=/);
    }
  },

  'B2.9': async (target) => {
    const conf = target.client('CONF');
    const whole = authorization(conf, pkce(), { nonce: 'n', prompt: 'none', max_age: '60', login_hint: 'a' });
    for (const [name, value] of Object.entries(whole)) {
      for (const second of [value!, 'other']) {
        const url = `${target.endpoint('authorize')}?${query(whole)}&${query({ [name]: second })}`;
        const page = await browserOf(target).visit(url);
        const expected = ['client_id', 'redirect_uri'].includes(name) ? 'page 400' : 'invalid_request';
        expect([name, second, verdict(target, page)]).toEqual([name, second, expected]);
        // Neither of the two is taken for the client's.
        if (name === 'state') expect(new URL(page.url).searchParams.get('state')).toBeNull();
      }
    }
  },

  'B2.10': async (target) => {
    const whole = authorizeUrl(target, target.client('CONF'));
    for (const more of [
      'scope[]=openid',
      'scope%5B%5D=openid',
      'scope[x]=openid',
      'client_id[$ne]=x',
      'client_id[]=x',
      'redirect_uri[0]=https://evil.example/cb',
      '__proto__[polluted]=yes',
      'constructor[prototype][polluted]=yes',
      'a[__proto__][polluted]=yes',
    ]) {
      const page = await browserOf(target).visit(`${whole}&${more}`);
      expect(['page 400', 'invalid_request']).toContain(verdict(target, page));
      if (/^(client_id|redirect_uri)/.test(more)) expect(verdict(target, page)).toBe('page 400');
    }
    for (const more of ['__proto__=yes', 'constructor=yes', 'toString=yes', 'hasOwnProperty=yes']) {
      const page = await walk(target, `${whole}&${more}`);
      expect(['code', 'invalid_request']).toContain(verdict(target, page));
    }
    // Nothing has stuck to every object of the process.
    const metadata = await (await target.fetch(`${target.issuer}/.well-known/openid-configuration`)).json();
    expect(metadata).toEqual(target.metadata);
    const tokens = await obtainTokens(target, target.client('CONF'));
    expect(Object.keys(tokens)).not.toContain('polluted');
  },

  'B2.11': async (target) => {
    const more = {
      unknown: 'x',
      nonce: '',
      max_age: '',
      prompt: '',
      login_hint: '',
      resource: '',
      display: 'page',
    };
    const { code, callback, ...proof } = await obtainCode(target, target.client('CONF'), {
      ...more,
      state: '',
    });
    expect(callback.searchParams.has('state')).toBe(false);
    const tokens = await tokensOf(
      await redeem(
        target,
        target.client('CONF'),
        { code, callback, ...proof },
        { unknown: 'x', resource: '' },
      ),
    );
    expect(jwtClaims(tokens.id_token)).not.toHaveProperty('nonce');
  },

  'B2.12': async (target) => {
    const without = { code_challenge: undefined, code_challenge_method: undefined, nonce: 'n-1' };
    expect(verdict(target, await open(target, 'PUB', without))).toBe('invalid_request');
    expect(verdict(target, await open(target, 'CONF', without))).toBe('invalid_request');
    expect(verdict(target, await open(target, 'CONF', { ...without, code_challenge: '' }))).toBe(
      'invalid_request',
    );
    const leg = target.client('LEG');
    const code = await obtainCode(target, leg, without);
    expect((await redeem(target, leg, code, { code_verifier: undefined })).status).toBe(200);
  },

  'B2.13': async (target) => {
    for (const code_challenge_method of [
      'plain',
      undefined,
      '',
      's256',
      'S512',
      'S256 ',
      'none',
      'S256,plain',
    ]) {
      for (const name of ['PUB', 'CONF'] as const) {
        const answer = verdict(target, await open(target, name, { code_challenge_method }));
        expect([code_challenge_method, answer]).toEqual([code_challenge_method, 'invalid_request']);
      }
    }
  },

  'B2.14': async (target) => {
    const { challenge } = pkce();
    for (const code_challenge of [
      challenge.slice(0, 42),
      challenge.padEnd(129, 'A'),
      `${challenge.slice(0, 42)}+`,
      `${challenge.slice(0, 42)}=`,
      `${challenge.slice(0, 42)} `,
      `${challenge.slice(0, 42)}é`,
      `${challenge.slice(0, 42)}\0`,
      `${challenge}=`,
    ]) {
      const answer = verdict(target, await open(target, 'CONF', { code_challenge }));
      expect([code_challenge, answer]).toEqual([code_challenge, 'invalid_request']);
    }
  },

  'B2.15': async (target) => {
    for (const scope of [
      'openid no-such-scope',
      'openid admin',
      'openid "profile"',
      'openid pro\\file',
      'openid\tprofile',
      'openid\nprofile',
      'openid pro\0file',
      'openid pröfile',
      'OPENID',
    ]) {
      const answer = verdict(target, await open(target, 'CONF', { scope }));
      expect([scope, answer]).toEqual([scope, 'invalid_scope']);
    }
  },

  'B2.16': async (target) => {
    const conf = target.client('CONF');
    const states = [
      'ünïcödé 你好 🔑',
      '%25%2F%',
      'a+b c',
      'a&b=c#d?e',
      `"'<>\\;`,
      'x'.repeat(2048),
      ' state ',
    ];
    await obtainCode(target, conf);
    for (const state of states) {
      const { callback } = await obtainCode(target, conf, { state });
      expect(callback.searchParams.getAll('state')).toEqual([state]);
      const refused = await open(target, 'CONF', { state, response_type: 'x' });
      expect(new URL(refused.url).searchParams.getAll('state')).toEqual([state]);
    }
    const { callback } = await obtainCode(target, conf, { state: undefined });
    expect(callback.searchParams.has('state')).toBe(false);
  },

  'B2.17': async (target) => {
    for (const name of ['CONF', 'POST', 'PUB'] as const) {
      const { callback } = await obtainCode(target, target.client(name));
      expect(callback.searchParams.getAll('iss')).toEqual([target.issuer]);
      const refused = await open(target, name, { response_type: 'x' });
      expect(new URL(refused.url).searchParams.getAll('iss')).toEqual([target.issuer]);
      // A query of the registered address is kept beside the answer.
      for (const [key, value] of new URL(target.client(name).redirect_uris[0]!).searchParams) {
        expect(callback.searchParams.getAll(key)).toEqual([value]);
      }
    }
  },

  'B2.18': async (target) => {
    const origin = { origin: 'https://spa.example' };
    const answers = [
      await target.fetch(authorizeUrl(target, target.client('PUB')), { headers: origin }),
      await target.fetch(target.endpoint('authorize'), { headers: origin }),
      await target.fetch(target.endpoint('authorize'), {
        method: 'OPTIONS',
        headers: {
          ...origin,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'authorization',
        },
      }),
    ];
    for (const { headers } of answers) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  },

  'B2.19': async (target) => {
    const visitor = target.newVisitor();
    const page = await visitor.visit(authorizeUrl(target, target.client('CONF')));
    const { alice } = target.fixtures.users;
    const { username, password } = target.pages;
    for (const secret of ['wrong', alice.password]) {
      const response = await press(visitor, page, target.pages.signIn, {
        [username]: alice.username,
        [password]: secret,
      });
      // A page that tells of the wrong password is no redirect.
      expect(secret === 'wrong' ? [200, 302, 303, 401] : [302, 303]).toContain(response.status);
    }
  },

  'B2.20': async (target) => {
    const visitor = target.newVisitor();
    const conf = target.client('CONF');
    const signInPage = await visitor.visit(authorizeUrl(target, conf, { prompt: 'consent' }));
    const consent = await signIn(target, visitor, signInPage);
    const pages = {
      'sign-in': signInPage,
      consent,
      refusal: await open(target, 'CONF', { redirect_uri: 'https://evil.example/' }),
      // The same page in another browser.
      notice: await target.newVisitor().visit(consent.url),
      'method not allowed': await target
        .newVisitor()
        .visit(target.endpoint('authorize'), { method: 'DELETE' }),
      ...(target.has('end session') && {
        logout: await target.newVisitor().visit(target.endpoint('end session')),
      }),
      ...(await devicePage(target)),
    };
    expect(pageKind(target, consent)).toBe('consent');
    for (const [name, page] of Object.entries(pages)) {
      expect([name, faultsOf(page, new URL(target.issuer).origin)]).toEqual([name, []]);
    }
  },

  'B2.21': async (target) => {
    const conf = target.client('CONF');
    const visitor = target.newVisitor();
    await walk(target, authorizeUrl(target, conf), visitor);
    const proof = pkce();
    const page = await visitor.visit(target.endpoint('authorize'), {
      method: 'POST',
      body: query(authorization(conf, proof)),
    });
    const next = pageKind(target, page) === 'consent' ? await allow(target, visitor, page) : page;
    expect(verdict(target, next)).toBe('code');
    const code = new URL(next.url).searchParams.get('code')!;
    const redirectUri = conf.redirect_uris[0]!;
    const redeemed = await redeem(target, conf, { ...proof, code, redirectUri, callback: new URL(next.url) });
    expect(redeemed.status).toBe(200);

    const url = authorizeUrl(target, conf);
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      expect([method, (await visitor.request(url, { method })).status]).toEqual([method, 405]);
    }
    const { pathname, search } = new URL(url);
    // Many a proxy and server answers TRACE by itself, and not every one with the right number.
    expect(await target.raw([`TRACE ${pathname}${search} HTTP/1.1`])).toMatch(
      /^HTTP\/1\.1 (405|501|404|400)/,
    );
  },

  'B2.22': async (target) => {
    const none = { prompt: 'none' };
    const signedOut = await target.newVisitor().visit(authorizeUrl(target, target.client('CONF'), none));
    expect(verdict(target, signedOut)).toBe('login_required');
    await obtainCode(target, target.client('CONF'));
    expect(verdict(target, await open(target, 'CONF', none))).toBe('code');
    // Consent for a client whose redirect cannot be verified is never remembered.
    expect(['consent_required', 'interaction_required']).toContain(
      verdict(target, await open(target, 'LOOP', none)),
    );
    for (const prompt of ['none login', 'login none', 'none consent', 'none none x']) {
      expect(verdict(target, await open(target, 'CONF', { prompt }))).toBe('invalid_request');
    }
  },

  'B2.23': async (target) => {
    const conf = target.client('CONF');
    const visitor = target.newVisitor();
    const first = await obtainTokens(target, conf, {}, visitor);
    const afterwards = await later(target, 3);
    const wishes: Parameters[] = [{ prompt: 'login' }, { max_age: '0' }, { max_age: '1' }];
    let before = jwtClaims(first.id_token)['auth_time'] as number;
    for (const wish of wishes) {
      const proof = pkce();
      const page = await visitor.visit(authorizeUrl(afterwards, conf, wish, proof));
      expect([wish, verdict(target, page)]).toEqual([wish, 'sign-in']);
      // Every other way off the page, and the same addresses with less in them, must not lead around the sign-in.
      for (const way of waysFrom(page)) {
        expect([way, verdict(target, await visitor.visit(way))]).not.toEqual([way, 'code']);
      }
      if (wish['max_age'] !== '1') continue;
      const signed = await signIn(target, visitor, page);
      const next = pageKind(target, signed) === 'consent' ? await allow(target, visitor, signed) : signed;
      const code = new URL(next.url).searchParams.get('code')!;
      const callback = new URL(next.url);
      const redirectUri = conf.redirect_uris[0]!;
      const tokens = await tokensOf(
        await redeem(afterwards, conf, { ...proof, code, callback, redirectUri }),
      );
      const authTime = jwtClaims(tokens.id_token)['auth_time'] as number;
      expect(authTime).toBeGreaterThan(before);
      before = authTime;
    }
  },

  'B2.24': async (target) => {
    const [conf, evil] = [target.client('CONF'), target.client('EVIL')];
    const changed = {
      client_id: evil.client_id,
      redirect_uri: evil.redirect_uris[0]!,
      response_type: 'token',
      scope: `${conf.scope} admin`,
      state: 'changed',
      code_challenge: pkce().challenge,
      code_challenge_method: 'plain',
    };
    const visitor = target.newVisitor();
    const proof = pkce();
    const url = authorizeUrl(target, conf, { prompt: 'consent', scope: 'openid' }, proof);
    let page = await visitor.visit(url);
    page = await submitTampered(visitor, page, target.pages.signIn, {
      ...changed,
      [target.pages.username]: target.fixtures.users.alice.username,
      [target.pages.password]: target.fixtures.users.alice.password,
    });
    expect(verdict(target, page)).toBe('consent');
    page = await visitor.visit(withQuery(page.url, changed));
    expect(verdict(target, page)).toBe('consent');
    page = await submitTampered(visitor, page, target.pages.allow, changed);
    const callback = new URL(page.url);
    expect(page.url.startsWith(`${conf.redirect_uris[0]}?`)).toBe(true);
    expect(callback.searchParams.get('state')).toBe('st4te');
    const code = {
      ...proof,
      code: callback.searchParams.get('code')!,
      callback,
      redirectUri: conf.redirect_uris[0]!,
    };
    expect(await outcome(await redeem(target, evil, code, { redirect_uri: evil.redirect_uris[0] }))).toBe(
      '400 invalid_grant',
    );
    const tokens = await tokensOf(await redeem(target, conf, code));
    expect(tokens.scope ?? 'openid').toBe('openid');
  },

  'B2.25': async (target) => {
    const conf = target.client('CONF');
    const { alice, bob } = target.fixtures.users;
    const bobs = await obtainTokens(target, conf, {}, browserOf(target, bob), bob);
    const alices = await obtainTokens(target, conf, {}, browserOf(target, alice), alice);
    const ask = (id_token_hint: string): Promise<string> =>
      open(target, 'CONF', { id_token_hint, prompt: 'none' }).then((page) => verdict(target, page));
    expect(await ask(bobs.id_token)).toBe('login_required');
    expect(await ask(alices.id_token)).toBe('code');
    const claims = jwtClaims(alices.id_token);
    const { privateKey } = await generateKeyPair('RS256');
    for (const forged of [
      `${encodePart({ alg: 'none' })}.${encodePart(claims)}.`,
      await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(privateKey),
      'e30.e30.e30',
      'nonsense',
      '....',
    ]) {
      expect(['invalid_request', 'login_required', 'page 400']).toContain(await ask(forged));
    }
  },

  'B2.26': async (target) => {
    const conf = target.client('CONF');
    for (const payload of PAYLOADS) {
      const visitor = target.newVisitor();
      const everywhere = {
        state: payload,
        login_hint: payload,
        ui_locales: payload,
        error: payload,
        error_description: payload,
        nonce: payload,
        display: payload,
        acr_values: payload,
      };
      const pages = [
        await visitor.visit(authorizeUrl(target, conf, { ...everywhere, prompt: 'login' })),
        await visitor.visit(authorizeUrl(target, conf, { ...everywhere, redirect_uri: payload })),
        await visitor.visit(authorizeUrl(target, conf, { ...everywhere, client_id: payload })),
        await visitor.visit(
          authorizeUrl(target, conf, { ...everywhere, redirect_uri: `https://a/${payload}` }),
        ),
      ];
      expect(verdict(target, pages[0]!)).toBe('sign-in');
      for (const { html } of pages) {
        expect(html).not.toContain(String(1337 * 7));
        if (/[<"]/.test(payload)) expect(html).not.toContain(payload);
        expect(html).not.toMatch(/<[a-z][^>]*\son\w+\s*=/i);
        expect(linksIn(html).filter((link) => /^\s*javascript:/i.test(link))).toEqual([]);
      }
      for (const more of [
        { response_type: payload },
        { scope: payload },
        { prompt: payload, max_age: payload },
      ]) {
        const page = await visitor.visit(authorizeUrl(target, conf, { ...everywhere, ...more }));
        expect(page.left).toBe(true);
        expect(page.url).not.toContain(String(1337 * 7));
      }
    }
  },

  'B2.27': async (target) => {
    const whole = authorization(target.client('CONF'), pkce(), {
      nonce: 'n',
      login_hint: 'h',
      ui_locales: 'en',
    });
    const { pathname } = new URL(target.endpoint('authorize'));
    for (const name of Object.keys(whole)) {
      for (const ending of [
        '\r\nSet-Cookie: injected=1\r\n\r\n<b>',
        '\nSet-Cookie: injected=1',
        '\0',
        'ü你🔑',
        '\u2028',
      ]) {
        const search = query({ ...whole, [name]: `${whole[name]}${ending}` });
        const answer = await target.raw([`GET ${pathname}?${search} HTTP/1.1`]);
        expect(answer).toMatch(/^HTTP\/1\.1 (200|30[23]|400)/);
        const head = answer.slice(0, answer.indexOf('\r\n\r\n'));
        expect(head).not.toMatch(/^set-cookie: injected/im);
        expect(head.split(/\r\n/).every((line) => !line.includes('\n'))).toBe(true);
        const location = /^location: (.*)$/im.exec(head)?.[1]?.trim();
        if (location === undefined) continue;
        const { searchParams } = new URL(location, target.issuer);
        for (const member of ['error', 'error_description']) {
          expect(searchParams.get(member) ?? '').toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]*$/);
        }
      }
    }
  },

  'B2.28': async (target) => {
    const conf = target.client('CONF');
    const visitor = target.newVisitor();
    const scopes = Array.from({ length: 1000 }, (_, i) => `s${i}`).join(' ');
    const attempts = [
      target.fetch(authorizeUrl(target, conf, { state: 'x'.repeat(100_000) })),
      target.fetch(authorizeUrl(target, conf, { scope: 'openid '.repeat(1500) })),
      target.fetch(`${authorizeUrl(target, conf)}&${'a=1&'.repeat(1200)}`),
      target.fetch(authorizeUrl(target, conf), { headers: { cookie: `a=${'x'.repeat(60_000)}` } }),
      target.fetch(target.endpoint('authorize'), {
        method: 'POST',
        body: query(authorization(conf, pkce(), { state: 'x'.repeat(1_000_000) })),
      }),
    ];
    const others = Array.from({ length: 5 }, () => target.fetch(target.endpoint('jwks')));
    for (const { status } of await Promise.all(attempts)) expect([400, 413, 414, 431]).toContain(status);
    for (const { status } of await Promise.all(others)) expect(status).toBe(200);
    // A long list of scopes that fits is an answer like any other.
    expect(['invalid_scope', 'page 400']).toContain(
      verdict(target, await visitor.visit(authorizeUrl(target, conf, { scope: scopes }))),
    );
  },

  'B2.29': async (target) => {
    const { operated } = target;
    const conf = target.client('CONF');
    const url = authorizeUrl(target, conf, { state: 'x'.repeat(1000) });
    const flood = async (count: number): Promise<void> => {
      for (let sent = 0; sent < count; sent += 100) {
        const answers = await Promise.all(Array.from({ length: 100 }, () => target.fetch(url)));
        for (const { status } of answers) expect([302, 303, 429]).toContain(status);
      }
    };
    await flood(500);
    const [rowsBefore, memoryBefore] = [await interactionRows(target), operated.memory()];
    await flood(2000);
    const rows = await interactionRows(target);
    expect(rows.length - rowsBefore.length).toBeLessThanOrEqual(2000);
    // Nothing else grows with them than memory that the runtime gives back.
    expect(operated.memory() - memoryBefore).toBeLessThan(80e6);
    const limit = Date.now() + 3600e3;
    expect(rows.every(({ expiresAt }) => expiresAt <= limit)).toBe(true);
  },

  'B2.30': async (target) => {
    const conf = target.client('CONF');
    await obtainCode(target, conf);
    const visitor = browserOf(target);
    const codes: string[] = [];
    while (codes.length < 1000) {
      const pages = await Promise.all(
        Array.from({ length: 20 }, () => visitor.visit(authorizeUrl(target, conf))),
      );
      codes.push(...pages.map(({ url }) => new URL(url).searchParams.get('code')!));
    }
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => !/^[A-Za-z0-9._~-]+$/.test(code))).toEqual([]);
    // Positions that vary freely; six bits each at most.
    const shortest = Math.min(...codes.map(({ length }) => length));
    const free = Array.from({ length: shortest }, (_, i) => new Set(codes.map((code) => code[i])).size);
    const bits = free.reduce((sum, count) => sum + Math.floor(Math.log2(count)), 0);
    expect(bits).toBeGreaterThanOrEqual(128);
    // As many steps up as down: nobody can tell which was issued first. The deviation of a fair order is about 9.
    const rising = codes.filter((code, i) => i > 0 && code > codes[i - 1]!).length;
    expect(Math.abs(rising - codes.length / 2)).toBeLessThan(80);
  },

  'B2.31': async (target) => {
    const loop = target.client('LOOP');
    await obtainCode(target, loop);
    expect(verdict(target, await open(target, 'LOOP', {}))).toBe('consent');
    const elsewhere = { redirect_uri: 'http://127.0.0.1:9999/cb' };
    expect(verdict(target, await open(target, 'LOOP', elsewhere))).toBe('consent');
    // A confidential client proves itself, so what was allowed stays allowed.
    await obtainCode(target, target.client('CONF'));
    expect(verdict(target, await open(target, 'CONF', {}))).toBe('code');
  },

  'B2.32': async (target) => {
    const { operated } = target;
    const decide = async (
      change: (client: ClientFixture, subject: string) => Promise<unknown>,
      isKnown: (client: ClientFixture) => Promise<boolean>,
    ): Promise<string> => {
      const [client, user] = [await operated.register(), await operated.addUser()];
      const visitor = target.newVisitor();
      const page = await consentPage(target, client, visitor, {}, user);
      await change(client, user.subject);
      expect(await eventually(() => isKnown(client), Boolean)).toBe(true);
      return verdict(target, await allow(target, visitor, page));
    };
    const opened = async (client: ClientFixture): Promise<string> =>
      verdict(target, await target.newVisitor().visit(authorizeUrl(target, client)));

    const answers = {
      'client disabled': await decide(
        ({ client_id }) => operated.registry.setDisabled(client_id, true, ACTOR),
        async (client) => (await opened(client)) === 'page 400',
      ),
      'user disabled': await decide(
        (_, subject) => operated.users.setDisabled(subject, true, ACTOR),
        async () => true,
      ),
      'scope taken away': await decide(
        ({ client_id }) => operated.registry.update(client_id, 1, { scopes: ['openid'] }, ACTOR),
        async (client) => (await opened(client)) === 'invalid_scope',
      ),
      'redirect URI taken away': await decide(
        ({ client_id }) =>
          operated.registry.update(client_id, 1, { redirectUris: ['https://new.example/cb'] }, ACTOR),
        async (client) => (await opened(client)) === 'page 400',
      ),
    };
    expect(Object.values(answers)).not.toContain('code');
    expect(Object.values(answers).every((answer) => /^(page 400|sign-in|access_denied)$/.test(answer))).toBe(
      true,
    );
  },

  'B2.33': async (target) => {
    const listener = await listen();
    const url = `${listener.origin}/request.jwt`;
    try {
      const request = `${encodePart({ alg: 'none' })}.${encodePart({ client_id: target.client('CONF').client_id })}.`;
      const byValue = verdict(target, await open(target, 'CONF', { request }));
      if (target.offers('request objects')) expect(byValue).toMatch(/^(invalid_request_object|page 400)$/);
      else expect(byValue).toBe('request_not_supported');
      for (const request_uri of [
        url,
        url.replace('127.0.0.1', 'localhost'),
        'http://169.254.169.254/latest/meta-data/',
        'file:///etc/passwd',
        'urn:ietf:params:oauth:request_uri:nobody-pushed-this',
      ]) {
        const answer = verdict(target, await open(target, 'CONF', { request_uri }));
        expect(answer).toMatch(/^(request_uri_not_supported|invalid_request_uri|invalid_request|page 400)$/);
      }
      expect(listener.hits()).toBe(0);
    } finally {
      listener.close();
    }
  },

  'B2.34': async (target) => {
    const hosts = await serveDocuments();
    try {
      const FEATURES = JSON.stringify({ clientIdMetadataDocuments: true });
      const environment = { FEATURES, OUTGOING: hosts.origin };
      const member = target.at(await target.operated.startMember({ environment }));
      const stranger: ClientFixture = {
        ...target.client('PUB'),
        client_id: 'https://client.example/good',
        redirect_uris: [STRANGER_REDIRECT],
        scope: 'openid',
      };
      const page = (more: Parameters): Promise<Visit> =>
        target.newVisitor().visit(authorizeUrl(member, stranger, more));
      const isBetween = ({ left, status, html, response }: Visit): void => {
        expect([left, status, response.headers.get('location')]).toEqual([false, 200, null]);
        // The way on is there, and nothing takes it but the user.
        expect(linksIn(html).filter((link) => link.startsWith(STRANGER_REDIRECT))).toHaveLength(1);
        expect(html).not.toMatch(/http-equiv|data-submit|<form/);
      };
      for (const more of [
        { scope: 'admin' },
        { response_type: 'token' },
        { code_challenge: undefined, code_challenge_method: undefined },
        { resource: 'https://elsewhere.example' },
        { max_age: 'soon' },
        { prompt: 'login consent', response_mode: 'fragment' },
      ] as Parameters[]) {
        isBetween(await page(more));
      }
      // Nor does saying no lead there.
      const visitor = target.newVisitor();
      const signInPage = await visitor.visit(authorizeUrl(member, stranger));
      isBetween(await visitor.submit(signInPage, {}, { name: 'action', value: 'cancel' }));
      // As a form it waits for the user too.
      const form = await page({ scope: 'admin', response_mode: 'form_post' });
      expect([form.left, form.status]).toEqual([false, 200]);
      expect(form.html).not.toContain('data-submit');
      expect(verdict(target, await page({ prompt: 'none' }))).toBe('login_required');
      // A client that somebody has registered gets its errors at once.
      expect(verdict(target, await open(target, 'CONF', { scope: 'no-such-scope' }))).toBe('invalid_scope');
    } finally {
      hosts.close();
    }
  },

  'B2.35': async (target) => {
    const conf = target.client('CONF');
    const { issuer } = target;
    const visitor = target.newVisitor();
    const asked: string[] = [];
    const watch: Visitor['request'] = visitor.request.bind(visitor);
    visitor.request = async (url, init) => {
      const response = await watch(url, init);
      asked.push(url, response.headers.get('location') ?? '');
      return response;
    };
    const code = await obtainCode(target, conf, {}, visitor);
    const tokens = await tokensOf(await redeem(target, conf, code));
    const ours = asked.filter((url) => new URL(url || '/', issuer).origin === new URL(issuer).origin);
    expect(ours.length).toBeGreaterThan(3);
    const secrets = [code.code, code.verifier, tokens.access_token, tokens.refresh_token, tokens.id_token];
    const cookies = visitor.allCookies.map(([, value]) => value);
    const held = [...secrets, ...cookies, conf.client_secret!, target.fixtures.users.alice.password];
    for (const secret of held) expect(ours.filter((url) => url.includes(secret))).toEqual([]);
    const log = target.operated.printed();
    // The log does tell of the requests.
    expect(log).toContain(new URL(target.endpoint('token')).pathname);
    expect(held.filter((secret) => log.includes(secret))).toEqual([]);
  },
};

/** Opens the authorization endpoint in alice's browser. */
function open(
  target: Target,
  name: 'CONF' | 'PUB' | 'TWO' | 'LOOP' | 'POST',
  more: Parameters,
): Promise<Visit> {
  return browserOf(target).visit(authorizeUrl(target, target.client(name), more));
}

/** An answer to the client, each name once. */
function sentBack({ url }: Visit): { to: string; values: Record<string, string> } {
  const { searchParams } = new URL(url);
  const names = [...searchParams.keys()];
  expect(names).toEqual([...new Set(names)]);
  return { to: url.slice(0, url.indexOf('?')), values: Object.fromEntries(searchParams) };
}

/** Addresses that look like the registered one to somebody. */
function mutations(registered: string): string[] {
  const { protocol, host, hostname, pathname, origin } = new URL(registered);
  const query = registered.includes('?') ? '&' : '?';
  const other = protocol === 'https:' ? 'http:' : 'https:';
  return [
    `${registered}/`,
    `${registered}/x`,
    `${registered}%2f`,
    `${registered}%2e%2e`,
    `${registered}/../x`,
    `${registered}/..%2fx`,
    `${registered}/%2e%2e/x`,
    `${registered}${query}x=1`,
    `${registered}${query}`,
    `${registered}#`,
    `${registered}#x`,
    `${registered}%23`,
    `${registered}%00`,
    `${registered}%0d%0a`,
    `${registered} `,
    ` ${registered}`,
    `${registered};x`,
    `${registered}\\`,
    `${registered}*`,
    `${origin}${pathname.toUpperCase()}`,
    `${origin}/`,
    `${origin}/x`,
    `${origin}//${pathname.slice(1)}`,
    `${origin}/.${pathname}`,
    `${origin}${pathname.replace(/(\w)/, (letter) => `%${letter.charCodeAt(0).toString(16)}`)}`,
    `${protocol}//${host.toUpperCase()}${pathname}`,
    `${protocol.toUpperCase()}//${host}${pathname}`,
    `${protocol}//${hostname}:443${pathname}`,
    `${protocol}//${hostname}:8443${pathname}`,
    `${protocol}//${hostname}.${pathname}`,
    `${protocol}//${hostname}.evil.example${pathname}`,
    `${protocol}//${hostname}@evil.example${pathname}`,
    `${protocol}//user:secret@${host}${pathname}`,
    `${protocol}//evil.example\\@${host}${pathname}`,
    `${protocol}//evil.example#@${host}${pathname}`,
    `${protocol}//evil.example?@${host}${pathname}`,
    `${protocol}//x.${host}${pathname}`,
    `${protocol}//${host}\t${pathname}`,
    `${protocol}\\\\${host}${pathname}`,
    `${protocol}/${host}${pathname}`,
    `//${host}${pathname}`,
    `${other}//${host}${pathname}`,
    `${registered}, https://evil.example/`,
    encodeURIComponent(registered),
    pathname,
  ];
}

function linksIn(html: string): string[] {
  return [...html.matchAll(/\s(?:href|src|action|formaction)="([^"]*)"/g)].map(([, link]) => link!);
}

/** Where a browser could go from a page: its own address with less in it, its links, and the way back to authorize. */
function waysFrom({ url, html }: Visit): string[] {
  const { origin, pathname, search } = new URL(url);
  const links = linksIn(html).map((link) => new URL(link, url));
  const names = [...new URL(url).searchParams.keys()];
  const less = names.map((name) => {
    const shorter = new URL(url);
    shorter.searchParams.delete(name);
    return shorter.href;
  });
  return [
    url,
    ...less,
    ...links
      .filter((link) => link.origin === origin && /^https?:$/.test(link.protocol))
      .map(({ href }) => href),
    `${origin}${pathname.replace(/[^/]+$/, 'authorize/resume')}${search}`,
    `${origin}${pathname.replace(/[^/]+$/, 'confirm_access')}${search}`,
  ];
}

function withQuery(url: string, more: Record<string, string>): string {
  const address = new URL(url);
  for (const [name, value] of Object.entries(more)) address.searchParams.append(name, value);
  return address.href;
}

/** The page's form with one of its buttons, without following the redirect. */
function press(
  visitor: Visitor,
  page: Visit,
  button: { name: string; value: string },
  values: Record<string, string>,
): Promise<Response> {
  const { action, fields } = readForm(page.html);
  const body = new URLSearchParams({ ...fields, ...values, [button.name]: button.value });
  return visitor.request(new URL(action, page.url).href, { method: 'POST', body });
}

/** The same with more fields than the form has, and with them in the address of the form too. */
function submitTampered(
  visitor: Visitor,
  page: Visit,
  button: { name: string; value: string },
  values: Record<string, string>,
): Promise<Visit> {
  const { action, fields } = readForm(page.html);
  const body = new URLSearchParams({ ...fields, ...values, [button.name]: button.value });
  const extra = Object.fromEntries(Object.entries(values).filter(([name]) => !(name in fields)));
  return visitor.visit(withQuery(new URL(action, page.url).href, extra), { method: 'POST', body });
}

/** The page on which users type what a device shows, where there is one. */
async function devicePage(target: Target): Promise<Record<string, Visit>> {
  if (!target.has('device')) return {};
  const response = await post(target, 'device', target.client('PUB'), {});
  if (response.status !== 200) return {};
  const { verification_uri } = (await response.json()) as { verification_uri: string };
  return { device: await target.newVisitor().visit(verification_uri) };
}

/** What a page allows that it must not. */
function faultsOf({ html, response }: Visit, origin: string): string[] {
  const header = (name: string): string => response.headers.get(name) ?? '';
  const policy = header('content-security-policy');
  const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? /default-src ([^;]*)/.exec(policy)?.[1] ?? '*';
  const loaded = [
    ...html.matchAll(/<(?:script|link|img|iframe|object|embed|source)\b[^>]*\s(?:src|href)="([^"]*)"/g),
  ];
  const foreign = loaded.filter(([, link]) => {
    const url = new URL(link!, origin);
    return url.protocol !== 'data:' && url.origin !== origin;
  });
  const faults: Record<string, boolean> = {
    'may be framed': !/frame-ancestors ('none'|'self')/.test(policy),
    'may be framed by old browsers': !/^(DENY|SAMEORIGIN)$/i.test(header('x-frame-options')),
    'tells other sites its address': !/^(no-referrer|same-origin)$/.test(header('referrer-policy')),
    'may be stored': !/no-store/.test(header('cache-control')),
    'allows inline scripts': scripts === '*' || /'unsafe-(inline|eval)'/.test(scripts),
    'has an inline script': /<script(?![^>]*\ssrc=)[^>]*>/.test(html),
    'has an event handler': /<[a-z][^>]*\son\w+\s*=/i.test(html),
    'loads something foreign': foreign.length > 0,
    'lets browsers guess its type': header('x-content-type-options') !== 'nosniff',
  };
  return Object.keys(faults).filter((fault) => faults[fault]);
}

interface InteractionRow {
  readonly expiresAt: number;
}

async function interactionRows(target: Target): Promise<InteractionRow[]> {
  const { Interaction } = await import('@portcullis/oauth');
  return target.operated.database.findMany(Interaction, {});
}
