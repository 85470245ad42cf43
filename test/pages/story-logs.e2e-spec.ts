import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pkce } from '../support/pkce.js';
import { startStory, type Demo } from '../support/story.js';
import { readForm, Visitor } from '../support/visitor.js';
import { basic, follow, machineToken, post, signIn, signUp } from './story-walk.js';

/** What passes through a browser and is this long was generated; what has a slash or a space is an address or scope. */
const GENERATED = /^[^/ ]{20,}$/;

/** A visitor who remembers everything confidential that passes through the browser. */
class Witness extends Visitor {
  readonly secrets = new Set<string>();

  override async request(url: string, init: RequestInit = {}): Promise<Response> {
    const response = await super.request(url, init);
    for (const cookie of response.headers.getSetCookie()) this.note(/=([^;]*)/.exec(cookie)?.[1]);
    const html = await response.clone().text();
    if (html.includes('<form')) Object.values(readForm(html).fields).forEach((value) => this.note(value));
    for (const address of [url, response.headers.get('location')]) {
      if (address) new URL(address, url).searchParams.forEach((value) => this.note(value));
    }
    return response;
  }

  private note(value: string | undefined): void {
    if (value && GENERATED.test(value)) this.secrets.add(value);
  }
}

/** Values of `password`, `client_secret`, `access_token`, `masterKey` and the like, at any depth. */
function secretsIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string') return /password|secret|token$|key$/i.test(name) && value ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    secretsIn(inner, name === 'clientSecrets' ? name : key),
  );
}

describe('the logs of a story at LOG_LEVEL info', () => {
  const witness = new Witness();
  const logs: Record<string, string> = {};
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-logs-'));
    const environment = { LOG_LEVEL: 'info', STORY_DATABASE_URL: '' };
    const story = await startStory('sqlite', { folder, environment });
    try {
      await walkAsBrowser(story.demo);
      await walkAsClient(story.demo);
      await walkAsAdmin(story.demo);
    } finally {
      await story.end();
    }
    const data = join(folder, '.portcullis');
    for (const name of readdirSync(data).filter((file) => file.endsWith('.json'))) {
      remember(JSON.parse(readFileSync(join(data, name), 'utf8')));
    }
    for (const name of readdirSync(join(data, 'logs'))) {
      logs[name] = readFileSync(join(data, 'logs', name), 'utf8');
    }
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function remember(value: unknown): void {
    for (const secret of secretsIn(value)) witness.secrets.add(secret);
  }

  async function answerOf(response: Promise<Response>): Promise<Record<string, string>> {
    const answer = (await (await response).json()) as Record<string, string>;
    remember(answer);
    return answer;
  }

  /** Everything the demo client has a button for, after a password that was mistyped. */
  async function walkAsBrowser(demo: Demo): Promise<void> {
    const web = demo.clients[0]!.url;
    const page = await follow(witness, `${web}/sign-up`);
    const mistyped = `${demo.user.password}x`;
    witness.secrets.add(mistyped);
    await signIn(witness, page, { username: demo.user.username, password: mistyped });
    expect((await signUp(demo, witness)).story.html).toContain('HTTP 200');
    for (const button of ['refresh', 'call-api', 'sign-out']) {
      const answer = await witness.request(`${web}/${button}`, { method: 'POST', headers: { origin: web } });
      expect(answer.status).toBe(303);
    }
  }

  /** The same as a client that has its tokens in hand, with the mistakes that clients make. */
  async function walkAsClient(demo: Demo): Promise<void> {
    const [web, machine] = [demo.clients[0]!, demo.clients[1]!];
    const { verifier, challenge } = pkce();
    const query = new URLSearchParams({
      client_id: web.client_id,
      redirect_uri: web.redirect_uri,
      response_type: 'code',
      scope: 'openid offline_access moments:read',
      resource: demo.api.url,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    let page = await witness.visit(`${demo.issuer}/oauth/authorize?${query}`);
    if (!page.left) page = await witness.submit(page, {}, { name: 'decision', value: 'allow' });
    const code = new URL(page.url).searchParams.get('code')!;
    const exchange = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: web.redirect_uri,
      code_verifier: verifier,
    };
    for (const value of [verifier, basic(web), basic(machine), basic(demo.api)]) witness.secrets.add(value);

    const wrong = { ...web, client_secret: `${web.client_secret}x` };
    expect((await answerOf(post(demo, 'token', wrong, exchange))).error).toBe('invalid_client');
    const tokens = await answerOf(post(demo, 'token', web, exchange));
    expect(Object.keys(tokens)).toEqual(
      expect.arrayContaining(['access_token', 'refresh_token', 'id_token']),
    );
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens['refresh_token']! };
    const newer = await answerOf(post(demo, 'token', web, refresh));
    const authorization = `Bearer ${newer['access_token']}`;
    expect((await fetch(`${demo.issuer}/oauth/userinfo`, { headers: { authorization } })).status).toBe(200);
    expect((await fetch(`${demo.api.url}/moments`, { headers: { authorization } })).status).toBe(200);
    await post(demo, 'check_access', demo.api, { token: newer['access_token']! });
    await post(demo, 'revoke', web, { token: newer['refresh_token']! });
    expect((await answerOf(post(demo, 'token', web, exchange))).error).toBe('invalid_grant');

    const token = await machineToken(demo);
    witness.secrets.add(token);
    await fetch(`${demo.api.url}/moments?access_token=${token}`);
    await fetch(`${demo.api.url}/moments`, { headers: { authorization: `Bearer ${token}x` } });
    await fetch(`${demo.issuer}/oauth/token?client_secret=${machine.client_secret}`, { method: 'POST' });
    await fetch(`${demo.issuer}/oauth/token`, { method: 'POST', body: `{"code":"${code}"}` });
  }

  /** Registers a client, whose secret is shown once, and sends a body that is cut off. */
  async function walkAsAdmin(demo: Demo): Promise<void> {
    const visitor = new Witness();
    await signIn(visitor, await follow(visitor, demo.admin.url), demo.admin);
    const session = await answerOf(visitor.request(`${demo.admin.url}/api/session`));
    const headers = {
      origin: demo.admin.url,
      'content-type': 'application/json',
      'x-csrf-token': session['csrfToken']!,
    };
    const body = JSON.stringify({ name: 'Wiki', grantTypes: ['client_credentials'] });
    const url = `${demo.admin.url}/api/clients`;
    const created = await visitor.request(url, { method: 'POST', headers, body });
    expect(created.status).toBe(201);
    remember(await created.json());
    const cut = `{"clientSecret":"${demo.api.client_secret}`;
    expect((await visitor.request(url, { method: 'POST', headers, body: cut })).status).toBe(400);
    for (const secret of visitor.secrets) witness.secrets.add(secret);
  }

  it('hold a line for each request', () => {
    expect(logs['server.log']).toContain('"path":"/oauth/token"');
    expect(logs['server.log']).toContain('"path":"/oauth/confirm_access"');
    expect(logs['admin.log']).toContain('"path":"/callback"');
  });

  it('hold no password, secret, cookie, code, token or form token', () => {
    expect(witness.secrets.size).toBeGreaterThan(30);
    for (const [name, log] of Object.entries(logs)) {
      const found = [...witness.secrets].filter((secret) => log.includes(secret));
      expect({ name, found }).toEqual({ name, found: [] });
    }
  });
});
