import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { AccountStore, type Account } from '@portcullis/oauth';
import {
  allow,
  authorizeUrl,
  introspect,
  redeem,
  registerApi,
  signIn,
  type TokenAnswer,
} from '../support/flow.js';
import type { Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { readJwt } from '../support/jwt.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor, type Visit } from '../support/visitor.js';

const KEY = 'urn:example:acr:key';
const PASSWORD = 'urn:portcullis:acr:password';

/** Whoever adds the code of a hardware key to the password has proved more. */
@Injectable()
class KeyAccounts extends AccountStore {
  private readonly carol: Account = { subject: 'e-1', username: 'carol', claims: {}, disabled: false };

  override async authenticate(_username: string, password: string): Promise<Account | null> {
    if (password === 'password') return this.carol;
    if (password !== 'password and key') return null;
    return { ...this.carol, authentication: { acr: KEY, amr: ['pwd', 'hwk'] } };
  }
  override async find(subject: string): Promise<Account | null> {
    return subject === 'e-1' ? this.carol : null;
  }
}

describe('acr_values and step-up (RFC 9470)', () => {
  let server: TestServer;
  let client: RegisteredClient;
  const proof = pkce();
  beforeAll(async () => {
    server = await TestServer.start({
      database: 'sqlite',
      options: { acrValues: [PASSWORD, KEY] },
      extras: { accounts: KeyAccounts },
    });
    client = await server.register({ audiences: ['https://orders.example'] });
  });
  afterAll(() => server.close());

  const essential = { claims: JSON.stringify({ id_token: { acr: { essential: true, values: [KEY] } } }) };
  const open = (visitor: Visitor, more: Parameters = {}): Promise<Visit> =>
    visitor.visit(authorizeUrl(server, client, proof, more));
  /** A browser in which carol has signed in with her password alone. */
  const weak = async (): Promise<Visitor> => {
    const visitor = new Visitor();
    await finish(visitor, await signIn(visitor, await open(visitor), 'carol', 'password'));
    return visitor;
  };
  const finish = async (visitor: Visitor, page: Visit): Promise<URL> => {
    const end = page.url.includes('/confirm_access') ? await allow(visitor, page) : page;
    expect(end.left).toBe(true);
    return new URL(end.url);
  };
  const tokensOf = async (visitor: Visitor, callback: URL): Promise<TokenAnswer> => {
    const code = callback.searchParams.get('code')!;
    return (await (
      await redeem(server, client, { ...proof, code, callback, visitor })
    ).json()) as TokenAnswer;
  };

  it('offers what the host can attest', async () => {
    const document = await (await fetch(`${server.issuer}/.well-known/openid-configuration`)).json();
    expect(document).toMatchObject({ acr_values_supported: [PASSWORD, KEY] });
  });

  it('makes a signed-in user prove more, and every token tells', async () => {
    const visitor = await weak();
    server.clock.advance(100);
    const page = await open(visitor, { acr_values: KEY });
    expect(page.url).toContain('/oauth/sign_in');
    const callback = await finish(visitor, await signIn(visitor, page, 'carol', 'password and key'));
    const tokens = await tokensOf(visitor, callback);
    const id = readJwt(tokens.id_token).claims;
    expect(id).toMatchObject({ acr: KEY, amr: ['pwd', 'hwk'] });
    expect(readJwt(tokens.access_token).claims).toMatchObject({ acr: KEY, auth_time: id['auth_time'] });
    const api = await registerApi(server, 'https://orders.example');
    expect(await introspect(server, api, tokens.access_token)).toMatchObject({
      acr: KEY,
      auth_time: id['auth_time'],
    });
    // From now on it is known.
    expect((await open(visitor, { acr_values: KEY })).left).toBe(true);
  });

  it('keeps the session of the user who signs in again', async () => {
    const visitor = new Visitor();
    const first = await tokensOf(
      visitor,
      await finish(visitor, await signIn(visitor, await open(visitor), 'carol', 'password')),
    );
    const page = await open(visitor, { acr_values: KEY });
    const second = await tokensOf(
      visitor,
      await finish(visitor, await signIn(visitor, page, 'carol', 'password and key')),
    );
    expect(readJwt(second.id_token).claims['sid']).toBe(readJwt(first.id_token).claims['sid']);
  });

  it('gives what there is when the wish was not essential, and says so', async () => {
    const visitor = await weak();
    const page = await open(visitor, { acr_values: KEY });
    const callback = await finish(visitor, await signIn(visitor, page, 'carol', 'password'));
    expect(readJwt((await tokensOf(visitor, callback)).id_token).claims['acr']).toBe(PASSWORD);
  });

  it('asks nobody again for what nobody here can attest', async () => {
    const visitor = await weak();
    expect((await open(visitor, { acr_values: 'urn:mace:incommon:iap:silver' })).left).toBe(true);
    expect((await open(visitor, { acr_values: `urn:mace:incommon:iap:silver ${PASSWORD}` })).left).toBe(true);
  });

  it('with prompt=none says that a sign-in is needed', async () => {
    const visitor = await weak();
    const page = await open(visitor, { acr_values: KEY, prompt: 'none' });
    expect(new URL(page.url).searchParams.get('error')).toBe('login_required');
  });

  it('gives nothing when an essential one is not reached', async () => {
    const visitor = await weak();
    const page = await open(visitor, essential);
    const callback = await finish(visitor, await signIn(visitor, page, 'carol', 'password'));
    expect(callback.searchParams.get('error')).toBe('unmet_authentication_requirements');
    expect(callback.searchParams.get('iss')).toBe(server.issuer);
    const again = await open(visitor, essential);
    const reached = await finish(visitor, await signIn(visitor, again, 'carol', 'password and key'));
    expect(reached.searchParams.get('code')).not.toBeNull();
  });

  it('refuses an essential one at once that nobody here can attest', async () => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, value: 'urn:nobody' } } });
    const page = await open(new Visitor(), { claims });
    expect(new URL(page.url).searchParams.get('error')).toBe('unmet_authentication_requirements');
  });
});
