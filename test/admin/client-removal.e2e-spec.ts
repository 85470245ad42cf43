import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent, ClientSecret, Consent } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { obtainTokens, post, type TokenAnswer } from '../support/flow.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { AdminApp, type AdminBrowser } from './admin-app.js';

describe.each(DATABASES)('ending clients in the admin API on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let olga: AdminBrowser;
  let api: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    olga = await admin.signIn('olga');
    await server.addUser('alice');
    api = await server.register({
      name: 'API',
      redirectUris: [],
      grantTypes: [],
      mayIntrospect: true,
      audiences: ['https://orders.example'],
    });
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  const register = (name: string, input = {}): Promise<RegisteredClient> =>
    server.register({ name, audiences: ['https://orders.example'], ...input });

  async function isActive(token: string): Promise<boolean> {
    const answer = await post(server, 'check_access', api, { token });
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { active: boolean }).active;
  }

  async function refresh(client: RegisteredClient, token: string): Promise<unknown> {
    const form = { grant_type: 'refresh_token', refresh_token: token };
    return (await post(server, 'token', client, form)).json();
  }

  async function ownToken(client: RegisteredClient): Promise<string> {
    const answer = await post(server, 'token', client, { grant_type: 'client_credentials' });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  it.each(['jwt', 'opaque'])(
    '29 danger zone: revoking ends %s tokens at once, and new ones work',
    async (format) => {
      const client = await register('Revoked', {
        accessTokenFormat: format,
        grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
      });
      const tokens = await obtainTokens(server, client);
      const own = await ownToken(client);
      expect([await isActive(tokens.access_token), await isActive(own)]).toEqual([true, true]);
      const path = `/api/clients/${client.clientId}`;
      expect((await olga.get(`${path}/dependents`)).body).toEqual({
        users: 1,
        authorizations: 1,
        refreshTokens: 1,
      });

      expect(await olga.post(`${path}/revoke_tokens`)).toMatchObject({
        status: 200,
        body: { authorizations: 1 },
      });
      expect(await isActive(tokens.access_token)).toBe(false);
      expect(await refresh(client, tokens.refresh_token)).toMatchObject({ error: 'invalid_grant' });
      expect((await olga.get(`${path}/dependents`)).body).toMatchObject({ users: 0, authorizations: 0 });
      // What the client got for itself is judged by the client, which the server remembers for a second.
      await new Promise((resolve) => setTimeout(resolve, 1100));
      expect(await isActive(own)).toBe(false);
      const again = await obtainTokens(server, client);
      expect([await isActive(again.access_token), await isActive(await ownToken(client))]).toEqual([
        true,
        true,
      ]);
      const events = await server.database.findMany(AuditEvent, { event: 'client.tokens_revoked' });
      expect(events.at(-1)).toMatchObject({ clientId: client.clientId, data: { authorizations: 1 } });
    },
  );

  it('29 danger zone: deleting ends everything in one unit, and the id starts from nothing', async () => {
    const clientId = `deleted-${database}`;
    const client = await register('Deleted', {
      clientId,
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    });
    const tokens = await obtainTokens(server, client);
    const own = await post(server, 'token', client, { grant_type: 'client_credentials' });
    const { access_token: ownToken } = (await own.json()) as TokenAnswer;
    const path = `/api/clients/${clientId}`;
    expect(await server.database.findMany(Consent, { clientId })).not.toEqual([]);
    expect(await olga.call('DELETE', path)).toMatchObject({ status: 200, body: { authorizations: 1 } });
    expect(await isActive(tokens.access_token)).toBe(false);
    expect((await refresh(client, tokens.refresh_token)) as object).toMatchObject({
      error: expect.stringMatching(/^invalid_(grant|client)$/),
    });
    expect((await olga.get(path)).status).toBe(404);
    expect(await server.database.findMany(ClientSecret, { clientId })).toEqual([]);
    expect(await server.database.findMany(Consent, { clientId })).toEqual([]);
    const events = await server.database.findMany(AuditEvent, { clientId, event: 'client.deleted' });
    expect(events).toMatchObject([{ data: { before: { name: 'Deleted' }, authorizations: 1 } }]);
    expect((await olga.call('DELETE', path)).status).toBe(404);

    const again = await register('Again', { clientId });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await isActive(tokens.access_token)).toBe(false);
    expect(await isActive(ownToken)).toBe(false);
    expect(await refresh(again, tokens.refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });

  it('29 danger zone: asks who it is when that was proven too long ago', async () => {
    const { clientId } = await register('Guarded');
    const tina = (await admin.addOwner('tina'), await admin.signIn('tina'));
    await admin.query('UPDATE admin_session SET proven_at = 1 WHERE name = ?', ['Owner tina']);
    const stepUp = { status: 403, body: { error: 'step_up_required' } };
    expect(await tina.call('DELETE', `/api/clients/${clientId}`)).toMatchObject(stepUp);
    expect(await tina.post(`/api/clients/${clientId}/revoke_tokens`)).toMatchObject(stepUp);
    expect(await tina.post('/api/bulk/clients/delete', { keys: [clientId] })).toMatchObject(stepUp);
    expect((await tina.get(`/api/clients/${clientId}`)).status).toBe(200);
  });

  it('16 own client: cannot be ended', async () => {
    const path = '/api/clients/portcullis-admin';
    for (const answer of [
      await olga.call('DELETE', path),
      await olga.post(`${path}/revoke_tokens`),
      await olga.post(`${path}/secrets/revoke_all`),
      await olga.post(`${path}/disable`),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { error: 'protected_client' } });
    }
  });

  it('4 rotation: a secret is enabled again, deleted when it works no more, and all are revoked at once', async () => {
    const client = await register('Rotated');
    const path = `/api/clients/${client.clientId}/secrets`;
    const list = async (): Promise<{ id: string; disabledAt: string | null }[]> =>
      (await olga.get<{ id: string; disabledAt: string | null }[]>(path)).body;
    const [first] = await list();
    expect(await olga.call('DELETE', `${path}/${first!.id}`)).toMatchObject({
      status: 409,
      body: { error: 'secret_in_use' },
    });
    await olga.post(path, { name: 'Second' });
    expect(await olga.post(`${path}/revoke_all`)).toMatchObject({ status: 200, body: { secrets: 2 } });
    expect((await list()).every(({ disabledAt }) => disabledAt !== null)).toBe(true);
    expect((await olga.post(`${path}/${first!.id}/enable`)).status).toBe(204);
    expect((await list()).map(({ disabledAt }) => disabledAt === null)).toEqual([true, false]);
    const second = (await list())[1]!;
    expect((await olga.call('DELETE', `${path}/${second.id}`)).status).toBe(204);
    expect((await olga.call('DELETE', `${path}/${second.id}`)).status).toBe(404);
    expect((await olga.call('DELETE', `${path}/nonsense`)).status).toBe(404);
    expect(await list()).toHaveLength(1);
    const events = await server.database.findMany(
      AuditEvent,
      { clientId: client.clientId },
      { orderBy: 'at' },
    );
    expect(events.map(({ event }) => event)).toEqual([
      'client.created',
      'client_secret.created',
      'client_secret.all_revoked',
      'client_secret.enabled',
      'client_secret.deleted',
    ]);
  });

  it('lifetimes: a client has its own for ID tokens and for refresh tokens that lie unused', async () => {
    const client = await register('Brief', { idTokenSeconds: 90, refreshTokenSeconds: 120 });
    const tokens = await obtainTokens(server, client);
    const claims = JSON.parse(Buffer.from(tokens.id_token.split('.')[1]!, 'base64url').toString()) as {
      iat: number;
      exp: number;
    };
    expect(claims.exp - claims.iat).toBe(90);
    const next = (await refresh(client, tokens.refresh_token)) as { refresh_token: string };
    expect(next.refresh_token).toEqual(expect.any(String));
    server.clock.advance(121);
    expect(await refresh(client, next.refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });
});
