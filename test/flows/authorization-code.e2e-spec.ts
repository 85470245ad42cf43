import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import {
  introspect,
  obtainCode,
  obtainTokens,
  redeem,
  registerApi,
  refresh,
  type TokenAnswer,
} from '../support/flow.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';

describe.each(DATABASES)('authorization code on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let api: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    await server.addUser();
    client = await server.register();
    api = await registerApi(server, server.issuer);
  });
  afterAll(() => server.close());

  it('walks from the request to tokens', async () => {
    const tokens = await obtainTokens(server, client);
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'openid profile' });
    expect(await introspect(server, api, tokens.access_token)).toMatchObject({
      active: true,
      username: 'alice',
    });
    const next = await refresh(server, client, tokens.refresh_token);
    expect(next.status).toBe(200);
    expect(((await next.json()) as TokenAnswer).refresh_token).not.toBe(tokens.refresh_token);
  });

  it('redeems a code once', async () => {
    const result = await obtainCode(server, client);
    expect((await redeem(server, client, result)).status).toBe(200);
    expect((await redeem(server, client, result)).status).toBe(400);
  });
});
