import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AUDIT_EVENT_NAMES, AuditEvent, AuditLog, AuditSealer } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { TestServer } from '../support/test-server.js';
import { AdminApp, type AdminBrowser } from './admin-app.js';
import { idAt } from './id-at.js';

interface Event {
  readonly reference: string;
  readonly at: string;
  readonly event: string;
  readonly kind: string;
  readonly outcome: string;
  readonly actor: { subject: string; name: string | null } | null;
  readonly target: { subject: string; name: string | null } | null;
  readonly client: { clientId: string; name: string | null } | null;
  readonly source: string | null;
  readonly data: Record<string, unknown>;
}
interface Page {
  readonly items: Event[];
  readonly next: string | null;
  readonly total: number;
  readonly more: boolean;
}
interface Chain {
  readonly sealed: number;
  readonly check: {
    readonly isRunning: boolean;
    readonly startedBy: string;
    readonly report: Record<string, unknown> | null;
  } | null;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe.each(DATABASES)('the audit log of the admin API, on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let olga: AdminBrowser;
  let alice: string;
  const begun = Date.now();
  const references: Record<string, string> = {};

  const write = async (name: string, at: number, row: Partial<AuditEvent>): Promise<void> => {
    const id = idAt(at);
    references[name] = id;
    await server.database.insert(AuditEvent, { id, at, event: 'client.updated', data: {}, ...row });
  };

  beforeAll(async () => {
    server = await TestServer.start({ database });
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    await admin.addMember('mia', 'client_manager', ['wiki']);
    await admin.addMember('sam', 'support');
    await admin.addMember('kim', 'key_manager');
    await admin.addMember('vera', 'viewer');
    await admin.addMember('audrey', 'auditor');
    await server.register({ clientId: 'wiki', name: 'Acme Wiki' });
    await server.register({ clientId: 'shop', name: 'Acme Shop' });
    alice = (await server.addUser('alice')).subject;
    // A past of our own, far enough from everything that setting up leaves in the log.
    await write('failed', begun - 2 * HOUR, {
      ...{ event: 'sign_in.failed', clientId: 'wiki', source: '192.0.2.7' },
    });
    await write('yesterday', begun - 30 * HOUR, { event: 'sign_in.failed', source: '192.0.2.7' });
    await write('granted', begun - 3 * HOUR, {
      ...{ event: 'consent.granted', actor: alice, actorName: 'alice', subject: alice, clientId: 'shop' },
      data: { scopes: ['openid'] },
    });
    await write('denied', begun - 4 * HOUR, { event: 'consent.denied', subject: alice, clientId: 'wiki' });
    await write('formula', begun - 5 * HOUR, {
      ...{ actor: '=1+1', actorName: '@SUM(A1)', source: '-1', clientId: '+x', subject: '\tx' },
      data: { before: { name: '=cmd' }, after: { name: 'Müller, "A"\n中文' } },
    });
    await write('rotated', begun - 10 * DAY, { event: 'signing_key.rotated' });
    await write('foreign', begun - 11 * DAY, { event: 'x.party', data: { note: 'Ünique 100% text_here' } });
    olga = await admin.signIn('olga');
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  const list = async (query: string, browser = olga): Promise<Page> => {
    const { status, body } = await browser.get<Page>(`/api/audit?${query}`);
    expect(status).toBe(200);
    return body;
  };
  const namesOf = ({ items }: Page): string[] =>
    items.map(
      ({ reference }) => Object.keys(references).find((name) => references[name] === reference) ?? '–',
    );
  /** Only what happened before this test began. */
  const past = `to=${new Date(begun - HOUR).toISOString()}&limit=100`;
  const found = async (query: string, browser = olga): Promise<string[]> =>
    namesOf(await list(`${past}&${query}`, browser));

  it('tells what happened, the newest first, by the names of those who were in it', async () => {
    const { items, total, more, next } = await list(past);
    expect(namesOf({ items } as Page)).toEqual([
      ...['failed', 'granted', 'denied', 'formula', 'yesterday', 'rotated', 'foreign'],
    ]);
    expect({ total, more, next }).toEqual({ total: 7, more: false, next: null });
    expect(items[1]).toEqual({
      reference: references['granted'],
      at: new Date(begun - 3 * HOUR).toISOString(),
      ...{ event: 'consent.granted', kind: 'consent', outcome: 'success' },
      actor: { subject: alice, name: 'alice' },
      target: { subject: alice, name: 'alice' },
      client: { clientId: 'shop', name: 'Acme Shop' },
      ...{ source: null, data: { scopes: ['openid'] } },
    });
  });

  it.each([
    ['event=sign_in.failed', ['failed', 'yesterday']],
    ['event=sign_in.failed&event=consent.denied', ['failed', 'denied', 'yesterday']],
    ['event=x.party', ['foreign']],
    ['kind=consent', ['granted', 'denied']],
    ['kind=consent&kind=sign_in', ['failed', 'granted', 'denied', 'yesterday']],
    ['outcome=denied', ['denied']],
    ['outcome=failure', ['failed', 'yesterday']],
    ['kind=sign_in&outcome=success', []],
    ['clientId=wiki', ['failed', 'denied']],
    ['clientId=WIKI', []],
    ['source=192.0.2.7', ['failed', 'yesterday']],
    ['source=192.0.2.7&within=24h', ['failed']],
    ['within=7d&outcome=failure', ['failed', 'yesterday']],
    ['search=alice', ['granted']],
    ['search=consent', ['granted', 'denied']],
    ['search=M%C3%BCller', ['formula']],
    ['search=%E4%B8%AD%E6%96%87', ['formula']],
    ['search=100%25', ['foreign']],
    ['search=text_here', ['foreign']],
    ['search=textxhere', []],
    ['search=wiki', ['failed', 'denied']],
    ["search=' OR 1=1 --", []],
  ])('narrows by %s', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
    expect((await list(`${past}&${query}`)).total).toBe(expected.length);
  });

  it('narrows by people, by time and by reference', async () => {
    expect(await found(`actor=${alice}`)).toEqual(['granted']);
    expect(await found(`subject=${alice}`)).toEqual(['granted', 'denied']);
    expect(await found(`reference=${references['denied']}`)).toEqual(['denied']);
    expect(await found(`search=${references['denied']}`)).toEqual(['denied']);
    const from = new Date(begun - 3 * HOUR).toISOString();
    expect(await found(`from=${from}`)).toEqual(['failed', 'granted']);
    expect(namesOf(await list(`to=${from}&limit=2`))).toEqual(['denied', 'formula']);
  });

  it.each([
    '',
    'event=sign_in.failed&event=consent.denied&event=consent.granted',
    'clientId=wiki',
    'search=%25',
  ])('pages through %s without a gap or a repetition', async (query) => {
    const whole = await list(`limit=100&${query}`);
    const walked: string[] = [];
    let cursor = '';
    do {
      const page = await list(`limit=2&cursor=${cursor}&${query}`);
      walked.push(...page.items.map(({ reference }) => reference));
      cursor = page.next ?? '';
    } while (cursor !== '');
    expect(walked).toEqual(whole.items.map(({ reference }) => reference));
    expect([...walked].sort().reverse()).toEqual(walked);
  });

  it.each([
    'limit=1e9',
    'limit=0',
    'within=1y',
    'kind=everything',
    'outcome=maybe',
    'event=%27;DROP',
    'from=yesterday',
    'sort=at',
    'order[__proto__]=1',
    'reference=1',
    `search=${'x'.repeat(201)}`,
  ])('refuses %s', async (query) => {
    expect((await olga.get(`/api/audit?${query}`)).status).toBe(400);
    expect((await olga.get(`/api/audit/export?${query}`)).status).toBe(400);
  });

  it('shows each role what is within its reach', async () => {
    const all = ['failed', 'granted', 'denied', 'formula', 'yesterday', 'rotated', 'foreign'];
    const by = async (username: string) => found('', await admin.signIn(username));
    expect(await by('audrey')).toEqual(all);
    expect(await by('mia')).toEqual(['failed', 'denied']);
    expect(await by('kim')).toEqual(['rotated']);
    expect(await by('sam')).toEqual(['failed', 'granted', 'denied', 'yesterday']);
    expect((await (await admin.signIn('vera')).get('/api/audit')).status).toBe(403);
    const mia = await admin.signIn('mia');
    expect(await found('clientId=shop', mia)).toEqual([]);
    expect((await mia.get(`/api/audit/${references['denied']}`)).status).toBe(200);
    expect((await mia.get(`/api/audit/${references['granted']}`)).status).toBe(404);
    expect((await mia.get('/api/audit/export')).status).toBe(403);
    expect((await mia.post('/api/audit/chain/verify')).status).toBe(403);
  });

  it('reads one event between its neighbours', async () => {
    const read = async (name: string, query = past.replace('&limit=100', '')) => {
      const { body } = await olga.get<Event & { newer: string; older: string }>(
        `/api/audit/${references[name]}?${query}`,
      );
      return body;
    };
    expect(await read('denied')).toMatchObject({
      ...{ reference: references['denied'], event: 'consent.denied' },
      ...{ newer: references['granted'], older: references['formula'] },
    });
    const narrowed = await read('failed', 'event=sign_in.failed');
    expect(narrowed).toMatchObject({ newer: null, older: references['yesterday'] });
    for (const unknown of [idAt(1), 'nobody', '1']) {
      expect((await olga.get(`/api/audit/${unknown}`)).status).toBe(404);
    }
  });

  const download = async (query: string): Promise<{ text: string; headers: Headers }> => {
    const response = await olga.visitor.request(`${admin.url}/api/audit/export?${query}`);
    expect(response.status).toBe(200);
    return { text: await response.text(), headers: response.headers };
  };

  it.each(['', 'kind=consent&kind=sign_in', 'outcome=failure&within=24h', 'clientId=wiki', 'search=alice'])(
    'exports exactly what the list of "%s" shows',
    async (query) => {
      const narrowed = `to=${new Date(begun - HOUR).toISOString()}&${query}`;
      const { items } = await list(`${narrowed}&limit=100`);
      const { text, headers } = await download(`${narrowed}&format=ndjson`);
      expect(headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename="audit-[\dT-]+\.ndjson"$/);
      const lines = text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as { reference: string; data: unknown });
      expect(lines.map(({ reference, data }) => ({ reference, data }))).toEqual(
        items.map(({ reference, data }) => ({ reference, data })),
      );
    },
  );

  it('exports no cell that a spreadsheet would run', async () => {
    const { text, headers } = await download(`reference=${references['formula']}&format=csv`);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(text.startsWith('at,event,outcome,')).toBe(true);
    const [, line] = text.split(/\n(?=\d{4})/);
    for (const cell of ["'=1+1", "'@SUM(A1)", "'-1", "'+x", "'\tx"]) expect(line).toContain(cell);
    expect(text).not.toMatch(/(^|,)"?[=+@\t-]/m);
  });

  it('notes who took a copy, and the copy does not hold that', async () => {
    const { text } = await download('event=audit.exported&format=ndjson');
    const [latest] = (await list('event=audit.exported')).items;
    expect(latest).toMatchObject({
      actor: { name: 'Owner olga' },
      source: '127.0.0.1',
      data: { format: 'ndjson', filter: { event: ['audit.exported'] } },
    });
    expect(text).not.toContain(latest!.reference);
  });

  it('says from where and by whom a client was changed, and what changed', async () => {
    const { headers } = await olga.get('/api/clients/shop');
    await olga.call('PATCH', '/api/clients/shop', { name: 'Shop' }, { 'if-match': headers.get('etag')! });
    const [latest] = (await list('event=client.updated&clientId=shop')).items;
    expect(latest).toMatchObject({
      ...{ event: 'client.updated', kind: 'client', outcome: 'success', source: '127.0.0.1' },
      actor: { name: 'Owner olga' },
      client: { clientId: 'shop', name: 'Shop' },
      data: { before: { name: 'Acme Shop' }, after: { name: 'Shop' } },
    });
    const [signIn] = (await list('event=sign_in.succeeded')).items;
    expect(signIn).toMatchObject({ source: '127.0.0.1', client: { clientId: 'portcullis-admin' } });
  });

  it('keeps no secret that somebody forgot in the details', async () => {
    const audit = server.app.get(AuditLog, { strict: false });
    const reference = await audit.record('client.updated', {
      clientId: 'shop',
      data: { after: { clientSecret: 'hunter2', name: 'Shop', tokenEndpointAuthMethod: 'none' } },
    });
    const { body } = await olga.get<Event>(`/api/audit/${reference}`);
    expect(body.data).toEqual({
      after: { clientSecret: '[removed]', name: 'Shop', tokenEndpointAuthMethod: 'none' },
    });
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('has no way to change a row by %s', async (method) => {
    for (const path of ['/api/audit', `/api/audit/${references['denied']}`, '/api/audit/export']) {
      expect((await olga.call(method, path, {})).status).toBe(404);
    }
    expect(await found(`reference=${references['denied']}`)).toEqual(['denied']);
  });

  it('sends new events as they come, to those who may read them', async () => {
    const mia = await admin.signIn('mia');
    const streams = await Promise.all([
      follow(olga, `${admin.url}/api/audit/live?event=sign_in.failed`),
      follow(mia, `${admin.url}/api/audit/live`),
    ]);
    const audit = server.app.get(AuditLog, { strict: false });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const first = await audit.record('sign_in.failed', { clientId: 'shop' });
    await audit.record('consent.denied', { clientId: 'shop' });
    const second = await audit.record('consent.denied', { clientId: 'wiki' });
    await eventually(
      () => Promise.resolve(streams.map(({ events }) => events.map(({ reference }) => reference))),
      ([ofOlga, ofMia]) => ofOlga!.includes(first) && ofMia!.includes(second),
    );
    expect(streams.map(({ events }) => events.map(({ reference }) => reference))).toEqual([
      [first],
      [second],
    ]);
    expect(streams[0]!.events[0]).toMatchObject({ event: 'sign_in.failed', client: { name: 'Shop' } });
    // A session that ends takes the stream with it.
    await mia.post('/sign-out');
    await streams[1]!.closed;
    streams[0]!.close();
  }, 40_000);

  it('checks the chain, and finds what was done to rows in the database', async () => {
    const sealer = server.app.get(AuditSealer, { strict: false });
    const audit = server.app.get(AuditLog, { strict: false });
    const [edited, deleted] = [
      await audit.record('user.enabled', {}),
      await audit.record('user.enabled', {}),
    ];
    server.clock.advance(60);
    await sealer.run();
    const verify = async (): Promise<Chain> => {
      expect((await olga.post('/api/audit/chain/verify')).status).toBe(202);
      const chain = async () => (await olga.get<Chain>('/api/audit/chain')).body;
      return eventually(chain, ({ check }) => check !== null && !check.isRunning);
    };
    const clean = await verify();
    expect(clean.sealed).toBeGreaterThan(0);
    expect(clean.check).toMatchObject({
      startedBy: 'Owner olga',
      report: { isWhole: true, upTo: clean.sealed },
    });
    expect((await list('event=audit.verified')).total).toBe(1);

    const inserted = idAt(begun - 9 * DAY);
    await admin.query("UPDATE oauth_audit_event SET event = 'user.disabled' WHERE id = ?", [bytes(edited)]);
    await admin.query('DELETE FROM oauth_audit_event WHERE id = ?', [bytes(deleted)]);
    await admin.query(
      "INSERT INTO oauth_audit_event (id, at, event, data) VALUES (?, 1, 'user.created', '{}')",
      [bytes(inserted)],
    );
    const { check } = await verify();
    expect(check!.report).toMatchObject({
      isWhole: false,
      changed: { count: 1, references: [edited] },
      missing: { count: 1, references: [deleted] },
      inserted: { count: 1, references: [inserted] },
      brokenSeals: [],
    });
    expect((await list('event=audit.mismatched')).items[0]).toMatchObject({ outcome: 'failure' });
    expect(AUDIT_EVENT_NAMES).toContain('audit.mismatched');
  });
});

function bytes(reference: string): Buffer {
  return Buffer.from(reference.replaceAll('-', ''), 'hex');
}

async function follow(
  browser: AdminBrowser,
  url: string,
): Promise<{ events: Event[]; closed: Promise<void>; close: () => void }> {
  const stop = new AbortController();
  const response = await browser.visitor.request(url, { signal: stop.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const events: Event[] = [];
  const read = async (): Promise<void> => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) {
      const messages = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n\n');
      rest = messages.pop()!;
      for (const message of messages) {
        const data = /^data: (.*)$/m.exec(message)?.[1];
        if (data && message.includes('event: audit')) events.push(JSON.parse(data) as Event);
      }
    }
  };
  return { events, closed: read().catch(() => undefined), close: () => stop.abort() };
}
