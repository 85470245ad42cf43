import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuthorizationCode, Consent, readHandle } from '@portcullis/oauth';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { obtainCode, redeem, type CodeResult } from '../support/flow.js';
import { connectTo } from '../support/open-storage.js';
import { memberOf, ServerProcess, through, type RunningServer } from '../support/server-process.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';

describe('while another process holds the write lock of the SQLite file', () => {
  let server: TestServer;
  let client: RegisteredClient;
  let running: RunningServer;
  let other: DataSource;

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    await server.addUser();
    client = await server.register();
    running = await ServerProcess.start(memberOf(server, { LOG_LEVEL: 'silent' }));
    other = await connectTo(server.storage);
    // It takes the lock when the servers' own background writes leave it free.
    await other.query('PRAGMA busy_timeout = 5000');
  });
  afterAll(async () => {
    await running.process.stop();
    await other.destroy();
    await server.close();
  });

  it('a redemption waits its turn', async () => {
    const code = await obtainCode(server, client);
    await other.query('BEGIN IMMEDIATE');
    const response = redeem(through(server, running), client, code);
    setTimeout(() => void other.query('COMMIT'), 200);
    expect((await response).status).toBe(200);
  });

  it('everything else is served, and 10 redemptions wait their turn', async () => {
    const codes = await obtainCodes(10);
    await other.query('BEGIN IMMEDIATE');
    const redemptions = codes.map((code) => redeem(through(server, running), client, code));
    for (let i = 0; i < 5; i++) expect((await fetch(`${running.origin}/oauth/jwks`)).status).toBe(200);
    await other.query('COMMIT');
    const statuses = (await Promise.all(redemptions)).map(({ status }) => status);
    expect(statuses).toEqual(Array(10).fill(200));
  });

  it('for long, a redemption is answered 503, nothing is used up, and it works afterwards', async () => {
    const code = await obtainCode(server, client);
    await other.query('BEGIN IMMEDIATE');
    const inTime = new Promise<never>((_, reject) => {
      setTimeout(reject, 9_000, new Error('no answer in time')).unref();
    });
    const writes = Promise.allSettled([
      server.database.insert(Consent, consent('late')),
      server.database.unit((rows) => rows.insert(Consent, consent('late'))),
    ]);
    try {
      const response = await Promise.race([redeem(through(server, running), client, code), inTime]);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
      const reason = expect.objectContaining({ status: 503, detail: 'storage: database is locked' });
      expect(await writes).toEqual(Array(2).fill({ status: 'rejected', reason }));
    } finally {
      await other.query('ROLLBACK');
    }
    const { id } = readHandle(code.code)!;
    expect(await server.database.find(AuthorizationCode, { id })).toMatchObject({ consumedAt: null });
    expect((await redeem(through(server, running), client, code)).status).toBe(200);
    expect(await server.database.findMany(Consent, { scope: 'late' })).toEqual([]);
  });

  it('statements and units wait without stopping the process, and reads are answered', async () => {
    await other.query('BEGIN IMMEDIATE');
    const { database } = server;
    const names = Array.from({ length: 10 }, (_, i) => `statement ${i}`);
    const writes = names.map((name) => database.insert(Consent, consent(name)));
    writes.push(
      database.unit(async (rows) => {
        await rows.insert(Consent, consent('unit, first'));
        await rows.insert(Consent, consent('unit, second'));
      }),
    );
    // For longer than a few attempts, in many turns of the event loop.
    for (let i = 0; i < 20; i++) {
      expect(await database.findMany(Consent, { subject: 'nobody' })).toEqual([]);
      await sleep(10);
    }
    await other.query('COMMIT');
    await Promise.all(writes);
    const scopes = (await database.findMany(Consent, { subject: 'nobody' })).map(({ scope }) => scope);
    expect(scopes.sort()).toEqual([...names, 'unit, first', 'unit, second']);
  });

  async function obtainCodes(count: number): Promise<CodeResult[]> {
    const codes: CodeResult[] = [];
    for (let i = 0; i < count; i++) codes.push(await obtainCode(server, client));
    return codes;
  }
});

function consent(scope: string): Consent {
  return { subject: 'nobody', clientId: 'c', scope, grantedAt: 1, expiresAt: 2 };
}
