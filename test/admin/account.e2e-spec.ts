import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { TestServer } from '../support/test-server.js';
import { AdminApp, type AdminBrowser } from './admin-app.js';

interface OwnSession {
  readonly id: string;
  readonly current: boolean;
  readonly source: string | null;
}

describe.each(DATABASES)('my account, on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let olga: AdminBrowser;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    await admin.addMember('vera', 'viewer');
    olga = await admin.signIn('olga');
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  const sessions = async (browser: AdminBrowser): Promise<OwnSession[]> =>
    (await browser.get<{ items: OwnSession[] }>('/api/account/sessions')).body.items;

  it('20 remembers a language for every browser, and puts it into the page itself', async () => {
    const page = async (browser: AdminBrowser): Promise<string> =>
      (await browser.visitor.request(`${admin.url}/clients`)).text();
    const choose = (body: object) => olga.call('PATCH', '/api/account/preferences', body);
    expect((await olga.get('/api/session')).body).toMatchObject({
      preferences: { language: null, shortcuts: true },
    });
    expect(await page(olga)).toContain('data-language=""');
    expect(await choose({ language: 'zh-CN', shortcuts: false })).toMatchObject({
      status: 200,
      body: { language: 'zh-CN', shortcuts: false },
    });
    const elsewhere = await admin.signIn('olga');
    expect(await page(elsewhere)).toContain('data-language="zh-CN"');
    expect(await page(await admin.signIn('vera'))).toContain('data-language=""');
    expect((await choose({ language: null })).body).toEqual({ language: null, shortcuts: false });
    expect((await choose({})).body).toEqual({ language: null, shortcuts: false });
    for (const wrong of [{ language: 'xx"><script>' }, { shortcuts: null }, { role: 'owner' }])
      expect((await choose(wrong)).status).toBe(400);
  });

  it('lists own sessions alone, and ends one, or all others', async () => {
    const vera = await admin.signIn('vera');
    const others = await Promise.all([admin.signIn('vera'), admin.signIn('vera'), admin.signIn('vera')]);
    const before = await sessions(vera);
    const olgas = await sessions(olga);
    expect(before.filter(({ current }) => current)).toHaveLength(1);
    expect(before[0]!.source).toMatch(/127\.0\.0\.1|::1/);
    expect(before.map(({ id }) => id)).not.toContain(olgas[0]!.id);

    const one = (await sessions(others[0]!)).find(({ current }) => current)!;
    const end = (browser: AdminBrowser, id: string) => browser.call('DELETE', `/api/account/sessions/${id}`);
    expect((await end(olga, one.id)).status).toBe(404);
    expect((await end(vera, one.id)).status).toBe(204);
    expect((await end(vera, one.id)).status).toBe(404);
    expect((await others[0]!.get('/api/session')).status).toBe(401);
    expect((await others[1]!.get('/api/session')).status).toBe(200);

    const { status, body } = await vera.call('DELETE', '/api/account/sessions');
    expect([status, body]).toEqual([200, { ended: before.length - 2 }]);
    expect((await others[1]!.get('/api/session')).status).toBe(401);
    expect(await sessions(vera)).toMatchObject([{ current: true }]);
    expect((await sessions(olga)).map(({ id }) => id)).toEqual(olgas.map(({ id }) => id));
    const events = await server.database.findMany(AuditEvent, { event: 'admin_session.ended' });
    expect(events).toHaveLength(before.length - 1);
    expect(events[0]).toMatchObject({ actor: events[0]!.subject, data: { session: one.id } });
  });

  it('ends nothing without the CSRF token', async () => {
    const answer = await olga.call('DELETE', '/api/account/sessions', undefined, { 'x-csrf-token': 'no' });
    expect(answer).toMatchObject({ status: 403, body: { error: 'csrf' } });
  });
});
