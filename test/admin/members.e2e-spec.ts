import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEvent } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { post, type TokenAnswer } from '../support/flow.js';
import { TestServer } from '../support/test-server.js';
import { AdminApp, type AdminBrowser, type Answer } from './admin-app.js';

interface Member {
  readonly subject: string;
  readonly name: string;
  readonly role: string;
  readonly clients: string[] | null;
  readonly lastSignInAt: string | null;
  readonly addedBy: string | null;
  readonly version: number;
}

describe.each(DATABASES)('members of the admin app, on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let olga: string;
  let owner: AdminBrowser;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    admin = await AdminApp.start(server);
    olga = await admin.addOwner('olga');
    owner = await admin.signIn('olga');
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });
  // Whoever a test before made an owner is none here.
  beforeEach(() =>
    admin.query("UPDATE admin_member SET role = 'viewer' WHERE subject <> ?", [Buffer.from(olga)]),
  );

  let count = 0;
  const newUser = async (): Promise<string> => (await server.addUser(`user${++count}`)).subject;

  async function added(role: string, clients?: string[]): Promise<Member> {
    const { status, body } = await owner.post<Member>('/api/members', {
      subject: await newUser(),
      role,
      clients,
    });
    expect(status).toBe(201);
    return body;
  }

  const change = (
    { subject, version }: Pick<Member, 'subject' | 'version'>,
    body: object,
  ): Promise<Answer<Member>> =>
    owner.call('PATCH', `/api/members/${subject}`, body, { 'if-match': `"${version}"` });

  const remove = ({ subject, version }: Pick<Member, 'subject' | 'version'>): Promise<Answer> =>
    owner.call('DELETE', `/api/members/${subject}`, undefined, { 'if-match': `"${version}"` });

  const read = async (subject: string): Promise<Member> =>
    (await owner.get<Member>(`/api/members/${subject}`)).body;

  const eventsAbout = (subject: string): Promise<AuditEvent[]> =>
    server.database
      .findMany(AuditEvent, { subject }, { orderBy: 'id' })
      .then((events) => events.filter(({ event }) => event.startsWith('member.')));

  it('finds users, makes one of them a member, and says who did', async () => {
    const { subject } = await server.addUser('edna', { name: 'Edna Mode' });
    const candidates = await owner.get<unknown[]>('/api/members/candidates?search=edn');
    expect(candidates.body).toEqual([{ subject, username: 'edna', name: 'Edna Mode', member: false }]);
    expect((await owner.get('/api/members/candidates?search=mode')).body).toEqual(candidates.body);
    const { clientId } = await server.register({ name: 'Capes' });

    const answer = await owner.post<Member>('/api/members', {
      subject,
      role: 'client_manager',
      clients: [clientId],
    });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        subject,
        name: 'Edna Mode',
        role: 'client_manager',
        clients: [clientId],
        lastSignInAt: null,
        addedBy: 'Owner olga',
        version: 1,
      },
    });
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(await owner.post('/api/members', { subject, role: 'viewer' })).toMatchObject({
      status: 409,
      body: { error: 'already_member' },
    });
    const again = await owner.get<{ member: boolean }[]>('/api/members/candidates?search=edna');
    expect(again.body[0]!.member).toBe(true);

    const edna = await admin.signIn('edna');
    expect((await edna.get('/api/session')).body).toMatchObject({
      role: 'client_manager',
      ownClients: [clientId],
    });
    expect(Date.now() - Date.parse((await read(subject)).lastSignInAt!)).toBeLessThan(60_000);
    expect(await eventsAbout(subject)).toMatchObject([
      {
        event: 'member.added',
        actor: olga,
        data: { name: 'Edna Mode', after: { role: 'client_manager', clients: [clientId] } },
      },
    ]);
  });

  it('adds somebody of whom only the subject is known', async () => {
    const { body } = await owner.post<Member>('/api/members', { subject: 'S-1042', role: 'viewer' });
    expect(body).toMatchObject({ subject: 'S-1042', name: 'S-1042' });
    const named = { subject: 'S-1043', name: 'Grace Hopper', role: 'viewer' };
    expect((await owner.post<Member>('/api/members', named)).body.name).toBe('Grace Hopper');
  });

  it.each([
    [{ role: 'god' }, 'role'],
    [{ role: 'viewer', clients: ['portcullis-admin'] }, 'clients'],
    [{ role: 'client_manager', clients: ['nobody'] }, 'clients'],
    [{ role: 'viewer', version: 7 }, 'version'],
    [{ role: 'viewer', subject: '' }, 'subject'],
  ])('refuses %j', async (body, field) => {
    const answer = await owner.post('/api/members', { subject: 'S-9', ...body });
    expect(answer).toMatchObject({ status: 400, body: { fields: [expect.objectContaining({ field })] } });
  });

  it('lists members by name, role and search, in pages', async () => {
    const names = ['Zoe', 'Yan', 'Xue'];
    for (const name of names)
      await owner.post('/api/members', { subject: `list-${name}`, name: `Listed ${name}`, role: 'auditor' });
    const list = async (query: string) =>
      (await owner.get<{ items: Member[]; next: string | null; total: number }>(`/api/members?${query}`))
        .body;
    const first = await list('search=Listed&limit=2&sort=name');
    expect([first.items.map(({ name }) => name), first.total]).toEqual([['Listed Xue', 'Listed Yan'], 3]);
    const second = await list(`search=Listed&limit=2&sort=name&cursor=${first.next}`);
    expect([second.items.map(({ name }) => name), second.next]).toEqual([['Listed Zoe'], null]);
    expect((await list('search=Listed&sort=-name')).items[0]!.name).toBe('Listed Zoe');
    await admin.query("UPDATE admin_member SET role = 'support' WHERE name = 'Listed Zoe'");
    const named = (await list('role=support&role=key_manager')).items.map(({ name }) => name);
    expect(named).toEqual(['Listed Zoe']);
    expect((await owner.get('/api/members?sort=subject;DROP')).status).toBe(400);
    expect((await owner.get('/api/members?role=god')).status).toBe(400);
  });

  it('gives another role at once, to a session that is open', async () => {
    const member = await added('support');
    const browser = await admin.signIn(`user${count}`);
    expect((await browser.get('/api/session')).body['role']).toBe('support');
    const seen = await read(member.subject);
    expect(await change(seen, { role: 'viewer' })).toMatchObject({
      status: 200,
      body: { role: 'viewer', version: 2 },
    });
    expect((await browser.get('/api/session')).body['role']).toBe('viewer');
    expect(await change(seen, { role: 'owner' })).toMatchObject({
      status: 412,
      body: { error: 'stale_version' },
    });
    expect((await owner.call('PATCH', `/api/members/${member.subject}`, { role: 'owner' })).status).toBe(428);
    expect((await eventsAbout(member.subject)).at(-1)).toMatchObject({
      event: 'member.changed',
      data: { before: { role: 'support', clients: null }, after: { role: 'viewer', clients: null } },
    });
  });

  it('limits a client manager and frees them again', async () => {
    const { clientId } = await server.register();
    const member = await added('client_manager', [clientId]);
    const freed = await change(member, { role: 'client_manager' });
    expect(freed.body).toMatchObject({ clients: null, version: 2 });
    const none = await change(freed.body, { role: 'client_manager', clients: [] });
    expect(none.body.clients).toEqual([]);
  });

  it('ends the sessions of a removed member, and what stands behind them', async () => {
    const { subject } = await added('viewer');
    const browser = await admin.signIn(`user${count}`);
    expect((await browser.get('/api/session')).status).toBe(200);
    expect((await remove(await read(subject))).status).toBe(204);
    expect((await browser.get('/api/session')).status).toBe(401);
    expect((await owner.get(`/api/members/${subject}`)).status).toBe(404);
    const rows = await admin.query('SELECT 1 FROM admin_session WHERE subject = ?', [Buffer.from(subject)]);
    expect(rows).toEqual([]);
    const live = await admin.query(
      'SELECT 1 FROM oauth_authorization WHERE subject = ? AND revoked_at IS NULL',
      [Buffer.from(subject)],
    );
    expect(live).toEqual([]);
    expect((await eventsAbout(subject)).at(-1)).toMatchObject({ event: 'member.removed', actor: olga });
  });

  it('signs a member out everywhere, who may sign in again', async () => {
    const { subject } = await added('viewer');
    const browsers = [await admin.signIn(`user${count}`), await admin.signIn(`user${count}`)];
    expect((await owner.post(`/api/members/${subject}/sign-out`)).body).toEqual({ sessions: 2 });
    for (const browser of browsers) expect((await browser.get('/api/session')).status).toBe(401);
    expect((await (await admin.signIn(`user${count}`)).get('/api/session')).status).toBe(200);
  });

  describe('the last owner', () => {
    it('can neither be removed nor demoted', async () => {
      const last = await read(olga);
      const refusal = { status: 409, body: { error: 'last_owner' } };
      expect(await change(last, { role: 'viewer' })).toMatchObject(refusal);
      expect(await remove(last)).toMatchObject(refusal);
      expect((await change(last, { role: 'owner' })).status).toBe(200);
    });

    it('stays, whichever of the last two is demoted or removed first, in two processes at once', async () => {
      const other = await admin.another();
      const headers = {
        authorization: `Bearer ${await robotToken(server, admin)}`,
        'content-type': 'application/json',
        'if-match': '"1"',
      };
      const leave = async (url: string, subject: string, round: number): Promise<number> => {
        const body = JSON.stringify({ role: 'viewer' });
        const init = round % 2 ? { method: 'DELETE', headers } : { method: 'PATCH', headers, body };
        return (await fetch(`${url}/api/members/${subject}`, init)).status;
      };
      const isOwner = "SELECT subject FROM admin_member WHERE role = 'owner'";
      try {
        for (let round = 0; round < 12; round++) {
          await admin.query("UPDATE admin_member SET role = 'viewer'");
          const pair = [`first-${round}`, `second-${round}`] as const;
          for (const subject of pair) {
            await admin.query(
              'INSERT INTO admin_member (subject, role, name, limited, created_at, version) VALUES (?, ?, ?, 0, 1, 1)',
              [Buffer.from(subject), 'owner', subject],
            );
          }
          const statuses = await Promise.all([
            leave(admin.url, pair[0], round),
            leave(other.url, pair[1], round),
          ]);
          expect(statuses.sort()).toEqual([round % 2 ? 204 : 200, 409]);
          expect(await admin.query(isOwner)).toHaveLength(1);
        }
      } finally {
        await other.close();
      }
    }, 120_000);
  });
});

async function robotToken(server: TestServer, admin: AdminApp): Promise<string> {
  const robot = await server.register({
    redirectUris: [],
    grantTypes: ['client_credentials'],
    scopes: ['admin:all'],
    audiences: [admin.url],
  });
  const answer = await post(server, 'token', robot, { grant_type: 'client_credentials' });
  return ((await answer.json()) as TokenAnswer).access_token;
}
