import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AuditEvent,
  AuditLog,
  AuditSearch,
  fitsFilter,
  type AuditFilter,
  type AuditReach,
} from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { ACTOR, TestServer } from '../support/test-server.js';

const WIKI: AuditReach = { clients: new Set(['wiki', 'nobody']) };
const NOTHING: AuditReach = { clients: new Set() };

const FILTERS: readonly AuditFilter[] = [
  {},
  { events: ['user.created'] },
  { events: ['user.created', 'consent.denied', 'x.party'] },
  { kinds: ['consent'] },
  { kinds: ['consent', 'key'], outcomes: ['denied'] },
  { kinds: ['session'] },
  { outcomes: ['success'] },
  { outcomes: ['failure', 'denied'] },
  { clientId: 'wiki' },
  { clientId: 'wiki', outcomes: ['denied'] },
  { subject: 'alice' },
  { actor: 'test', events: ['user.created'] },
  { source: '192.0.2.1' },
  { text: 'ALICE' },
  { text: 'wiki' },
  { text: '100%' },
  { text: 'nothing_' },
];

describe.each(DATABASES)('the search of the audit log, on %s', (database) => {
  let server: TestServer;
  let search: AuditSearch;
  let rows: readonly AuditEvent[];

  beforeAll(async () => {
    server = await TestServer.start({ database });
    search = new AuditSearch(server.database);
    const audit = server.app.get(AuditLog, { strict: false });
    const details = [
      { actor: ACTOR, subject: 'alice', data: { username: 'Alice' } },
      { actor: 'alice', actorName: 'Alice', subject: 'alice', clientId: 'wiki', source: '192.0.2.1' },
      { clientId: 'wiki', source: '192.0.2.1', data: { note: '100% of it' } },
      { clientId: 'shop', data: { list: ['a', { b: 'wiki' }] } },
      {},
    ];
    const names = [
      ...(['user.created', 'consent.granted', 'consent.denied', 'sign_in.failed'] as const),
      ...(['client.updated', 'signing_key.published', 'member.added', 'x.party'] as const),
    ];
    for (const name of names) {
      for (const each of details) {
        await audit.record(name, each);
        server.clock.advance(1);
      }
    }
    rows = await server.database.findMany(AuditEvent, {}, { orderBy: 'id', descending: true });
  });
  afterAll(() => server.close());

  const idsOf = (events: readonly AuditEvent[]): string[] => events.map(({ id }) => id);

  it.each(
    FILTERS.flatMap((filter) =>
      (['all', 'users', 'keys', WIKI, NOTHING] as const).map((reach) => ({ filter, reach })),
    ),
  )('finds what $filter fits, within $reach', async ({ filter, reach }) => {
    const expected = idsOf(rows.filter((row) => fitsFilter(filter, reach, row)));
    const page = await search.page(filter, reach, undefined, 500);
    expect(idsOf(page.items)).toEqual(expected);
    expect(page).toMatchObject({ total: expected.length, more: false, next: null });

    const walked: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, next, total } = await search.page(filter, reach, cursor, 3);
      expect(total).toBe(expected.length);
      walked.push(...idsOf(items));
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    expect(walked).toEqual(expected);

    const streamed: string[] = [];
    for await (const { id } of search.all(filter, reach, 3)) streamed.push(id);
    expect(streamed).toEqual(expected);

    for (const [index, id] of expected.entries()) {
      const beside = { newer: expected[index - 1] ?? null, older: expected[index + 1] ?? null };
      if (index < 3) expect(await search.neighbours(id, filter, reach)).toEqual(beside);
    }
  });

  it('cuts by time', async () => {
    const middle = rows[10]!.at;
    for (const filter of [{ from: middle }, { to: middle }, { from: middle, to: rows[3]!.at }]) {
      const { items } = await search.page(filter, 'all', undefined, 500);
      expect(idsOf(items)).toEqual(idsOf(rows.filter((row) => fitsFilter(filter, 'all', row))));
    }
  });
});
