import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import {
  allow,
  authorizeUrl,
  obtainCode,
  obtainTokens,
  redeem,
  refresh,
  signIn,
  type TokenAnswer,
} from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { readJwt } from '../support/jwt.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

describe.each(DATABASES)('the claims parameter on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let alice: string;
  let bob: string;
  beforeAll(async () => {
    server = await TestServer.start({ database });
    client = await server.register();
    const claims = { email_verified: true, phone_number: '+86 10 0000' };
    alice = (await server.addUser('alice', claims)).subject;
    bob = (await server.addUser('bob')).subject;
  });
  afterAll(() => server.close());

  const asking = (claims: object, scope = 'openid') => ({ scope, claims: JSON.stringify(claims) });
  const userinfo = async ({ access_token: token }: TokenAnswer): Promise<unknown> =>
    (await fetch(server.url('userinfo'), { headers: { authorization: `Bearer ${token}` } })).json();

  it('releases single claims where they were asked for; the token gets no scope for them', async () => {
    const claims = {
      userinfo: { email: null, name: { essential: true } },
      id_token: { email_verified: null, auth_time: { essential: true } },
    };
    const tokens = await obtainTokens(server, client, asking(claims));
    expect(tokens.scope).toBe('openid');
    expect(await userinfo(tokens)).toEqual({ sub: alice, email: 'alice@example.com', name: 'Alice Liddell' });
    const id = readJwt(tokens.id_token).claims;
    expect(id).toMatchObject({ sub: alice, email_verified: true, auth_time: expect.any(Number) });
    expect(id).not.toHaveProperty('email');

    const renewed = (await (await refresh(server, client, tokens.refresh_token)).json()) as TokenAnswer;
    expect(await userinfo(renewed)).toEqual({
      sub: alice,
      email: 'alice@example.com',
      name: 'Alice Liddell',
    });
    expect(readJwt(renewed.id_token).claims).toMatchObject({ email_verified: true });
  });

  it('asks the user for the permission of the scope that covers a claim', async () => {
    const fresh = await server.register();
    const visitor = new Visitor();
    const proof = pkce();
    const more = asking({ userinfo: { email: null }, id_token: { name: null } });
    const page = await signIn(visitor, await visitor.visit(authorizeUrl(server, fresh, proof, more)));
    expect(page.html).toContain('name="scope.email"');
    expect(page.html).toContain('name="scope.profile"');
    const callback = new URL((await allow(visitor, page, { 'scope.email': null })).url);
    const code = callback.searchParams.get('code')!;
    const tokens = (await (
      await redeem(server, fresh, { ...proof, code, callback, visitor })
    ).json()) as TokenAnswer;
    expect(await userinfo(tokens)).toEqual({ sub: alice });
    expect(readJwt(tokens.id_token).claims).toMatchObject({ name: 'Alice Liddell' });
  });

  it('ignores what nobody knows, and what the client may not ask for', async () => {
    const narrow = await server.register({ scopes: ['openid', 'profile'] });
    const claims = {
      userinfo: { email: { essential: true }, unheard: null, 'name#fr': null, toString: null },
    };
    expect(await userinfo(await obtainTokens(server, narrow, asking(claims)))).toEqual({ sub: alice });
    const plain = await server.register({ scopes: ['profile'] });
    const tokens = await obtainTokens(server, plain, asking({ userinfo: { name: null } }, 'profile'));
    expect(tokens.id_token).toBeUndefined();
  });

  it('cannot overwrite what the ID token says itself', async () => {
    const tokens = await obtainTokens(
      server,
      client,
      asking({ id_token: { sub: null, iss: null, aud: null } }),
    );
    expect(readJwt(tokens.id_token).claims).toMatchObject({
      sub: alice,
      iss: server.issuer,
      aud: client.clientId,
    });
  });

  it('wants the user that sub names, and nobody else', async () => {
    const visitor = new Visitor();
    await obtainCode(server, client, {}, visitor);
    const ask = async (sub: string): Promise<URLSearchParams> => {
      const more = { ...asking({ id_token: { sub: { value: sub } } }), prompt: 'none' };
      const { headers } = await visitor.request(authorizeUrl(server, client, pkce(), more));
      return new URL(headers.get('location')!).searchParams;
    };
    expect((await ask(alice)).get('code')).not.toBeNull();
    expect((await ask(bob)).get('error')).toBe('login_required');
  });
});
