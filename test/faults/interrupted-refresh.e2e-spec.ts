import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import { introspect, obtainTokens, post, refresh, registerApi, type TokenAnswer } from '../support/flow.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';

describe.each(DATABASES)('a refresh whose access token cannot be stored, on %s', (database) => {
  describe.each([30, 0])('with a grace window of %i seconds', (graceSeconds) => {
    let server: TestServer;
    let client: RegisteredClient;
    let api: RegisteredClient;

    beforeAll(async () => {
      server = await TestServer.start({ database, options: { refresh: { graceSeconds } }, quiet: true });
      await server.addUser();
      client = await server.register({ accessTokenFormat: 'opaque' });
      api = await registerApi(server, server.issuer);
    });
    afterAll(() => server.close());

    const rename = (from: string, to: string): Promise<unknown> =>
      server.database.run((manager) => manager.query(`ALTER TABLE ${from} RENAME TO ${to}`));
    const repeats = async (): Promise<number> => {
      const sql = 'SELECT SUM(repeats) AS n FROM oauth_refresh_token';
      const [row] = await server.database.run((manager) => manager.query(sql));
      return Number(row.n);
    };

    it('loses nothing: the client tries again and has tokens that work', async () => {
      const { refresh_token: first } = await obtainTokens(server, client);
      await rename('oauth_access_token', 'oauth_access_token_gone');
      const failed = await refresh(server, client, first);
      await rename('oauth_access_token_gone', 'oauth_access_token');
      expect(failed.status).toBe(503);
      expect(failed.headers.get('retry-after')).toMatch(/^\d+$/);

      const again = await refresh(server, client, first);
      expect(again.status).toBe(200);
      const tokens = (await again.json()) as TokenAnswer;
      expect(await introspect(server, api, tokens.access_token)).toMatchObject({
        active: true,
        client_id: client.clientId,
        scope: tokens.scope,
      });
      expect((await refresh(server, client, tokens.refresh_token)).status).toBe(200);
    });

    it('claims nothing unless the answer is kept', async () => {
      const { refresh_token: first } = await obtainTokens(server, client);
      await rename('oauth_access_token', 'oauth_access_token_gone');
      await refresh(server, client, first);
      await rename('oauth_access_token_gone', 'oauth_access_token');
      const before = await repeats();
      await refresh(server, client, first);
      expect((await repeats()) - before).toBe(graceSeconds > 0 ? 1 : 0);
    });

    if (graceSeconds === 0) return;

    it('gives one answer to all who ask at once, and a repeat does not bring back a token that was revoked', async () => {
      const { refresh_token: first } = await obtainTokens(server, client);
      const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(server, client, first)));
      const tokens = await Promise.all(answers.map(async (answer) => (await answer.json()) as TokenAnswer));
      expect(new Set(tokens.map((each) => each.access_token)).size).toBe(1);
      expect(await introspect(server, api, tokens[0]!.access_token)).toMatchObject({ active: true });

      await post(server, 'revoke', client, { token: tokens[0]!.access_token });
      const repeated = (await (await refresh(server, client, first)).json()) as TokenAnswer;
      expect(repeated.access_token).toBe(tokens[0]!.access_token);
      expect(await introspect(server, api, repeated.access_token)).toEqual({ active: false });
    });
  });
});
