import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyRing } from '@portcullis/oauth';
import { decodeProtectedHeader, errors } from 'jose';
import { obtainTokens, post, type TokenAnswer } from '../support/flow.js';
import { forgeries } from '../support/jwt.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { accessTokenVerifier } from './snippets/jose.js';

const API = 'https://orders.example';

describe('jose in an API', () => {
  let server: TestServer;
  let client: RegisteredClient;
  let tokens: TokenAnswer;

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    await server.addUser();
    client = await server.register({ audiences: [API], scopes: ['openid', 'orders:read'] });
    tokens = await obtainTokens(server, client, { scope: 'openid orders:read', resource: API });
  });
  afterAll(() => server.close());

  it.each(['ES256', 'RS256'] as const)('takes an access token under %s', async (accessTokenAlg) => {
    const other = await server.register({
      audiences: [API],
      scopes: ['openid', 'orders:read'],
      accessTokenAlg,
    });
    const { access_token: token } = await obtainTokens(server, other, { scope: 'openid orders:read' });
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: accessTokenAlg, typ: 'at+jwt' });
    expect(await accessTokenVerifier(server.issuer, API)(token)).toMatchObject({
      client_id: other.clientId,
      scope: 'openid orders:read',
      jti: expect.any(String),
    });
  });

  it('refuses an ID token, another audience and another issuer', async () => {
    const verify = accessTokenVerifier(server.issuer, API);
    const asOwnToken = accessTokenVerifier(server.issuer, client.clientId);
    await expect(asOwnToken(tokens.id_token)).rejects.toMatchObject({ claim: 'typ' });
    await expect(verify(tokens.id_token)).rejects.toBeInstanceOf(errors.JWTClaimValidationFailed);
    const elsewhere = accessTokenVerifier(server.issuer, 'https://elsewhere.example');
    await expect(elsewhere(tokens.access_token)).rejects.toMatchObject({ claim: 'aud' });
    // The same server by another name, so the keys are found there.
    const renamed = accessTokenVerifier(server.issuer.replace('localhost', '127.0.0.1'), API);
    await expect(renamed(tokens.access_token)).rejects.toMatchObject({ claim: 'iss' });
  });

  it('refuses forgeries', async () => {
    const verify = accessTokenVerifier(server.issuer, API);
    expect(await verify(tokens.access_token)).toMatchObject({ aud: API });
    const taken: string[] = [];
    for (const [name, forged] of Object.entries(await forgeries(server, tokens.access_token))) {
      const outcome = await verify(forged).catch(() => null);
      if (outcome) taken.push(name);
    }
    // It decodes the same bytes as the genuine one, which the library takes, and says nothing else.
    expect(taken).toEqual(['another spelling of the signature']);
  });

  it('takes tokens of the next signing key with the keys it already has', async () => {
    const verify = accessTokenVerifier(server.issuer, API);
    await verify(tokens.access_token);
    server.clock.advance(3600);
    await server.app.get(KeyRing, { strict: false }).rotate('ES256');
    const machine = await server.register({
      grantTypes: ['client_credentials'],
      redirectUris: [],
      audiences: [API],
    });
    const answer = await post(server, 'token', machine, { grant_type: 'client_credentials' });
    const { access_token: next } = (await answer.json()) as TokenAnswer;
    expect(decodeProtectedHeader(next).kid).not.toBe(decodeProtectedHeader(tokens.access_token).kid);
    // The library waits 30 seconds before it fetches again.
    expect(await verify(next)).toMatchObject({ sub: machine.clientId });
  });
});
