import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent, Client, SigningKey, Usage, UsageCounters, UsageReport } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { obtainTokens, refresh } from '../support/flow.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { AdminApp, type AdminBrowser } from './admin-app.js';
import { idAt } from './id-at.js';

interface Count {
  readonly total: number;
  readonly more: boolean;
}

interface Overview {
  readonly signIns: { succeeded: Count; failed: Count } | null;
  readonly tokens: readonly { grantType: string; tokens: number }[];
  readonly activeClients: Count;
  readonly users: Count | null;
  readonly expiringSecrets: Count;
  readonly openChecks: Count;
  readonly worstChecks: readonly { rule: string }[];
  readonly signingKey: { alg: string; activatesAt: string } | null;
  readonly firstSteps: readonly { step: string; done: boolean }[] | null;
}

interface UsageAnswer {
  readonly total: number;
  readonly byGrant: readonly { grantType: string; tokens: number }[];
  readonly byClient: readonly { clientId: string; name: string | null; tokens: number }[];
  readonly otherClients: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe.each(DATABASES)('the overview, on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let olga: AdminBrowser;
  let wiki: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    await server.addUser('alice');
    wiki = await server.register({ name: 'Acme Wiki' });
    olga = await admin.signIn('olga');
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  const read = async (browser = olga): Promise<Overview> =>
    (await browser.get<Overview>('/api/overview')).body;
  const usageOf = async (query = ''): Promise<UsageAnswer> =>
    (await olga.get<UsageAnswer>(`/api/usage${query}`)).body;
  const write = (): Promise<void> => server.app.get(UsageCounters, { strict: false }).write();
  const note = (event: string, at: number, clientId: string | null = null): Promise<void> =>
    server.database.insert(AuditEvent, { id: idAt(at), at, event, clientId, data: {} });

  const counted = async (browser: AdminBrowser, path: string): Promise<Count> => {
    const { total, more } = (await browser.get<Count>(path)).body;
    return { total, more };
  };
  /** What the lists behind the numbers of sign-ins say. */
  const listed = async (browser: AdminBrowser): Promise<Overview['signIns']> => {
    const failures = ['sign_in.failed', 'sign_in.limited', 'second_factor.failed', 'second_factor.limited'];
    const list = '/api/audit?within=24h&limit=1';
    return {
      succeeded: await counted(browser, `${list}&event=sign_in.succeeded`),
      failed: await counted(browser, `${list}&event=${failures.join('&event=')}`),
    };
  };

  it('counts what its lists count', async () => {
    await server.register({ name: 'Disabled' });
    const { clientId } = await server.register({ name: 'Expiring' });
    await server.registry.setDisabled(clientId, true, { subject: 'test', name: 'Test' });
    const overview = await read();
    const all = (await server.database.findMany(Client, {})).filter(({ disabledAt }) => disabledAt === null);
    expect(overview.activeClients).toEqual({ total: all.length, more: false });
    const checks = await olga.get<Count>('/api/checks?limit=1');
    expect(overview.openChecks).toEqual({ total: checks.body.total, more: checks.body.more });
    const expiring = await olga.get<Count>('/api/checks?limit=1&rule=secret_expiring');
    expect(overview.expiringSecrets.total).toBe(expiring.body.total);
    expect(overview.users).toEqual({ total: await admin.count('oauth_user'), more: false });
    expect(overview.users).toEqual(await counted(olga, '/api/users?limit=1'));
    expect(overview.activeClients).toEqual(await counted(olga, '/api/clients?limit=1&status=active'));
    expect(overview.signingKey).toMatchObject({ alg: 'ES256' });
  });

  it('counts sign-ins of the last 24 hours, and draws them by the hour', async () => {
    const before = (await read()).signIns!;
    const now = Date.now();
    await note('sign_in.succeeded', now - HOUR, wiki.clientId);
    await note('sign_in.succeeded', now - DAY + HOUR, wiki.clientId);
    await note('sign_in.succeeded', now - DAY - HOUR, wiki.clientId);
    await note('sign_in.failed', now - HOUR);
    await note('second_factor.failed', now - 2 * HOUR);
    await note('request.failed', now - 2 * HOUR);
    const { succeeded, failed } = (await read()).signIns!;
    expect(succeeded.total - before.succeeded.total).toBe(2);
    expect(failed.total - before.failed.total).toBe(2);
    expect({ succeeded, failed }).toEqual(await listed(olga));

    const { body } = await olga.get<{
      hours: { at: string; succeeded: number; failed: number; errors: number }[];
    }>('/api/overview/charts');
    expect(body.hours).toHaveLength(25);
    const hourOf = (at: number) => body.hours.find((hour) => Date.parse(hour.at) === at - (at % HOUR))!;
    expect(hourOf(now - HOUR)).toMatchObject({ failed: 1, errors: 0 });
    expect(hourOf(now - HOUR).succeeded).toBeGreaterThanOrEqual(1);
    expect(hourOf(now - 2 * HOUR)).toMatchObject({ failed: 1, errors: 1 });
    expect(body.hours.reduce((sum, hour) => sum + hour.failed, 0)).toBe(failed.total);
  });

  it('counts tokens by grant and client as they are issued, in no request', async () => {
    await write();
    const before = await usageOf(`?client=${wiki.clientId}`);
    expect(before.total).toBe(0);
    const tokens = await obtainTokens(server, wiki);
    await refresh(server, wiki, tokens.refresh_token);
    expect((await usageOf(`?client=${wiki.clientId}`)).total).toBe(0);
    await write();
    await write();
    const usage = await usageOf(`?client=${wiki.clientId}`);
    expect(usage).toMatchObject({
      total: 2,
      byGrant: [
        { grantType: 'authorization_code', tokens: 1 },
        { grantType: 'refresh_token', tokens: 1 },
      ],
      byClient: [{ clientId: wiki.clientId, name: 'Acme Wiki', tokens: 2 }],
      otherClients: 0,
    });
    for (const { grantType, tokens: count } of (await read()).tokens) {
      expect((await usageOf(`?grant=${grantType}`)).total).toBe(count);
    }
    const all = await usageOf();
    expect(all.byClient.reduce((sum, client) => sum + client.tokens, all.otherClients)).toBe(all.total);
    expect((await olga.get('/api/usage?within=1y')).status).toBe(400);
  });

  it('adds up what several processes have counted, and what could not be written at once', async () => {
    const rows = (count: number): Usage[] => [
      { kind: 'tokens', hour: Date.now() - (Date.now() % HOUR), name: 'shared', clientId: 'x', count },
    ];
    await Promise.all([1, 2, 3, 4].map((count) => server.database.addUp(Usage, rows(count), 'count')));
    expect((await usageOf('?grant=shared')).total).toBe(10);

    await admin.query('ALTER TABLE oauth_usage RENAME TO oauth_usage_away');
    const counters = server.app.get(UsageCounters, { strict: false });
    counters.count('tokens', 'late', 'y');
    await counters.write();
    await admin.query('ALTER TABLE oauth_usage_away RENAME TO oauth_usage');
    counters.count('tokens', 'late', 'y');
    await counters.write();
    expect((await usageOf('?grant=late')).total).toBe(2);
  });

  it('counts what each key has signed', async () => {
    const es256 = (await server.database.find(SigningKey, { alg: 'ES256', sequence: 1 }))!;
    const report = server.app.get(UsageReport, { strict: false });
    await write();
    const before = (await report.signatures([es256.kid])).get(es256.kid) ?? 0;
    await obtainTokens(server, wiki);
    await write();
    expect((await report.signatures([es256.kid])).get(es256.kid)).toBe(before + 1);
  });

  it('leaves out what a role may not read', async () => {
    await admin.addMember('kim', 'key_manager');
    await admin.addMember('sue', 'support');
    await admin.addMember('max', 'client_manager', [wiki.clientId]);
    const [kim, sue, max] = [await admin.signIn('kim'), await admin.signIn('sue'), await admin.signIn('max')];
    expect(await read(kim)).toMatchObject({
      signIns: null,
      users: null,
      firstSteps: null,
    });
    expect((await kim.get('/api/overview/charts')).body).toEqual({ hours: null });
    expect(await read(sue)).toMatchObject({ signIns: (await read()).signIns });
    for (const browser of [sue, max]) expect((await read(browser)).signIns).toEqual(await listed(browser));
    const own = await read(max);
    const mine = await server.database.findMany(AuditEvent, {
      event: 'sign_in.succeeded',
      clientId: wiki.clientId,
    });
    expect(own.signIns!.succeeded.total).toBe(mine.filter(({ at }) => at >= Date.now() - DAY).length);
    expect(own.users).toBeNull();
  });

  it('lists what is left to do until it is dismissed, for each member', async () => {
    const steps = Object.fromEntries((await read()).firstSteps!.map(({ step, done }) => [step, done]));
    expect(steps).toEqual({
      https_issuer: false,
      second_owner: false,
      first_client: true,
      first_sign_in: true,
    });
    expect((await olga.post('/api/overview/first-steps/dismiss')).status).toBe(204);
    expect((await olga.post('/api/overview/first-steps/dismiss')).status).toBe(204);
    expect((await read()).firstSteps).toBeNull();
    await admin.addOwner('otto');
    const otto = await admin.signIn('otto');
    expect((await read(otto)).firstSteps).toContainEqual({ step: 'second_owner', done: true });
  });

  it('reads indexes, and no table as a whole, for its counts', async () => {
    const explain = async (sql: string): Promise<string> =>
      JSON.stringify(await admin.query(`${database === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN'} ${sql}`));
    const since = Date.now() - DAY;
    const first = idAt(since).replaceAll('-', '');
    const events = "('sign_in.succeeded', 'sign_in.failed')";
    expect(
      await explain(
        `SELECT 1 FROM oauth_audit_event WHERE event IN ${events} AND id >= X'${first}' LIMIT 10001`,
      ),
    ).toContain('oauth_audit_event_kind');
    expect(
      await explain(
        `SELECT at - at % ${HOUR} AS hour, event, COUNT(*) FROM oauth_audit_event
         WHERE event IN ${events} AND at >= ${since} GROUP BY at - at % ${HOUR}, event`,
      ),
    ).toContain('oauth_audit_event_event');
    expect(await explain('SELECT 1 FROM admin_finding WHERE muted = 0 LIMIT 10001')).toContain(
      'admin_finding_open',
    );
    expect(
      await explain(
        "SELECT 1 FROM admin_finding WHERE muted = 0 AND rule IN ('secret_expiring') LIMIT 10001",
      ),
    ).toContain('admin_finding_');
  });
});
