import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Interaction } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { authorizeUrl, obtainCode } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

describe.each(DATABASES)('authorization requests of nobody in particular, on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  const known = new Visitor();
  beforeAll(async () => {
    const limits = { authorization: { attempts: 5, seconds: 60 } };
    server = await TestServer.start({ database, options: { limits }, quiet: true });
    client = await server.register();
    await server.addUser();
    await obtainCode(server, client, {}, known);
    server.clock.advance(61);
  });
  afterAll(() => server.close());

  const open = (visitor = new Visitor(), more = {}): Promise<Response> =>
    visitor.request(authorizeUrl(server, client, pkce(), more));

  it('are stored as often as one source may, and then refused with a page', async () => {
    const before = (await server.database.findMany(Interaction, {})).length;
    const answers = await Promise.all(Array.from({ length: 40 }, () => open()));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(35);
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(await refused[0]!.text()).toContain('<h1>');
    expect(await server.database.findMany(Interaction, {})).toHaveLength(before + 5);
  });

  it('what need not be stored goes on: a known user, and a request without pages', async () => {
    expect((await open(known)).headers.get('location')).toContain('code=');
    expect((await open(new Visitor(), { prompt: 'none' })).headers.get('location')).toContain(
      'login_required',
    );
  });

  it('begin anew with the next minute', async () => {
    server.clock.advance(61);
    expect((await open()).status).toBe(303);
  });
});
