import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@jest/globals';
import { createLocalJWKSet, generateKeyPair, jwtVerify, SignJWT, type JSONWebKeySet } from 'jose';
import type { Visit, Visitor } from '../support/visitor.js';
import { authorizeUrl, introspect, obtainTokens, outcome, refresh, verdict } from './flow.js';
import { query, type Parameters } from '../support/parameters.js';
import type { ClientFixture } from './fixtures.js';
import type { Items } from './item.js';
import { countConnections } from './listener.js';
import { confirmSignOut, signOut } from './sign-out.js';
import { encodePart, jwtClaims } from './tokens.js';
import { Unavailable, type Target } from './target.js';
import { eventually } from './waiting.js';

export const B8: Items = {
  'B8.1': async (target) => {
    const { conf, uri } = withReturn(target);
    const visitor = target.newVisitor();
    const tokens = await obtainTokens(target, conf, {}, visitor);
    const state = 'st&te=1 #ü%25';
    const left = await ask(target, visitor, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: uri,
      state,
    });
    expect(left.left).toBe(true);
    expect(left.url.startsWith(uri)).toBe(true);
    expect(new URL(left.url).searchParams.getAll('state')).toEqual([state]);
    for (const member of target.members) {
      expect(verdict(target, await visitor.visit(authorizeUrl(member, conf, { prompt: 'none' })))).toBe(
        'login_required',
      );
    }
    if (!target.operator) return;
    // What was to outlive the session does; the rest ends with it (OpenID Connect Back-Channel Logout section 2.7).
    expect((await refresh(target, conf, tokens.refresh_token)).status).toBe(200);
    const other = target.newVisitor();
    const scope = conf.scope.replace(' offline_access', '');
    const online = await obtainTokens(target, conf, { scope }, other);
    await signOut(target, other, online.id_token);
    for (const member of target.members) {
      expect(await outcome(await refresh(member, conf, online.refresh_token))).toBe('400 invalid_grant');
      expect(await introspect(member, online.access_token)).toEqual({ active: false });
    }
  },

  'B8.2': async (target) => {
    const { conf, uri } = withReturn(target);
    const visitor = target.newVisitor();
    const { id_token } = await obtainTokens(target, conf, {}, visitor);
    const evils = await obtainTokens(target, target.client('EVIL'), {}, visitor);
    const { privateKey } = await generateKeyPair('RS256');
    const claims = jwtClaims(id_token);
    const foreign = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .sign(privateKey);
    const good = { id_token_hint: id_token, post_logout_redirect_uri: uri, state: 'x' };
    const attempts: Record<string, Parameters> = {
      'an unregistered address': { ...good, post_logout_redirect_uri: 'https://evil.example/bye' },
      'the redirect URI of the client': { ...good, post_logout_redirect_uri: conf.redirect_uris[0] },
      'a query more': { ...good, post_logout_redirect_uri: `${uri}${uri.includes('?') ? '&' : '?'}x=1` },
      'a path more': { ...good, post_logout_redirect_uri: `${uri}/x` },
      'a slash more': { ...good, post_logout_redirect_uri: `${uri}/` },
      'a fragment': { ...good, post_logout_redirect_uri: `${uri}#x` },
      'other case': { ...good, post_logout_redirect_uri: uri.replace('https://', 'HTTPS://') },
      'a user name': { ...good, post_logout_redirect_uri: uri.replace('https://', 'https://x@') },
      'another client’s address': { ...good, id_token_hint: evils.id_token },
      'no hint': { ...good, id_token_hint: undefined },
      'no hint, but a client_id': { ...good, id_token_hint: undefined, client_id: conf.client_id },
      'alg none': {
        ...good,
        id_token_hint: `${encodePart({ alg: 'none', typ: 'JWT' })}.${encodePart(claims)}.`,
      },
      'a foreign key': { ...good, id_token_hint: foreign },
      nonsense: { ...good, id_token_hint: 'nonsense' },
      'an access token': {
        ...good,
        id_token_hint: (await obtainTokens(target, conf, {}, visitor)).access_token,
      },
      'another client_id': { ...good, client_id: target.client('EVIL').client_id },
    };
    for (const [what, parameters] of Object.entries(attempts)) {
      const browser = target.newVisitor();
      await obtainTokens(target, conf, {}, browser);
      const page = await ask(target, browser, parameters);
      expect([what, page.left]).toEqual([what, false]);
      // Nor after the user has said yes to a question.
      if (!page.html.includes('<form')) continue;
      expect([what, (await confirmSignOut(browser, page)).left]).toEqual([what, false]);
    }
    // The good one does go back.
    expect(
      (
        await ask(target, visitor, {
          ...good,
          id_token_hint: (await obtainTokens(target, conf, {}, visitor)).id_token,
        })
      ).left,
    ).toBe(true);
  },

  'B8.3': async (target) => {
    const conf = target.client('CONF');
    const visitor = target.newVisitor({
      'sec-fetch-site': 'cross-site',
      'sec-fetch-dest': 'image',
      'sec-fetch-mode': 'no-cors',
    });
    await obtainTokens(target, conf, {}, visitor);
    for (const member of target.members) {
      const page = await visitor.visit(member.endpoint('end session'));
      expect(page.left).toBe(false);
      await visitor.visit(`${member.endpoint('end session')}?${query({ client_id: conf.client_id })}`);
      await visitor.visit(member.endpoint('end session'), { method: 'POST', body: new URLSearchParams() });
      expect(verdict(target, await visitor.visit(authorizeUrl(member, conf, { prompt: 'none' })))).toBe(
        'code',
      );
    }
    // Whoever is asked and says yes is signed out; without the page's own form nobody is.
    const question = await visitor.visit(target.endpoint('end session'));
    const forged = {
      ...question,
      html: question.html.replace(/(<input type="hidden"[^>]*value=")[^"]*/g, '$1x'),
    };
    expect((await confirmSignOut(visitor, forged)).status).toBe(400);
    expect(verdict(target, await visitor.visit(authorizeUrl(target, conf, { prompt: 'none' })))).toBe('code');
    await confirmSignOut(visitor, question);
    expect(verdict(target, await visitor.visit(authorizeUrl(target, conf, { prompt: 'none' })))).toBe(
      'login_required',
    );
  },

  'B8.4': async (target) => {
    const { conf, uri } = withReturn(target);
    const past = target.at(await target.operated.startMember({ clockShift: -7200 }));
    const visitor = target.newVisitor();
    const { id_token } = await obtainTokens(past, conf, {}, visitor);
    expect(jwtClaims(id_token)['exp']).toBeLessThan(Date.now() / 1000);
    const hint = { id_token_hint: id_token, post_logout_redirect_uri: uri };

    const bobs = target.newVisitor();
    await obtainTokens(target, conf, {}, bobs, target.fixtures.users.bob);
    const question = await ask(target, bobs, hint);
    expect(question.left).toBe(false);
    expect(verdict(target, await bobs.visit(authorizeUrl(target, conf, { prompt: 'none' })))).toBe('code');
    // Another session of the same person, too.
    const second = target.newVisitor();
    await obtainTokens(target, conf, {}, second);
    expect((await ask(target, second, hint)).left).toBe(false);
    expect(verdict(target, await second.visit(authorizeUrl(target, conf, { prompt: 'none' })))).toBe('code');

    const left = await ask(target, visitor, hint);
    expect([left.left, left.url.startsWith(uri)]).toEqual([true, true]);
    expect(verdict(target, await visitor.visit(authorizeUrl(target, conf, { prompt: 'none' })))).toBe(
      'login_required',
    );
  },

  'B8.5': async (target) => {
    const { operated } = target;
    const receiver = await receive();
    try {
      const outgoing = { environment: { OUTGOING: receiver.origin } };
      const member = target.at(await operated.startMember(outgoing));
      const clients = await Promise.all(
        ['a', 'b'].map((name) => operated.register({ backchannelLogoutUri: `https://rp.example/${name}` })),
      );
      const silent = await operated.register();
      const visitor = target.newVisitor();
      const tokens = [];
      for (const client of [...clients, silent]) tokens.push(await obtainTokens(member, client, {}, visitor));
      await signOut(member, visitor, tokens[0]!.id_token);
      await eventually(
        async () => receiver.received.length,
        (count) => count >= 2,
        20,
      );
      expect(receiver.received.map(({ path }) => path).sort()).toEqual(['/a', '/b']);

      const keys = (await (await target.fetch(target.endpoint('jwks'))).json()) as JSONWebKeySet;
      for (const { path, form, type } of receiver.received) {
        const client = clients[path === '/a' ? 0 : 1]!;
        const own = jwtClaims(tokens[path === '/a' ? 0 : 1]!.id_token);
        expect(type).toMatch(/^application\/x-www-form-urlencoded/);
        const { payload } = await jwtVerify(form.get('logout_token')!, createLocalJWKSet(keys), {
          typ: 'logout+jwt',
          issuer: target.issuer,
          audience: client.client_id,
        });
        expect(payload).toMatchObject({
          sub: own['sub'],
          sid: own['sid'],
          jti: expect.any(String),
          iat: expect.any(Number),
        });
        expect(payload.exp! - payload.iat!).toBeLessThanOrEqual(300);
        expect(payload['events']).toEqual({ 'http://schemas.openid.net/event/backchannel-logout': {} });
        expect(payload).not.toHaveProperty('nonce');
      }
      const ids = receiver.received.map(({ form }) => jwtClaims(form.get('logout_token')!)['jti']);
      expect(new Set(ids).size).toBe(2);
    } finally {
      receiver.close();
    }
  },

  'B8.6': async (target) => {
    const { operated } = target;
    const receiver = await receive();
    try {
      const member = target.at(
        await operated.startMember({
          environment: { OUTGOING: receiver.origin },
          options: { backchannelLogout: { attempts: 1 } },
        }),
      );
      const paths = ['hang', 'fail', 'redirect', 'fine'];
      const clients = await Promise.all(
        paths.map((name) => operated.register({ backchannelLogoutUri: `https://rp.example/${name}` })),
      );
      const visitor = target.newVisitor();
      const tokens = [];
      for (const client of clients) tokens.push(await obtainTokens(member, client, {}, visitor));
      await signOut(member, visitor, tokens[0]!.id_token);
      // The user is through while a client still holds its request open.
      expect(
        verdict(target, await visitor.visit(authorizeUrl(member, clients[0]!, { prompt: 'none' }))),
      ).toBe('login_required');
      const paths2 = async (): Promise<string[]> => receiver.received.map(({ path }) => path);
      await eventually(paths2, (all) => all.length >= 4, 20);
      const failed = await eventually(
        async () => (await operated.auditEvents('backchannel_logout.failed')).map(({ clientId }) => clientId),
        (ids) => [0, 1, 2].every((i) => ids.includes(clients[i]!.client_id)),
        20,
      );
      expect(failed).not.toContain(clients[3]!.client_id);
      expect(failed).toEqual(expect.arrayContaining([0, 1, 2].map((i) => clients[i]!.client_id)));
      // Each was asked once, and nobody went where the redirect pointed.
      expect((await paths2()).sort()).toEqual(paths.map((name) => `/${name}`).sort());
    } finally {
      receiver.close();
    }

    // As it is delivered by default, an address inside is not even connected to.
    const inside = await countConnections();
    try {
      for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', 'localhost']) {
        const uri = `https://${host}:${inside.port}/logout`;
        const client = await operated.register({ backchannelLogoutUri: uri }).catch(() => null);
        if (!client) continue;
        const visitor = target.newVisitor();
        const { id_token } = await obtainTokens(target, client, {}, visitor);
        await signOut(target, visitor, id_token);
      }
      const owed = async (): Promise<number> =>
        (await operated.owedLogouts()).filter(({ attempts }) => attempts === 0).length;
      expect(await eventually(owed, (count) => count === 0, 20)).toBe(0);
      expect(inside.count()).toBe(0);
    } finally {
      inside.close();
    }
  },

  'B8.7': async (target) => {
    const { operated } = target;
    for (const uri of [
      ...[
        'javascript:alert(1)',
        'JavaScript:alert(1)',
        'data:text/html,x',
        'vbscript:x',
        'http://a.example/bye',
      ],
      ...[
        'https://a.example/bye#x',
        'https://user@a.example/',
        'https://*.a.example/',
        '//a.example/',
        'https:a.example/bye',
      ],
    ]) {
      await expect(operated.register({ postLogoutRedirectUris: [uri] })).rejects.toThrow(
        /postLogoutRedirectUris/,
      );
    }
    const { conf, uri } = withReturn(target);
    for (const state of [
      '"><script>alert(1)</script>',
      '\r\nSet-Cookie: x=1',
      'javascript:alert(1)',
      '\0',
      '&x=1#y',
    ]) {
      const visitor = target.newVisitor();
      const { id_token } = await obtainTokens(target, conf, {}, visitor);
      const left = await ask(target, visitor, {
        id_token_hint: id_token,
        post_logout_redirect_uri: uri,
        state,
      });
      expect(left.url.startsWith(uri)).toBe(true);
      expect(left.url).toMatch(/^[\x21-\x7e]+$/);
      expect(left.url).not.toMatch(/[<>"#]/);
      expect(new URL(left.url).searchParams.getAll('state')).toEqual([state]);
      // The same on a page that asks.
      const bobs = target.newVisitor();
      await obtainTokens(target, conf, {}, bobs, target.fixtures.users.bob);
      const { html } = await ask(target, bobs, { state });
      expect(html).not.toContain('<script>alert');
    }
  },
};

function withReturn(target: Target): { conf: ClientFixture; uri: string } {
  const conf = target.client('CONF');
  const uri = conf.post_logout_redirect_uris?.[0];
  if (uri === undefined) throw new Unavailable('no post_logout_redirect_uris of CONF');
  return { conf, uri };
}

function ask(target: Target, visitor: Visitor, parameters: Parameters): Promise<Visit> {
  return visitor.visit(`${target.endpoint('end session')}?${query(parameters)}`);
}

interface Received {
  readonly path: string;
  readonly type: string;
  readonly form: URLSearchParams;
}

/** Clients as the back channel meets them: `/hang`, `/fail`, `/redirect`, and good ones. */
async function receive(): Promise<{ origin: string; received: Received[]; close: () => void }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const path = request.url!;
      received.push({ path, type: request.headers['content-type'] ?? '', form: new URLSearchParams(body) });
      if (path === '/hang') return;
      if (path === '/redirect') response.writeHead(302, { location: '/inside' }).end();
      else response.writeHead(path === '/fail' ? 500 : 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${port}`, received, close };
}
