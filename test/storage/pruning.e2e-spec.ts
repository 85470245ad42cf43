import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  AccessToken,
  AuditEvent,
  Authorization,
  AuthorizationCode,
  Consent,
  Database,
  Interaction,
  prune,
  Pruner,
  readHandle,
  RefreshToken,
  Session,
  wipe,
  type PruneRule,
} from '@portcullis/oauth';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { DATABASES } from '../support/databases.js';
import { allowDevice, beginDevice, DEVICE_CODE, poll, rowOf } from '../support/device.js';
import { authorizeUrl, obtainCode, redeem, refresh, type TokenAnswer } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const MINUTE = 60;
const DAY = 86_400;
const GONE_IN_TWO_DAYS = { Interaction: 0, Session: 0, AuthorizationCode: 0, AccessToken: 0 };

describe.each(DATABASES)('pruning on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let pruner: Pruner;

  beforeEach(async () => {
    server = await TestServer.start({ database });
    await server.addUser();
    client = await server.register({ accessTokenFormat: 'opaque' });
    pruner = server.app.get(Pruner, { strict: false });
  });
  afterEach(() => server.close());

  const counts = async (): Promise<Record<string, number>> => {
    const entities = [
      Interaction,
      AuthorizationCode,
      AccessToken,
      RefreshToken,
      Authorization,
      Session,
      Consent,
    ];
    const pairs = entities.map(async (entity) => {
      const rows = await server.database.findMany(entity as typeof Session, {});
      return [entity.name, rows.length] as const;
    });
    return Object.fromEntries(await Promise.all(pairs));
  };

  it('takes each kind of row when its time has come, and not before', async () => {
    const visitor = new Visitor();
    const page = await visitor.visit(authorizeUrl(server, client, pkce()));
    expect(page.url).toContain('/oauth/sign_in');
    const result = await obtainCode(server, client);
    await redeem(server, client, result);
    const all = {
      ...{ Interaction: 2, AuthorizationCode: 1, AccessToken: 1, RefreshToken: 1 },
      ...{ Authorization: 1, Session: 1, Consent: (await counts())['Consent']! },
    };
    expect(await counts()).toEqual(all);
    const after = async (seconds: number): Promise<Record<string, number>> => {
      server.clock.advance(seconds);
      await pruner.run();
      return counts();
    };

    expect(await after(0)).toEqual(all);
    expect(await after(16 * MINUTE)).toEqual({ ...all, Interaction: 0 });
    expect(await after(8 * 3600)).toEqual({ ...all, Interaction: 0, Session: 0 });
    // A used code and an ended access token are kept for a day, so that a replay is noticed.
    expect(await after(DAY)).toEqual({ ...all, ...GONE_IN_TWO_DAYS });
    expect(await after(14 * DAY)).toEqual({ ...all, ...GONE_IN_TWO_DAYS, RefreshToken: 0 });
    expect(await after(78 * DAY)).toEqual({ ...all, ...GONE_IN_TWO_DAYS, RefreshToken: 0, Authorization: 0 });
  });

  it('keeps a device code for a day after it has expired, so that a replay is noticed', async () => {
    const tv = await server.register({ grantTypes: [DEVICE_CODE], redirectUris: [] });
    const device = await beginDevice(server, tv, { scope: 'openid' });
    await allowDevice(server, device);
    expect((await poll(server, tv, device)).status).toBe(200);
    server.clock.advance(DAY + 599);
    await pruner.run();
    expect(await rowOf(server, device)).toMatchObject({ consumedAt: expect.any(Number) });
    server.clock.advance(2);
    await pruner.run();
    expect(await rowOf(server, device)).toBeNull();
  });

  it('wipes the answer of a rotation after the grace window and leaves the family alone', async () => {
    const result = await obtainCode(server, client);
    const first = (await (await redeem(server, client, result)).json()) as TokenAnswer;
    const second = (await (await refresh(server, client, first.refresh_token)).json()) as TokenAnswer;
    const where = { id: readHandle(result.code)!.id };
    server.clock.advance(29);
    await pruner.run();
    expect((await server.database.find(RefreshToken, where))!.answer).toBeInstanceOf(Buffer);
    server.clock.advance(2);
    await pruner.run();
    expect(await server.database.find(RefreshToken, where)).toMatchObject({
      answer: null,
      answerUntil: null,
    });
    expect((await refresh(server, client, second.refresh_token)).status).toBe(200);
  });

  const session = (expiresAt: number): Session => ({
    ...{ id: randomBytes(16), digest: randomBytes(32), subject: 's', sid: null, acr: null, amr: null },
    ...{ userAgent: null, source: null, kept: false, authenticatedAt: 1, expiresAt },
  });
  const family = (answerUntil: number): RefreshToken => ({
    ...{ id: randomBytes(16), generation: 2, digest: randomBytes(32), previousDigest: randomBytes(32) },
    ...{ rotations: [1], answer: randomBytes(10), repeats: 0, answerUntil, dpopJkt: null },
    ...{ idleExpiresAt: server.clock.now() + DAY * 1000, expiresAt: server.clock.now() + 2 * DAY * 1000 },
  });
  const many = <T>(count: number, row: (expiresAt: number) => T): T[] =>
    Array.from({ length: count }, (_, i) => row(server.clock.now() - i));
  const SESSIONS = prune(Session, 'expiresAt');
  const inBatchesOf = (batch: number, ...rules: PruneRule[]): Pruner =>
    new Pruner(server.database, server.clock, rules, 0, undefined, batch);

  it('takes many rows in several statements and counts them', async () => {
    const left = session(server.clock.now() + 1000);
    await server.database.insertMany(Session, [...many(1203, session), left]);
    using deletions = jest.spyOn(server.database, 'deleteSome');
    expect(await pruner.run()).toBe(1203);
    expect(await server.database.findMany(Session, {})).toMatchObject([{ expiresAt: left.expiresAt }]);
    // A statement on SQLite runs in our own thread.
    const most = database === 'sqlite' ? 100 : 500;
    const taken = await Promise.all(deletions.mock.results.map(({ value }) => value as Promise<number>));
    expect(Math.max(...taken)).toBe(most);
    expect(await pruner.run()).toBe(0);
  });

  it('goes on for as long as there is anything to delete', async () => {
    await server.database.insertMany(Session, many(700, session));
    const slow = inBatchesOf(2, SESSIONS);
    let later: Promise<void> | undefined;
    using deletions = jest.spyOn(server.database, 'deleteSome').mockImplementation(async (...which) => {
      // What falls due meanwhile goes too.
      later ??= server.database.insertMany(Session, many(7, session));
      await later;
      return Database.prototype.deleteSome.apply(server.database, which);
    });
    expect(await slow.run()).toBe(707);
    expect(deletions).toHaveBeenCalledTimes(354);
    expect(await server.database.findMany(Session, {})).toEqual([]);
  });

  it('lets the rules take turns, so that a full table does not keep the others waiting', async () => {
    await server.database.insertMany(Session, many(25, session));
    await server.database.insertMany(
      AuditEvent,
      many(12, (at) => auditEvent('x', at)),
    );
    using deletions = jest.spyOn(server.database, 'deleteSome');
    await inBatchesOf(10, SESSIONS, prune(AuditEvent, 'at', 0, { event: 'x' })).run();
    expect(deletions.mock.calls.map(([entity]) => entity.name)).toEqual([
      ...['Session', 'AuditEvent', 'Session', 'AuditEvent', 'Session'],
    ]);
  });

  it('shares the work with other processes', async () => {
    await server.database.insertMany(Session, many(400, session));
    const counts = await Promise.all([inBatchesOf(10, SESSIONS).run(), inBatchesOf(10, SESSIONS).run()]);
    expect(counts[0]! + counts[1]!).toBe(400);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  it('rests after each statement, longer than that took', async () => {
    await server.database.insertMany(Session, many(30, session));
    const order: string[] = [];
    using _ = jest.spyOn(server.database, 'deleteSome').mockImplementation(async (...which) => {
      order.push('statement');
      await sleep(20);
      const taken = await Database.prototype.deleteSome.apply(server.database, which);
      setTimeout(() => order.push('others'), 20);
      return taken;
    });
    await inBatchesOf(10, SESSIONS).run();
    expect(order.slice(0, 6)).toEqual(['statement', 'others', 'statement', 'others', 'statement', 'others']);
  });

  it('joins a run that is still going on', async () => {
    await server.database.insertMany(Session, many(30, session));
    const slow = inBatchesOf(10, SESSIONS);
    using deletions = jest.spyOn(server.database, 'deleteSome');
    expect(await Promise.all([slow.run(), slow.run()])).toEqual([30, 30]);
    expect(deletions).toHaveBeenCalledTimes(4);
  });

  it('stops when the process does, after the statement that is running', async () => {
    await server.database.insertMany(Session, many(30, session));
    const slow = inBatchesOf(10, SESSIONS);
    let running: (() => void) | undefined;
    const began = new Promise<void>((resolve) => (running = resolve));
    using deletions = jest.spyOn(server.database, 'deleteSome').mockImplementation(async (...which) => {
      running!();
      return Database.prototype.deleteSome.apply(server.database, which);
    });
    const run = slow.run();
    await began;
    await slow.beforeApplicationShutdown();
    expect(await run).toBe(10);
    expect(await slow.run()).toBe(0);
    expect(deletions).toHaveBeenCalledTimes(1);
    expect(await server.database.findMany(Session, {})).toHaveLength(20);
  });

  it('empties many rows in several statements', async () => {
    const later = server.clock.now() + 1000;
    await server.database.insertMany(RefreshToken, [...many(103, family), family(later)]);
    const answers = wipe(RefreshToken, 'answerUntil', { answer: null, answerUntil: null });
    using updates = jest.spyOn(server.database, 'updateSome');
    expect(await inBatchesOf(50, answers).run()).toBe(0);
    const emptied = await server.database.findMany(RefreshToken, { answer: null, answerUntil: null });
    expect(emptied).toHaveLength(103);
    expect(await server.database.findMany(RefreshToken, { answerUntil: later })).toHaveLength(1);
    expect(await Promise.all(updates.mock.results.map(({ value }) => value))).toEqual([50, 50, 3]);
  });

  it('goes on when one kind of row cannot be had, and tells so at the end', async () => {
    const rename = (from: string, to: string): Promise<unknown> =>
      server.database.run((manager) => manager.query(`ALTER TABLE ${from} RENAME TO ${to}`));
    await server.database.insert(Session, session(server.clock.now() - 1));
    // The first kind that it looks for.
    await rename('oauth_interaction', 'gone');
    await expect(pruner.run()).rejects.toMatchObject({
      status: 503,
      detail: expect.stringMatching(/interaction/),
    });
    expect(await server.database.findMany(Session, {})).toEqual([]);
    await rename('gone', 'oauth_interaction');
    expect(await pruner.run()).toBe(0);
  });

  it('keeps audit events for as long as their kind deserves', async () => {
    const now = server.clock.now();
    await server.database.delete(AuditEvent, {});
    const kinds = [
      'authorization_request.refused',
      'logout_request.refused',
      'request.failed',
      'sign_in.cancelled',
      'sign_in.failed',
      'sign_in.limited',
      'client_authentication.limited',
      'sign_in.succeeded',
      'client.created',
    ];
    const ages = [0.9, 1.1, 29, 31, 399, 401];
    await server.database.insertMany(
      AuditEvent,
      kinds.flatMap((event) => ages.map((age) => auditEvent(event, now - age * DAY * 1000))),
    );
    await pruner.run();
    const left = (await server.database.findMany(AuditEvent, {})).map(
      ({ event, at }) => [event, (now - at) / DAY / 1000] as const,
    );
    expect(
      kinds.map((kind) =>
        left
          .filter(([event]) => event === kind)
          .map(([, age]) => age)
          .sort(),
      ),
    ).toEqual([
      ...Array.from({ length: 3 }, () => [0.9]),
      ...Array.from({ length: 4 }, () => [0.9, 1.1, 29]),
      ...Array.from({ length: 2 }, () => [0.9, 1.1, 29, 31, 399].sort()),
    ]);
  });

  it('finds everything by an index, in its order', async () => {
    const changes = recordChanges(server);
    await pruner.run();
    // Many events, some of them due: what is not due must not be read to find them.
    const now = server.clock.now();
    const kinds = ['authorization_request.refused', 'sign_in.failed', 'sign_in.succeeded', 'client.updated'];
    const events = Array.from({ length: 3000 }, (_, i) => auditEvent(kinds[i % 4]!, now - i * 3600_000));
    await server.database.insertMany(AuditEvent, events);
    const plans = await Promise.all(changes.map((change) => plan(server, change)));
    expect(plans).toEqual([
      'oauth_interaction_expiry',
      'oauth_authorization_code_expiry',
      'oauth_access_token_expiry',
      'oauth_refresh_token_answer',
      'oauth_refresh_token_idle',
      'oauth_authorization_expiry',
      'oauth_session_expiry',
      'oauth_consent_expiry',
      'oauth_pushed_request_expiry',
      'oauth_device_code_expiry',
      'oauth_used_jti_expiry',
      'oauth_attempt_window',
      'oauth_logout_delivery_created',
      'oauth_client_document_expiry',
      'oauth_client_origin_expiry',
      'oauth_client_logo_expiry',
      'oauth_browser_account_used',
      'oauth_password_reset_expiry',
      'oauth_passkey_challenge_expiry',
      'PRIMARY',
      'PRIMARY',
      'oauth_audit_event_event',
      'oauth_audit_event_event',
      'oauth_audit_event_event',
      'oauth_audit_event_event',
      'oauth_audit_event_event',
      'oauth_audit_event_event',
      'oauth_audit_event_event',
      'oauth_audit_event_event',
      'oauth_audit_event_event',
      'oauth_audit_event_event',
      'oauth_audit_event_event',
      'oauth_audit_event_at',
    ]);
  });
});

function auditEvent(event: string, at: number): AuditEvent {
  return { id: randomUUID(), at, event, actor: null, clientId: null, subject: null, data: {} };
}

interface Statement {
  readonly sql: string;
  readonly parameters: unknown[];
}

/** Every UPDATE and DELETE from now on. */
function recordChanges(server: TestServer): Statement[] {
  const changes: Statement[] = [];
  server.app.get(DataSource).logger.logQuery = (sql, parameters) => {
    if (/^(UPDATE|DELETE) /.test(sql)) changes.push({ sql, parameters: parameters as unknown[] });
  };
  return changes;
}

/** The index that a statement goes by, or what else it would do. */
async function plan(server: TestServer, { sql, parameters }: Statement): Promise<string> {
  const dataSource = server.app.get(DataSource);
  if (server.storage.name === 'mariadb') {
    const [row] = (await dataSource.query(`EXPLAIN ${sql}`, parameters)) as Record<string, string>[];
    return /filesort|temporary/.test(row!['Extra'] ?? '') ? row!['Extra']! : (row!['key'] ?? 'no index');
  }
  const rows = (await dataSource.query(`EXPLAIN QUERY PLAN ${sql}`, parameters)) as { detail: string }[];
  const steps = rows.map(({ detail }) => detail);
  const sorting = steps.find((step) => step.includes('TEMP B-TREE'));
  return (
    sorting ??
    steps.map((step) => /USING (?:COVERING )?INDEX (\w+)/.exec(step)?.[1]).find(Boolean) ??
    (steps.at(-1)!.includes('USING PRIMARY KEY') ? 'PRIMARY' : 'no index')
  );
}
