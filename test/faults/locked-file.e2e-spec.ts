import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuthorizationCode, readHandle } from '@portcullis/oauth';
import { DataSource } from 'typeorm';
import { obtainCode, redeem } from '../support/flow.js';
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

  it('for long, a redemption is answered 503, nothing is used up, and it works afterwards', async () => {
    const code = await obtainCode(server, client);
    await other.query('BEGIN IMMEDIATE');
    const inTime = new Promise<never>((_, reject) => {
      setTimeout(reject, 9_000, new Error('no answer in time')).unref();
    });
    try {
      const response = await Promise.race([redeem(through(server, running), client, code), inTime]);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
    } finally {
      await other.query('ROLLBACK');
    }
    const { id } = readHandle(code.code)!;
    expect(await server.database.find(AuthorizationCode, { id })).toMatchObject({ consumedAt: null });
    expect((await redeem(through(server, running), client, code)).status).toBe(200);
  });
});
