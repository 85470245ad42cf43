import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ClientSecret } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { holdRequest } from '../support/held-request.js';
import { memberOf, ServerProcess, type RunningServer } from '../support/server-process.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';

describe.each(DATABASES)('a server on %s that is told to stop', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let running: RunningServer;

  beforeEach(async () => {
    server = await TestServer.start({ database });
    client = await server.register({ grantTypes: ['client_credentials'], redirectUris: [] });
    running = await ServerProcess.start(memberOf(server));
  });
  afterEach(async () => {
    await running.process.stop();
    await server.close();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'finishes what is in flight on %s, takes nothing new and ends',
    async (signal) => {
      const { finish } = await beginRequest(running.origin, client);
      expect((await finish()).status).toBe(200);
      const half = await Promise.all(Array.from({ length: 5 }, () => beginRequest(running.origin, client)));
      running.process.signal(signal);
      await refusesConnections(running.origin);

      const answers = await Promise.all(half.map(({ finish }) => finish()));
      expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
      for (const { body } of answers) expect(JSON.parse(body)).toMatchObject({ token_type: 'Bearer' });
      expect(await running.process.exited).toEqual({ code: null, signal });
      // Nothing went wrong on the way out, and what was put off has been written.
      expect(running.process.printed).toBe('');
      const [secret] = await server.database.findMany(ClientSecret, { clientId: client.clientId });
      expect(secret!.lastUsedAt).toEqual(expect.any(Number));
    },
  );
});

/** A token request that the server has in hand. */
function beginRequest(origin: string, client: RegisteredClient) {
  return holdRequest(`${origin}/oauth/token`, client, { grant_type: 'client_credentials' });
}

/** Waits until the port is closed. */
async function refusesConnections(origin: string): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    try {
      await fetch(`${origin}/oauth/jwks`, { headers: { connection: 'close' } });
    } catch {
      return;
    }
  }
  throw new Error('The server still accepts connections.');
}
