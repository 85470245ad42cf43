import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewClient } from '@portcullis/oauth';
import { answerIn, expectPage } from '../support/answers.js';
import { DATABASES } from '../support/databases.js';
import { allow, authorizeUrl, redeem, signIn, type TokenAnswer } from '../support/flow.js';
import { query } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor, type Visit } from '../support/visitor.js';

const proof = pkce();

const decoded = (text: string): string =>
  text
    .replaceAll(/&#x([0-9A-F]+);/gi, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** Where a page between leads: by itself and by its link, which are the same. */
async function targetOf(answer: Visit, title = 'Going back to Acme Wiki'): Promise<string> {
  const { headers } = answer.response;
  const html = await expectPage(new Response(answer.html, { status: answer.status, headers }), 200, title);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('same-origin');
  expect(headers.get('content-security-policy')).toMatch(/; form-action 'self'$/);
  expect(html.match(/<script/g)).toHaveLength(1);
  const href = decoded(/id="continue" href="([^"]+)"/.exec(html)![1]!);
  expect(decoded(/<meta http-equiv="refresh" content="([^"]+)">/.exec(html)![1]!)).toBe(`0;url=${href}`);
  return href;
}

describe.each(DATABASES)('strict form-action on %s', (database) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.start({ database, options: { strictFormAction: true } });
    await server.addUser();
  });
  afterAll(() => server.close());

  async function arrive(
    settings: Partial<NewClient> = {},
    more: Record<string, string> = {},
  ): Promise<{ visitor: Visitor; client: RegisteredClient; first: Visit; consent: Visit }> {
    const client = await server.register(settings);
    const visitor = new Visitor();
    const first = await visitor.visit(authorizeUrl(server, client, proof, more));
    return { visitor, client, first, consent: await signIn(visitor, first) };
  }
  const policyOf = ({ response }: Visit): string => response.headers.get('content-security-policy')!;

  it('lets forms of the pages go to our own addresses only', async () => {
    const { first, consent } = await arrive();
    for (const page of [first, consent]) expect(policyOf(page)).toMatch(/; form-action 'self'$/);
  });

  it('ends at the client through a page, with a code that works', async () => {
    const state = `"><script>alert(1)</script>'; url=https://evil.example/ 路`;
    const { visitor, client, consent } = await arrive({}, { state });
    const href = await targetOf(await allow(visitor, consent));
    const { to, values } = answerIn(href);
    expect(to).toBe('https://client.example/cb');
    expect(values).toEqual({ code: expect.any(String), state, iss: server.issuer });
    const result = { ...proof, code: values['code']!, callback: new URL(href), visitor };
    expect((await redeem(server, client, result)).status).toBe(200);
  });

  it.each([
    `https://client.example/cb?a='x';b="y"&c=<z>`,
    'https://client.example/cb;v=1',
    'http://127.0.0.1/cb',
  ])('changes nothing of the redirect URI %s', async (redirectUri) => {
    const { visitor, consent } = await arrive({ redirectUris: [redirectUri] });
    const href = await targetOf(await allow(visitor, consent));
    expect(href.startsWith(`${redirectUri}${redirectUri.includes('?') ? '&' : '?'}code=`)).toBe(true);
  });

  it('takes a refusal to the client in the same way', async () => {
    const { visitor, consent, client } = await arrive();
    const denied = await visitor.submit(consent, {}, { name: 'decision', value: 'deny' });
    const answer = { error: 'access_denied', state: 'st4te', iss: server.issuer };
    expect(answerIn(await targetOf(denied)).values).toMatchObject(answer);
    const other = new Visitor();
    const page = await other.visit(authorizeUrl(server, client, proof));
    const cancelled = await other.submit(page, {}, { name: 'action', value: 'cancel' });
    expect(answerIn(await targetOf(cancelled)).values).toMatchObject(answer);
  });

  it('redirects where no form came before: a session, an error, a silent request', async () => {
    const { visitor, client, consent } = await arrive();
    await allow(visitor, consent);
    for (const more of [{}, { prompt: 'none' }, { response_type: 'token' }] as Record<string, string>[]) {
      const answer = await visitor.request(authorizeUrl(server, client, proof, more));
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toMatch(/^https:\/\/client\.example\/cb\?/);
    }
  });

  it('redirects to an app, whose scheme its pages allow', async () => {
    const redirectUri = 'com.acme.app:/cb';
    const { visitor, first, consent } = await arrive({ redirectUris: [redirectUri] });
    for (const page of [first, consent]) {
      expect(policyOf(page)).toMatch(/; form-action 'self' com\.acme\.app:$/);
    }
    const back = await allow(visitor, consent);
    expect([back.left, back.status]).toEqual([true, 303]);
    expect(back.url).toMatch(/^com\.acme\.app:\/cb\?code=/);
  });

  it('posts an answer to the client from its own page, which has no form-action', async () => {
    const { visitor, consent } = await arrive({}, { response_mode: 'form_post' });
    const page = await allow(visitor, consent);
    expect(page.html).toContain('action="https://client.example/cb"');
    expect(policyOf(page)).not.toContain('form-action');
  });

  it('stands between the sign-out page and the client, but not where nobody was asked', async () => {
    const postLogoutRedirectUris = ['https://client.example/bye'];
    const former = await arrive({ postLogoutRedirectUris });
    const callback = new URL(await targetOf(await allow(former.visitor, former.consent)));
    const result = { ...proof, code: callback.searchParams.get('code')!, callback, visitor: former.visitor };
    const tokens = (await (await redeem(server, former.client, result)).json()) as TokenAnswer;
    const hint = tokens.id_token;
    const { visitor } = await arrive();
    const request = query({
      id_token_hint: hint,
      post_logout_redirect_uri: postLogoutRedirectUris[0],
      state: 'a"b',
    });
    // A hint of another session: the user is asked.
    const asked = await visitor.visit(`${server.url('logout')}?${request}`);
    expect(policyOf(asked)).toMatch(/; form-action 'self'$/);
    const out = await visitor.submit(asked, {}, { name: 'decision', value: 'sign_out' });
    expect(await targetOf(out)).toBe('https://client.example/bye?state=a%22b');
    // Nobody is signed in any more.
    const again = await visitor.visit(`${server.url('logout')}?${request}`);
    expect([again.left, again.url]).toEqual([true, 'https://client.example/bye?state=a%22b']);
  });

  it('is over once it was shown: loading it again gives no second code', async () => {
    const { visitor, consent } = await arrive();
    const between = await allow(visitor, consent);
    await targetOf(between);
    await expectPage(await visitor.request(between.url), 400, 'This page is no longer valid');
  });
});
