import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { TestServer } from '../support/test-server.js';
import { AdminApp, type AdminBrowser, type Answer } from './admin-app.js';

interface Check {
  readonly id: string;
  readonly rule: string;
  readonly severity: string;
  readonly objectName: string;
  readonly clientId: string | null;
  readonly version: number;
  readonly details: Record<string, unknown>;
  readonly fix: { kind: string; changes: Record<string, unknown> } | null;
  readonly muted: { reason: string; by: string } | null;
}

interface Checks {
  readonly items: readonly Check[];
  readonly total: number;
  readonly next: string | null;
  readonly scanning: boolean;
  readonly scannedAt: string | null;
}

const DAY = 86_400_000;

describe.each(DATABASES)('the checks, on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let olga: AdminBrowser;
  let made = 0;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    olga = await admin.signIn('olga');
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  const list = async (query: string, browser = olga): Promise<Checks> =>
    (await browser.get<Checks>(`/api/checks?${query}`)).body;
  const rulesOf = async (clientId: string): Promise<string[]> =>
    (await list(`client=${clientId}`)).items.map(({ rule }) => rule).sort();

  /** Registered through the admin app. */
  async function create(settings: object): Promise<string> {
    const { status, body } = await olga.post<{ client: { clientId: string } }>('/api/clients', {
      name: `Client ${++made}`,
      redirectUris: ['https://client.example/cb'],
      firstParty: true,
      owner: 'Platform team',
      ...settings,
    });
    expect(status).toBe(201);
    return body.client.clientId;
  }

  const fix = ({ id, version }: Check, browser = olga): Promise<Answer> =>
    browser.call('POST', `/api/checks/${id}/fix`, undefined, { 'if-match': `"${version}"` });

  async function scanned(): Promise<void> {
    expect((await olga.post('/api/checks/run')).status).toBe(202);
    for (let i = 0; i < 100; i++) {
      if (!(await list('limit=1')).scanning) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('The scan does not end.');
  }

  const events = (event: string, clientId: string): Promise<AuditEvent[]> =>
    server.database.findMany(AuditEvent, { event, clientId });

  it('find what is wrong with a client as soon as it is stored', async () => {
    const clientId = await create({ requirePkce: false, accessTokenSeconds: 86_400, firstParty: false });
    expect(await rulesOf(clientId)).toEqual(['access_token_long', 'pkce_missing']);
    const { items } = await list(`client=${clientId}`);
    const counts = await olga.get(`/api/checks/counts?client=${clientId}&client=portcullis-admin`);
    expect(counts.body).toEqual([{ clientId, open: 2 }]);
    expect(items[0]).toMatchObject({
      rule: 'pkce_missing',
      severity: 'high',
      objectKind: 'client',
      objectId: clientId,
      fix: { kind: 'settings', changes: { requirePkce: true } },
      muted: null,
    });
  });

  it('fix what has one right way, and leave the difference in the audit log', async () => {
    const clientId = await create({ requirePkce: false });
    const [found] = (await list(`client=${clientId}`)).items;
    expect((await olga.post(`/api/checks/${found!.id}/fix`)).status).toBe(428);
    expect((await fix({ ...found!, version: found!.version + 1 })).status).toBe(412);
    expect((await fix(found!)).status).toBe(204);
    expect(await rulesOf(clientId)).toEqual([]);
    const client = await olga.get<{ requirePkce: boolean }>(`/api/clients/${clientId}`);
    expect(client.body.requirePkce).toBe(true);
    const [event] = await events('client.updated', clientId);
    expect(event!.data).toEqual({ before: { requirePkce: false }, after: { requirePkce: true } });
    expect((await fix(found!)).status).toBe(404);
  });

  it('are muted only with a reason, which is written down, and open again when it is taken back', async () => {
    const clientId = await create({ requirePkce: false });
    const [found] = (await list(`client=${clientId}`)).items;
    for (const body of [{}, { reason: '' }, { reason: '  ' }, { reason: 'x'.repeat(501) }]) {
      expect((await olga.post(`/api/checks/${found!.id}/mute`, body)).status).toBe(400);
    }
    expect((await olga.post(`/api/checks/${found!.id}/mute`, { reason: 'An old device.' })).status).toBe(204);
    expect(await rulesOf(clientId)).toEqual([]);
    const muted = await list(`client=${clientId}&state=muted`);
    expect(muted.items).toMatchObject([{ rule: 'pkce_missing', muted: { reason: 'An old device.' } }]);
    const [event] = await events('check.muted', clientId);
    expect(event!.data).toMatchObject({ rule: 'pkce_missing', reason: 'An old device.' });

    await olga.call('PATCH', `/api/clients/${clientId}`, { name: 'Renamed' }, { 'if-match': '"1"' });
    expect((await list(`client=${clientId}&state=muted`)).total).toBe(1);
    expect((await olga.post(`/api/checks/${found!.id}/unmute`)).status).toBe(204);
    expect(await rulesOf(clientId)).toEqual(['pkce_missing']);
    expect(await events('check.unmuted', clientId)).toHaveLength(1);
  });

  it('find in the background what was changed from outside and by time', async () => {
    const { clientId } = await server.register({ name: 'From outside', firstParty: true });
    const other = await create({ name: 'To be removed', requirePkce: false });
    await admin.query('UPDATE oauth_client SET redirect_uris = ?, created_at = ? WHERE client_id = ?', [
      JSON.stringify(['https://*.example/cb', 'http://wiki.example/cb', 'https://wiki.example/cb']),
      Date.now() - DAY,
      Buffer.from(clientId),
    ]);
    await admin.query('UPDATE oauth_client_secret SET expires_at = ? WHERE client_id = ?', [
      Date.now() + 5 * DAY,
      Buffer.from(clientId),
    ]);
    await admin.query('DELETE FROM oauth_client WHERE client_id = ?', [Buffer.from(other)]);
    await scanned();
    expect(await rulesOf(clientId)).toEqual([
      'no_owner',
      'redirect_uri_http',
      'redirect_uri_wildcard',
      'secret_expiring',
    ]);
    expect(await rulesOf(other)).toEqual([]);
    const secret = (await list(`client=${clientId}&rule=secret_expiring`)).items[0];
    expect(secret).toMatchObject({ severity: 'medium', details: { days: 7, client: 'From outside' } });
  });

  it('disable a secret that nobody has used for 90 days, when another one works', async () => {
    const clientId = await create({});
    await olga.post(`/api/clients/${clientId}/secrets`, { name: 'Second' });
    await admin.query('UPDATE oauth_client_secret SET created_at = ? WHERE client_id = ? AND name = ?', [
      Date.now() - 91 * DAY,
      Buffer.from(clientId),
      'First secret',
    ]);
    await scanned();
    const [found] = (await list(`client=${clientId}`)).items;
    expect(found).toMatchObject({ rule: 'secret_unused', objectName: 'First secret' });
    expect((await fix(found!)).status).toBe(204);
    expect(await rulesOf(clientId)).toEqual([]);
    expect(await events('client_secret.disabled', clientId)).toHaveLength(1);
  });

  it('say nothing about a disabled client', async () => {
    const clientId = await create({ requirePkce: false });
    await olga.post(`/api/clients/${clientId}/disable`);
    expect(await rulesOf(clientId)).toEqual([]);
    await olga.post(`/api/clients/${clientId}/enable`);
    expect(await rulesOf(clientId)).toEqual(['pkce_missing']);
  });

  it('offer no fix for the own client of the admin app', async () => {
    await admin.query('UPDATE oauth_client SET require_pkce = 0 WHERE client_id = ?', [
      Buffer.from('portcullis-admin'),
    ]);
    await scanned();
    const [found] = (await list('client=portcullis-admin')).items;
    expect(found).toMatchObject({ rule: 'pkce_missing', fix: null });
    expect(await fix(found!)).toMatchObject({ status: 409, body: { error: 'not_fixable' } });
  });

  it('come in pages, by rule, severity and search', async () => {
    for (let i = 0; i < 3; i++) await create({ name: `Paged ${i}`, requirePkce: false });
    const first = await list('search=Paged&limit=2');
    expect(first).toMatchObject({ total: 3, items: [{ severity: 'high' }, { severity: 'high' }] });
    const second = await list(`search=Paged&limit=2&cursor=${first.next!}`);
    expect(second.items).toHaveLength(1);
    expect((await list('search=Paged&severity=low')).total).toBe(0);
    expect((await list('search=Paged&rule=pkce_missing&severity=high')).total).toBe(3);
    for (const query of ['sort=name', 'rule=nonsense', 'state=all', 'severity=fatal', 'limit=1000']) {
      expect((await olga.get(`/api/checks?${query}`)).status).toBe(400);
    }
  });

  it('narrow the list of clients', async () => {
    const bad = await create({ requirePkce: false });
    const good = await create({});
    const ids = async (issues: string): Promise<string[]> => {
      const { body } = await olga.get<{ items: { clientId: string }[] }>(
        `/api/clients?limit=100&sort=-created&issues=${issues}`,
      );
      return body.items.map(({ clientId }) => clientId).filter((id) => [bad, good].includes(id));
    };
    expect(await ids('some')).toEqual([bad]);
    expect(await ids('none')).toEqual([good]);
    expect((await olga.get('/api/clients?issues=perhaps')).status).toBe(400);
  });

  it('may be read by everybody, and be fixed and muted by whoever may edit the client', async () => {
    const [mine, theirs] = [await create({ requirePkce: false }), await create({ requirePkce: false })];
    await admin.addMember('vera', 'viewer');
    await admin.addMember('max', 'client_manager', [mine]);
    const [vera, max] = [await admin.signIn('vera'), await admin.signIn('max')];
    const [own] = (await list(`client=${mine}`, vera)).items;
    const [foreign] = (await list(`client=${theirs}`, max)).items;
    const mute = (browser: AdminBrowser, { id }: Check): Promise<Answer> =>
      browser.post(`/api/checks/${id}/mute`, { reason: 'So be it.' });
    expect((await fix(own!, vera)).status).toBe(403);
    expect((await mute(vera, own!)).status).toBe(403);
    expect((await vera.post('/api/checks/run')).status).toBe(403);
    expect(await fix(foreign!, max)).toMatchObject({ status: 403, body: { error: 'not_assigned' } });
    expect(await mute(max, foreign!)).toMatchObject({ status: 403, body: { error: 'not_assigned' } });
    expect((await mute(max, own!)).status).toBe(204);
    expect((await fix(own!, max)).status).toBe(204);
  });

  it('are looked through by one process at a time', async () => {
    await scanned();
    const [before] = await admin.query('SELECT holder, finished_at FROM admin_check_scan');
    await admin.query('UPDATE admin_check_scan SET holder = ?, leased_until = ?, due_at = 0', [
      Buffer.alloc(16, 1),
      Date.now() + 60_000,
    ]);
    await olga.post('/api/checks/run');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const [held] = await admin.query('SELECT holder, finished_at FROM admin_check_scan');
    expect(held).toEqual({ holder: Buffer.alloc(16, 1), finished_at: before!['finished_at'] });
    await admin.query('UPDATE admin_check_scan SET leased_until = 0');
    await scanned();
  });
});
