import { expect } from '@jest/globals';
import { readForm, type Visit, type Visitor } from '../support/visitor.js';
import { allow, authorizeUrl, browserOf, outcome, pageKind, post, signIn, tokensOf } from './flow.js';
import type { ClientFixture } from './fixtures.js';
import type { Items } from './item.js';
import { crowd, tally } from './race.js';
import { Unavailable, type Target } from './target.js';
import { later } from './waiting.js';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

interface DeviceAuthorization {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete?: string;
  readonly expires_in: number;
  readonly interval?: number;
}

export const B10: Items = {
  'B10.1': async (target) => {
    const pub = target.client('PUB');
    const interval = (await begin(target, pub)).interval ?? 5;
    const [soon, late] = [interval + 2, interval + 60];
    // Processes of ours are started beforehand, so that between the polls no time passes but what is meant to.
    if (target.operator) await Promise.all([later(target, soon), later(target, late)]);
    const waiting = await begin(target, pub);
    expect(await outcome(await poll(target, pub, waiting))).toBe('400 authorization_pending');
    expect(await outcome(await poll(target, pub, waiting))).toBe('400 slow_down');
    // The interval has grown by five seconds: what would have been in time before is early now.
    expect(await outcome(await poll(await later(target, soon), pub, waiting))).toBe('400 slow_down');
    expect(await outcome(await poll(await later(target, late), pub, waiting))).toBe(
      '400 authorization_pending',
    );

    const denied = await begin(target, pub);
    const visitor = browserOf(target);
    const page = await toConsent(target, visitor, denied);
    await visitor.submit(page, {}, target.pages.deny);
    expect(await outcome(await poll(target, pub, denied))).toBe('400 access_denied');

    const allowed = await begin(target, pub);
    await approve(target, visitor, allowed);
    const response = await poll(target, pub, allowed);
    expect(response.headers.get('cache-control')).toBe('no-store');
    await tokensOf(response);
    expect(await outcome(await poll(await later(target, 60), pub, allowed))).toMatch(
      /^400 (invalid_grant|expired_token)$/,
    );

    if (!target.operator && waiting.expires_in > 100) return;
    const old = await begin(target, pub);
    const over = await later(target, old.expires_in + 1);
    expect(await outcome(await poll(over, pub, old))).toBe('400 expired_token');
  },

  'B10.2': async (target) => {
    const pub = target.client('PUB');
    const stolen = await begin(target, pub);
    await approve(target, browserOf(target), stolen);
    for (const name of ['EVIL', 'CONF'] as const) {
      expect(await outcome(await poll(target, target.client(name), stolen))).toMatch(
        /^400 (invalid_grant|unauthorized_client)$/,
      );
    }
    for (const device_code of [
      stolen.user_code,
      `${stolen.device_code}x`,
      stolen.device_code.toLowerCase(),
    ]) {
      expect(await outcome(await poll(target, pub, { device_code }))).toBe('400 invalid_grant');
    }
    expect((await poll(target, pub, stolen)).status).toBe(200);

    const raced = await begin(target, pub);
    await approve(target, browserOf(target), raced);
    const answers = await crowd(20, target.members, {
      endpoint: 'token',
      client: pub,
      form: { grant_type: GRANT, device_code: raced.device_code },
    });
    const counts = tally(answers);
    expect(counts['200']).toBe(1);
    const others = Object.keys(counts).filter((key) => key !== '200');
    expect(others.filter((key) => !/^400 (invalid_grant|slow_down)$/.test(key))).toEqual([]);
  },

  'B10.3': async (target) => {
    const codes = await Promise.all(Array.from({ length: 40 }, () => begin(target, target.client('PUB'))));
    const letters = codes.map(({ user_code }) => user_code.replace(/[^\p{L}\p{N}]/gu, ''));
    expect(new Set(letters).size).toBe(letters.length);
    const alphabet = new Set(letters.join(''));
    const space = letters[0]!.length * Math.log2(alphabet.size);
    // A thousand attempts in ten minutes for as long as a code lives.
    const attempts = Math.log2((codes[0]!.expires_in / 600) * 1000 + 1000);
    expect(space - attempts).toBeGreaterThanOrEqual(20);

    const member = target.at(await target.operated.startLimitedMember({ userCode: { attempts: 5 } }));
    const real = await begin(target, target.client('PUB'));
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++) {
      const visitor = target.newVisitor({ 'x-forwarded-for': `203.0.113.${i}` });
      statuses.push((await enter(member, visitor, real, 'BCDF-BCDF')).status);
    }
    expect(statuses.at(-1)).toBe(429);
    const visitor = target.newVisitor();
    const refused = await enter(member, visitor, real, real.user_code);
    expect(refused.status).toBe(429);
    expect(refused.response.headers.get('retry-after')).toMatch(/^\d+$/);
  },

  'B10.4': async (target) => {
    const pub = target.client('PUB');
    const { alice, bob } = target.fixtures.users;
    const [alices, bobs] = [browserOf(target, alice), browserOf(target, bob)];
    await signedIn(target, alices, alice);
    await signedIn(target, bobs, bob);
    const isPending = async (device: DeviceAuthorization): Promise<boolean> =>
      /^400 (authorization_pending|slow_down)$/.test(await outcome(await poll(target, pub, device)));

    const device = await begin(target, pub);
    // A link is no consent, whoever follows it and however often.
    if (device.verification_uri_complete) {
      for (let i = 0; i < 2; i++) await alices.visit(device.verification_uri_complete);
      await alices.visit(device.verification_uri_complete, { method: 'POST', body: new URLSearchParams() });
    }
    expect(await isPending(device)).toBe(true);
    // Nor is the code posted from another site.
    const userCode = { user_code: device.user_code };
    const posted = await alices.visit(device.verification_uri, {
      method: 'POST',
      body: new URLSearchParams(userCode),
    });
    expect(pageKind(target, posted)).toBe('other');
    const foreign = readForm((await bobs.visit(device.verification_uri)).html);
    const withBobs = new URLSearchParams({ ...foreign.fields, ...userCode });
    const swapped = await alices.visit(device.verification_uri, { method: 'POST', body: withBobs });
    expect(pageKind(target, swapped)).toBe('other');
    expect(await isPending(device)).toBe(true);

    const page = await toConsent(target, alices, device);
    expect(page.html).toMatch(/\bPub\b/i);
    for (const scope of pub.scope.split(' ')) expect(page.html).toContain(scope);
    expect(page.html).toContain(device.user_code);
    // The page is alice's: bob cannot press its button, nor anybody who is not signed in.
    for (const visitor of [bobs, target.newVisitor()]) {
      expect((await allow(target, visitor, page)).status).toBe(400);
    }
    expect(await isPending(device)).toBe(true);
    await allow(target, alices, page);
    const afterwards = await later(target, 120);
    const tokens = await tokensOf(await poll(afterwards, pub, device));
    const userinfo = await target.fetch(target.endpoint('userinfo'), {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(await userinfo.json()).toMatchObject({ sub: expect.any(String) });
    // Once decided, the code is nobody's any more.
    const again = await enter(target, bobs, device, device.user_code);
    expect(pageKind(target, again)).toBe('other');
  },
};

async function begin(target: Target, client: ClientFixture): Promise<DeviceAuthorization> {
  const response = await post(target, 'device', client, { scope: client.scope });
  if (response.status === 400 && (await outcome(response)) === '400 unauthorized_client') {
    throw new Unavailable('no device grant of PUB');
  }
  expect(response.status).toBe(200);
  return (await response.json()) as DeviceAuthorization;
}

function poll(
  target: Target,
  client: ClientFixture,
  { device_code }: Pick<DeviceAuthorization, 'device_code'>,
): Promise<Response> {
  return post(target, 'token', client, { grant_type: GRANT, device_code });
}

/** Types the code on the page that the device names. */
async function enter(
  target: Target,
  visitor: Visitor,
  { verification_uri }: DeviceAuthorization,
  userCode: string,
): Promise<Visit> {
  const page = await visitor.visit(target.here(verification_uri));
  const { action, fields } = readForm(page.html);
  const body = new URLSearchParams({ ...fields, [target.pages.userCode]: userCode });
  return visitor.visit(new URL(action, page.url).href, { method: 'POST', body });
}

/** From the code to the page that asks for consent. */
async function toConsent(target: Target, visitor: Visitor, device: DeviceAuthorization): Promise<Visit> {
  let page = await enter(target, visitor, device, device.user_code);
  if (pageKind(target, page) === 'sign-in') page = await signIn(target, visitor, page);
  expect(pageKind(target, page)).toBe('consent');
  return page;
}

async function approve(target: Target, visitor: Visitor, device: DeviceAuthorization): Promise<void> {
  expect((await allow(target, visitor, await toConsent(target, visitor, device))).status).toBe(200);
}

async function signedIn(
  target: Target,
  visitor: Visitor,
  user: Target['fixtures']['users']['alice'],
): Promise<void> {
  const page = await visitor.visit(authorizeUrl(target, target.client('CONF'), { prompt: 'login' }));
  await signIn(target, visitor, page, user);
}
