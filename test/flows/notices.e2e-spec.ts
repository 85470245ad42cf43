import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent, type NewClient } from '@portcullis/oauth';
import { answerIn, expectPage, get } from '../support/answers.js';
import { DATABASES } from '../support/databases.js';
import { allow, authorizeUrl, signIn } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { TestServer } from '../support/test-server.js';
import { readForm, Visitor } from '../support/visitor.js';

const proof = pkce();
const GONE = 'This page is no longer valid';

describe.each(DATABASES)('a page that is over, on %s', (database) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    await server.addUser();
  });
  afterAll(() => server.close());

  /** The consent page of a client, answered once more after it was answered. */
  async function answeredTwice(settings: Partial<NewClient>): Promise<string> {
    const client = await server.register(settings);
    const visitor = new Visitor();
    const page = await signIn(visitor, await visitor.visit(authorizeUrl(server, client, proof)));
    await allow(visitor, page);
    const body = new URLSearchParams({ ...readForm(page.html).fields, decision: 'allow' });
    const again = await visitor.request(server.url('confirm_access'), { method: 'POST', body });
    return expectPage(again, 400, GONE);
  }
  const startAgain = (html: string): string | undefined =>
    /id="start-again" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');

  it.each([
    ['https://wiki.example/login', 'https://wiki.example/login?iss='],
    ['https://wiki.example/login?tenant=a%20b', 'https://wiki.example/login?tenant=a%20b&iss='],
    ['https://wiki.example/login#top', 'https://wiki.example/login?iss='],
  ])('leads back to where the client begins a sign-in: %s', async (initiateLoginUri, expected) => {
    const html = await answeredTwice({ initiateLoginUri, uri: 'https://wiki.example/' });
    const url = new URL(startAgain(html)!);
    expect(url.searchParams.get('iss')).toBe(server.issuer);
    expect(url.href.startsWith(expected)).toBe(true);
    expect(url.hash).toBe(new URL(initiateLoginUri).hash);
    expect(html).not.toContain('id="account"');
  });

  it('leads to the home page of a client that names no such place, and nowhere for one without either', async () => {
    expect(startAgain(await answeredTwice({ uri: 'https://wiki.example/' }))).toBe('https://wiki.example/');
    const html = await answeredTwice({});
    expect(startAgain(html)).toBeUndefined();
    expect(html).toContain('Open the app you want to use and start again from there.');
  });

  it('gives the reason in its first sentence', async () => {
    const html = await answeredTwice({});
    expect(/<p class="lead">([^<]+)/.exec(html)![1]).toBe(
      'It has been answered already, and each answer counts only once.',
    );
  });

  it('of no client that is known leads to the pages of the account', async () => {
    for (const path of ['confirm_access', 'sign_in', 'authorize/resume', 'device/resume', 'account/resume']) {
      const response = await get(server.url(path));
      expect([path, response.status]).toEqual([path, 400]);
      expect(await response.text()).toContain('id="account" href="/oauth/account"');
    }
  });

  it('leads to no pages of the account where there are none', async () => {
    const plain = await TestServer.start({ database, extras: { features: { accountPages: false } } });
    try {
      const response = await get(plain.url('confirm_access'));
      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain('id="account"');
    } finally {
      await plain.close();
    }
  });

  it('a sign-in that is cancelled is written down, once, with the client', async () => {
    const client = await server.register();
    const visitor = new Visitor();
    const page = await visitor.visit(authorizeUrl(server, client, proof));
    const { fields } = readForm(page.html);
    const back = await visitor.submit(page, {}, { name: 'action', value: 'cancel' });
    expect(answerIn(back.url).values).toEqual({
      error: 'access_denied',
      error_description: 'The request was denied.',
      state: 'st4te',
      iss: server.issuer,
    });
    const body = new URLSearchParams({ ...fields, action: 'cancel' });
    await expectPage(await visitor.request(server.url('sign_in'), { method: 'POST', body }), 400, GONE);
    const { clientId } = client;
    const events = await server.database.findMany(AuditEvent, { clientId, event: 'sign_in.cancelled' });
    expect(events).toEqual([expect.objectContaining({ actor: null, subject: null, data: {} })]);
  });
});
