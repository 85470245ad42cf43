import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import { obtainTokens, type TokenAnswer } from '../support/flow.js';
import { readJwt } from '../support/jwt.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { ordersApi } from './snippets/express-oauth2-jwt-bearer.js';
import { discover } from './snippets/oauth4webapi.js';

const API = 'https://orders.example';
const INSECURE = { [oauth.allowInsecureRequests]: true };

describe('express-oauth2-jwt-bearer in an API', () => {
  let server: TestServer;
  let client: RegisteredClient;
  let tokens: TokenAnswer;
  let api: Server;
  let url: string;

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    await server.addUser();
    client = await server.register({ audiences: [API], scopes: ['openid', 'orders:read', 'orders:write'] });
    tokens = await obtainTokens(server, client, { scope: 'openid orders:read' });
    await new Promise<void>((resolve) => {
      api = ordersApi(server.issuer, API).listen(0, '127.0.0.1', () => resolve());
    });
    url = `http://127.0.0.1:${(api.address() as AddressInfo).port}/orders`;
  });
  afterAll(async () => {
    api.closeAllConnections();
    await new Promise((resolve) => api.close(resolve));
    await server.close();
  });

  const get = (token: string, scheme = 'Bearer'): Promise<Response> =>
    fetch(url, { headers: { authorization: `${scheme} ${token}` } });

  it.each(['ES256', 'RS256'] as const)('takes an access token under %s', async (accessTokenAlg) => {
    const other = await server.register({ audiences: [API], scopes: ['orders:read'], accessTokenAlg });
    const { access_token: token } = await obtainTokens(server, other, { scope: 'orders:read' });
    const answer = await get(token);
    expect(await answer.json()).toEqual({ owner: readJwt(token).claims.sub });
  });

  it('refuses an ID token, another audience and too little scope', async () => {
    expect((await get(tokens.access_token)).status).toBe(200);
    expect((await get(tokens.id_token)).status).toBe(401);
    const foreign = await server.register({
      audiences: ['https://elsewhere.example'],
      scopes: ['orders:read'],
    });
    const { access_token: elsewhere } = await obtainTokens(server, foreign, { scope: 'orders:read' });
    expect((await get(elsewhere)).status).toBe(401);
    const { access_token: tooLittle } = await obtainTokens(server, client, { scope: 'orders:write' });
    expect((await get(tooLittle)).status).toBe(403);
  });

  it('takes a token bound to a key with its proof only', async () => {
    const as = await discover(server.issuer, INSECURE);
    const machine = await server.register({
      grantTypes: ['client_credentials'],
      redirectUris: [],
      scopes: ['orders:read'],
      audiences: [API],
    });
    const party: oauth.Client = { client_id: machine.clientId };
    const DPoP = oauth.DPoP(party, await oauth.generateKeyPair('ES256'));
    const { access_token: token } = await oauth.processClientCredentialsResponse(
      as,
      party,
      await oauth.clientCredentialsGrantRequest(
        as,
        party,
        oauth.ClientSecretBasic(machine.secret!),
        {},
        { DPoP, ...INSECURE },
      ),
    );
    const proven = await oauth.protectedResourceRequest(token, 'GET', new URL(url), undefined, null, {
      DPoP,
      ...INSECURE,
    });
    expect(await proven.json()).toEqual({ owner: machine.clientId });
    expect((await get(token)).status).toBe(401);
    // Without a proof the request is no DPoP request at all.
    expect((await get(token, 'DPoP')).status).toBe(400);
  });
});
