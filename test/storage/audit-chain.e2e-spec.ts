import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AuditChain,
  AuditEvent,
  AuditLog,
  AuditSeal,
  AuditSealer,
  Pruner,
  type ChainReport,
} from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { ACTOR, MASTER_KEY, TestServer } from '../support/test-server.js';

const DAY = 86_400;
/** Longer than it takes until an event is sealed, in seconds. */
const SETTLED = 20;
/** Longer than it is looked for events that turn up late. */
const SWEPT = 11 * 60;

describe.each(DATABASES)('the chain over the audit log, on %s', (database) => {
  let server: TestServer;
  let audit: AuditLog;
  let sealer: AuditSealer;
  let chain: AuditChain;

  beforeEach(async () => {
    server = await TestServer.start({ database });
    audit = server.app.get(AuditLog, { strict: false });
    sealer = server.app.get(AuditSealer, { strict: false });
    chain = new AuditChain(server.database, server.clock, MASTER_KEY);
  });
  afterEach(() => server.close());

  /** Events with a little time between, and a seal over them. */
  async function sealed(count = 3): Promise<string[]> {
    const references: string[] = [];
    for (let index = 0; index < count; index++) {
      references.push(
        await audit.record('user.created', { actor: ACTOR, subject: `s${index}`, data: { index } }),
      );
      server.clock.advance(1);
    }
    server.clock.advance(SETTLED);
    await sealer.run();
    return references;
  }

  const findings = async (): Promise<Partial<ChainReport>> => {
    const { changed, missing, inserted, brokenSeals, isWhole } = await chain.verify();
    return { changed, missing, inserted, brokenSeals, isWhole };
  };
  const none = { count: 0, references: [] };
  const whole = { changed: none, missing: none, inserted: none, brokenSeals: [], isWhole: true };
  const one = (reference: string) => ({ count: 1, references: [reference] });

  it('seals what has settled, and nothing younger', async () => {
    expect(await sealer.run()).toBe(0);
    await sealed(3);
    await audit.record('user.created', { actor: ACTOR });
    expect(await sealer.run()).toBe(0);
    expect(await chain.head()).toMatchObject({ number: 1, first: 1 });
    expect(await chain.verify()).toMatchObject({ upTo: 1, seals: 1, intact: 3, waiting: 1, isWhole: true });
    server.clock.advance(SETTLED);
    expect(await sealer.run()).toBe(1);
    expect(await chain.verify()).toMatchObject({ upTo: 2, seals: 2, intact: 4, waiting: 0, isWhole: true });
  });

  it.each([
    ['the details', { data: { index: 7 } }],
    ['the actor', { actor: 'somebody' }],
    ['the name of the actor', { actorName: 'Somebody' }],
    ['the event', { event: 'user.enabled' }],
    ['the time', { at: 1 }],
    ['the source', { source: '192.0.2.1' }],
    ['the subject', { subject: null }],
    ['the client', { clientId: 'c' }],
  ] satisfies [string, Partial<AuditEvent>][])('finds a row in which %s was edited', async (_, changes) => {
    const [, reference] = await sealed();
    await server.database.update(AuditEvent, { id: reference! }, changes);
    expect(await findings()).toEqual({ ...whole, changed: one(reference!), isWhole: false });
  });

  it('finds a row whose details are no JSON any more, and still reads the others', async () => {
    const [, reference] = await sealed();
    await server.database.run((manager) =>
      manager.query('UPDATE oauth_audit_event SET data = ? WHERE subject = ?', ['{', Buffer.from('s1')]),
    );
    expect(await findings()).toEqual({ ...whole, changed: one(reference!), isWhole: false });
    expect((await audit.find(reference!))!.data).toEqual({ unreadable: '{' });
  });

  it('finds a row that was deleted', async () => {
    const [, reference] = await sealed();
    await server.database.delete(AuditEvent, { id: reference! });
    expect(await findings()).toEqual({ ...whole, missing: one(reference!), isWhole: false });
  });

  it('finds a row that was inserted later', async () => {
    const [first] = await sealed();
    server.clock.advance(SWEPT);
    await sealed();
    const id = first!.replace(/.{12}$/, '0123456789ab');
    await server.database.insert(AuditEvent, { id, at: 1, event: 'user.created', data: {} });
    expect(await findings()).toEqual({ ...whole, inserted: one(id), isWhole: false });
    server.clock.advance(SWEPT);
    await sealer.run();
    expect(await findings()).toEqual({ ...whole, inserted: one(id), isWhole: false });
  });

  it('takes in an event that was committed late', async () => {
    const late = audit.newReference();
    await sealed();
    server.clock.advance(120);
    await audit.record('user.created', { actor: ACTOR, reference: late });
    expect(await findings()).toMatchObject({ isWhole: true });
    expect(await sealer.run()).toBe(1);
    expect(await chain.verify()).toMatchObject({ upTo: 2, intact: 4, waiting: 0, isWhole: true });
    server.clock.advance(SWEPT);
    await sealed();
    expect(await chain.verify()).toMatchObject({ upTo: 3, intact: 7, waiting: 0, isWhole: true });
  });

  it.each([
    [
      'was changed',
      (rows: AuditSeal[]) =>
        server.database.update(AuditSeal, { number: 2 }, { sealedAt: rows[0]!.sealedAt }),
      [2],
    ],
    ['is gone', () => server.database.delete(AuditSeal, { number: 2 }), [2]],
    [
      'was made without the key',
      (rows: AuditSeal[]) =>
        server.database.insert(AuditSeal, { ...rows.at(-1)!, number: 4, previous: rows.at(-1)!.hash }),
      [4],
    ],
    [
      'stands in the place of another',
      (rows: AuditSeal[]) => server.database.update(AuditSeal, { number: 2 }, { ...rows[0]!, number: 2 }),
      [2, 3],
    ],
  ] satisfies [string, (rows: AuditSeal[]) => Promise<unknown>, number[]][])(
    'finds a seal that %s',
    async (_, harm, broken) => {
      for (let index = 0; index < 3; index++) await sealed(2);
      await harm(await server.database.findMany(AuditSeal, {}, { orderBy: 'number' }));
      const { brokenSeals, isWhole } = await chain.verify();
      expect({ brokenSeals, isWhole }).toEqual({ brokenSeals: broken, isWhole: false });
    },
  );

  it('makes nothing of a chain of another key', async () => {
    await sealed();
    const other = new AuditChain(server.database, server.clock, 'x'.repeat(43));
    expect(await other.verify()).toMatchObject({ intact: 0, changed: { count: 3 }, brokenSeals: [1] });
  });

  it('is one chain when many processes seal at once', async () => {
    const others = await Promise.all(
      [1, 2].map(() => TestServer.start({ database, storage: server.storage })),
    );
    const sealers = [server, ...others].map(({ app }) => app.get(AuditSealer, { strict: false }));
    for (const { clock } of others) clock.advance(0);
    for (let round = 0; round < 5; round++) {
      for (let index = 0; index < 20; index++) await audit.record('user.created', { actor: ACTOR });
      for (const { clock } of [server, ...others]) clock.advance(SETTLED);
      await Promise.all(sealers.map((each) => each.run()));
    }
    for (const each of sealers) await each.run();
    const { upTo, seals, intact, waiting, isWhole } = await chain.verify();
    expect({ intact, waiting, isWhole }).toEqual({ intact: 100, waiting: 0, isWhole: true });
    expect(seals).toBe(upTo);
    await Promise.all(others.map((other) => other.close()));
  });

  it('tells rows whose time is over from deleted ones', async () => {
    const pruner = server.app.get(Pruner, { strict: false });
    const [kept] = await sealed(1);
    await audit.record('request.failed', { data: {} });
    await audit.record('sign_in.failed', {});
    server.clock.advance(SETTLED);
    await sealer.run();
    server.clock.advance(2 * DAY);
    await pruner.run();
    expect(await chain.verify()).toMatchObject({ intact: 2, expired: 1, missing: none, isWhole: true });
    server.clock.advance(30 * DAY);
    await pruner.run();
    expect(await chain.verify()).toMatchObject({ intact: 1, expired: 2, missing: none, isWhole: true });
    await server.database.delete(AuditEvent, { id: kept! });
    expect(await findings()).toEqual({ ...whole, missing: one(kept!), isWhole: false });
  });

  it('gives up seals whose events are all gone, and no others', async () => {
    const pruner = server.app.get(Pruner, { strict: false });
    for (let index = 0; index < 3; index++) {
      await audit.record('request.failed', { data: { index } });
      server.clock.advance(SETTLED);
      await sealer.run();
    }
    server.clock.advance(3 * DAY);
    // Their rows still stand.
    await sealed(1);
    expect(await chain.head()).toMatchObject({ number: 4, first: 1 });
    await pruner.run();
    await sealed(1);
    expect(await chain.head()).toMatchObject({ number: 5, first: 4 });
    const numbers = (await server.database.findMany(AuditSeal, {})).map(({ number }) => number);
    expect(numbers.sort()).toEqual([4, 5]);
    expect(await chain.verify()).toMatchObject({ upTo: 5, seals: 2, intact: 2, isWhole: true });
    await server.database.delete(AuditSeal, { number: 4 });
    expect(await chain.verify()).toMatchObject({ brokenSeals: [4], isWhole: false });
  });

  it('seals a log from before it in batches', async () => {
    const now = server.clock.now();
    const rows = Array.from({ length: 1234 }, (_, index) => ({
      id: `${(now - 5000 + index)
        .toString(16)
        .padStart(12, '0')
        .replace(/^(.{8})/, '$1-')}-7000-8000-000000000000`,
      at: now - 5000 + index,
      event: 'user.created',
      data: {},
    }));
    await server.database.insertMany(AuditEvent, rows);
    server.clock.advance(SETTLED);
    expect(await sealer.run()).toBe(1234);
    const seen: number[] = [];
    const report = await chain.verify(({ seal }) => void seen.push(seal));
    expect(report).toMatchObject({ upTo: 3, intact: 1234, isWhole: true });
    expect(seen).toEqual([1, 2, 3]);
  });
});
