import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allow, authorizeUrl, redeem, signIn } from '../support/flow.js';
import type { Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { readForm, Visitor, type Visit } from '../support/visitor.js';

describe('response_mode=form_post', () => {
  let server: TestServer;
  let client: RegisteredClient;
  const proof = pkce();
  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    client = await server.register();
    await server.addUser();
  });
  afterAll(() => server.close());

  const open = (visitor: Visitor, more: Parameters = {}): Promise<Visit> =>
    visitor.visit(authorizeUrl(server, client, proof, { response_mode: 'form_post', ...more }));

  it('carries the code in a form to the redirect URI, and nothing of it in an address', async () => {
    const visitor = new Visitor();
    const page = await allow(visitor, await signIn(visitor, await open(visitor)));
    expect([page.status, page.left]).toEqual([200, false]);
    expect(page.response.headers.get('cache-control')).toBe('no-store');
    const { action, fields } = readForm(page.html);
    expect(action).toBe(client.client.redirectUris[0]);
    expect(fields).toEqual({ code: expect.any(String), state: 'st4te', iss: server.issuer });
    expect(page.url).not.toContain(fields['code']!);
    const answer = await redeem(server, client, {
      ...proof,
      code: fields['code']!,
      callback: new URL(action),
      visitor,
    });
    expect(answer.status).toBe(200);
  });

  it('has no policy in the way of the form, and none of its script inline', async () => {
    const page = await open(new Visitor(), { prompt: 'none' });
    const policy = page.response.headers.get('content-security-policy')!;
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('form-action');
    expect(page.html).not.toMatch(/<script\b(?![^>]*\ssrc=)/);
    expect(page.html).toMatch(/<button type="submit"/);
  });

  it.each<[string, Parameters, string]>([
    ['an error without a page', { prompt: 'none' }, 'login_required'],
    ['a refused parameter', { scope: 'root' }, 'invalid_scope'],
  ])('carries %s', async (_, more, error) => {
    const { fields } = readForm((await open(new Visitor(), more)).html);
    expect(fields).toEqual({
      error,
      error_description: expect.any(String),
      state: 'st4te',
      iss: server.issuer,
    });
  });

  it('prints what a client sent literally', async () => {
    const state = `"><script>alert(1)</script>&amp;'{{7*7}}`;
    const page = await open(new Visitor(), { prompt: 'none', state });
    expect(readForm(page.html).fields['state']).toBe(state);
    expect(page.html).not.toContain('<script>alert');
  });
});
