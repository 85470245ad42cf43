import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  AuditEvent,
  LogoutDeliveries,
  LogoutDelivery,
  OutgoingHttp,
  Pruner,
  type NewClient,
} from '@portcullis/oauth';
import { expectPage } from '../support/answers.js';
import { createMigratedDatabase, DATABASES, type TestDatabase } from '../support/databases.js';
import {
  authorizeUrl,
  introspect,
  obtainCode,
  redeem,
  registerApi,
  signIn,
  type TokenAnswer,
} from '../support/flow.js';
import { query } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { readJwt, verify } from '../support/jwt.js';
import { expectOAuthError, INVALID_TOKEN, INVALID_TOKEN_CHALLENGE } from '../support/oauth-error.js';
import { RecordingHttp } from '../support/recording-http.js';
import { ACTOR, TestServer, type RegisteredClient, type TestServerOptions } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

const deliveriesOf = (of: TestServer): LogoutDeliveries => of.app.get(LogoutDeliveries, { strict: false });

/** Sends what is due, whether the background or this call comes first. */
async function deliver(of: TestServer): Promise<void> {
  await deliveriesOf(of).run();
  await deliveriesOf(of).idle();
}

describe.each(DATABASES)('back-channel logout on %s', (database) => {
  let server: TestServer;
  let http: RecordingHttp;
  let clients = 0;

  beforeAll(async () => {
    server = await start({});
    http = outgoingOf(server);
    await server.addUser('alice');
    await server.addUser('bob', { name: 'Bob' });
  });
  afterAll(() => server.close());

  function start(more: Partial<TestServerOptions>): Promise<TestServer> {
    return TestServer.start({ database, ...more, extras: { outgoing: RecordingHttp, ...more.extras } });
  }

  const outgoingOf = (of: TestServer): RecordingHttp => of.app.get(OutgoingHttp, { strict: false });

  /** A client that wants to be told, at an address of its own. */
  async function aClient(input: Partial<NewClient> = {}): Promise<RegisteredClient & { uri: string }> {
    const uri = `https://rp${++clients}.example/logout`;
    const client = await server.register({ firstParty: true, backchannelLogoutUri: uri, ...input });
    return { ...client, uri };
  }

  async function arrive(client: RegisteredClient, username = 'alice'): Promise<[Visitor, TokenAnswer]> {
    const visitor = new Visitor();
    await signIn(visitor, await visitor.visit(authorizeUrl(server, client, pkce())), username);
    return [visitor, await tokensIn(visitor, client)];
  }

  async function tokensIn(visitor: Visitor, client: RegisteredClient): Promise<TokenAnswer> {
    const code = await obtainCode(server, client, {}, visitor);
    return (await (await redeem(server, client, code)).json()) as TokenAnswer;
  }

  async function signOut(visitor: Visitor, { id_token }: TokenAnswer, at = server): Promise<void> {
    const url = `${at.listening}/oauth/logout?${query({ id_token_hint: id_token })}`;
    const response = await visitor.request(url);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toMatch(/^\/oauth\/logout\/done/);
  }

  const owed = (client: RegisteredClient): Promise<LogoutDelivery[]> =>
    server.database.findMany(LogoutDelivery, { clientId: client.clientId });

  /** The background has done what it could: nothing more is owed to the client. */
  async function settled(client: RegisteredClient): Promise<void> {
    await deliveriesOf(server).idle();
    expect(await owed(client)).toEqual([]);
  }

  /** Another server's clock, `seconds` ahead of the first one's. */
  function ahead(of: TestServer, seconds: number): void {
    of.clock.advance((server.clock.now() - of.clock.now()) / 1000 + seconds);
  }

  const givenUp = async ({ clientId }: RegisteredClient): Promise<AuditEvent['data'][]> =>
    (await server.database.findMany(AuditEvent, { clientId, event: 'backchannel_logout.failed' })).map(
      ({ data }) => data,
    );

  it('is in the metadata', async () => {
    const document = await (await fetch(`${server.issuer}/.well-known/openid-configuration`)).json();
    expect(document).toMatchObject({
      end_session_endpoint: server.url('logout'),
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    });
  });

  it.each(['RS256', 'ES256'] as const)(
    'sends a logout token that cannot pass for another one, signed by %s',
    async (idTokenAlg) => {
      const client = await aClient({ idTokenAlg });
      const [visitor, tokens] = await arrive(client);
      const session = readJwt(tokens.id_token).claims;
      await signOut(visitor, tokens);
      await http.until(client.uri, 1);
      const { form } = http.to(client.uri)[0]!;
      expect(Object.keys(form)).toEqual(['logout_token']);
      const { payload, protectedHeader } = await verify(server, form['logout_token']!, 'logout+jwt');
      expect(protectedHeader).toEqual({ alg: idTokenAlg, typ: 'logout+jwt', kid: expect.any(String) });
      expect(payload).toEqual({
        iss: server.issuer,
        sub: session.sub,
        aud: client.clientId,
        iat: expect.any(Number),
        exp: payload.iat! + 120,
        jti: expect.any(String),
        events: { [EVENT]: {} },
        sid: session['sid'],
      });
      await settled(client);
      expect(await givenUp(client)).toEqual([]);
    },
  );

  it('sends one that is no access token and no hint', async () => {
    const client = await aClient();
    const api = await registerApi(server, server.issuer);
    const [visitor, tokens] = await arrive(client);
    await signOut(visitor, tokens);
    await http.until(client.uri, 1);
    const token = http.to(client.uri)[0]!.form['logout_token']!;
    for (const presented of [token, tokens.id_token]) {
      expect(await introspect(server, api, presented)).toEqual({ active: false });
      const headers = { authorization: `Bearer ${presented}` };
      await expectOAuthError(
        await fetch(server.url('userinfo'), { headers }),
        INVALID_TOKEN,
        INVALID_TOKEN_CHALLENGE,
      );
    }
    const hinted = await fetch(`${server.url('logout')}?${query({ id_token_hint: token })}`);
    expect(hinted.status).toBe(400);
  });

  it('tells every client of the session once, and nobody else', async () => {
    const first = await aClient();
    const second = await aClient();
    const silent = await server.register({ firstParty: true });
    const stranger = await aClient();
    const elsewhere = await aClient();
    const [visitor, tokens] = await arrive(first);
    await tokensIn(visitor, first);
    const { id_token } = await tokensIn(visitor, second);
    await tokensIn(visitor, silent);
    // Another session of the same user, and one of another user.
    await arrive(elsewhere);
    await arrive(elsewhere, 'bob');

    await signOut(visitor, tokens);
    for (const client of [first, second]) {
      await http.until(client.uri, 1);
      await settled(client);
      expect(http.to(client.uri)).toHaveLength(1);
    }
    const [a, b] = [first, second].map(({ uri }) => readJwt(http.to(uri)[0]!.form['logout_token']!).claims);
    expect(a!['sid']).toBe(readJwt(id_token).claims['sid']);
    expect(b!['sid']).toBe(a!['sid']);
    expect(b!.jti).not.toBe(a!.jti);
    for (const { uri } of [stranger, elsewhere]) expect(http.to(uri)).toEqual([]);
  });

  it('tells nobody when a user signs in again or another one beside them, and all when they leave the list', async () => {
    const client = await aClient();
    const [visitor, tokens] = await arrive(client);
    const again = await visitor.visit(authorizeUrl(server, client, pkce(), { prompt: 'login' }));
    await signIn(visitor, again);
    expect(await owed(client)).toEqual([]);
    const select = { prompt: 'select_account' };
    const choice = await visitor.visit(authorizeUrl(server, client, pkce(), select));
    const other = await visitor.submit(choice, {}, { name: 'action', value: 'another' });
    await signIn(visitor, other, 'bob');
    expect(await owed(client)).toEqual([]);
    const list = await visitor.visit(authorizeUrl(server, client, pkce(), select));
    const alice = readJwt(tokens.id_token).claims.sub as string;
    await visitor.submit(list, {}, { name: 'remove', value: alice });
    await http.until(client.uri, 1);
    expect(readJwt(http.to(client.uri)[0]!.form['logout_token']!).claims).toMatchObject({
      sub: readJwt(tokens.id_token).claims.sub,
      sid: readJwt(tokens.id_token).claims['sid'],
    });
  });

  it('ends nothing when it cannot write down whom to tell', async () => {
    const client = await aClient();
    const api = await registerApi(server, server.issuer);
    const [visitor, tokens] = await arrive(client);
    const url = `${server.url('logout')}?${query({ id_token_hint: tokens.id_token })}`;
    const rename = (from: string, to: string): Promise<unknown> =>
      server.database.run((manager) => manager.query(`ALTER TABLE ${from} RENAME TO ${to}`));
    const events = async (): Promise<AuditEvent[]> =>
      server.database.findMany(AuditEvent, { event: 'session.ended', clientId: client.clientId });
    // The fault is logged; that is not what this test looks at.
    const log = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
    await rename('oauth_logout_delivery', 'gone');
    try {
      const response = await visitor.request(url);
      await expectPage(response, 503, 'The service is busy');
      expect(response.headers.get('retry-after')).toBe('5');
      expect(response.headers.getSetCookie()).toEqual([]);
    } finally {
      await rename('gone', 'oauth_logout_delivery');
      log.mockRestore();
    }
    expect(await introspect(server, api, tokens.access_token)).toMatchObject({ active: true });
    expect(await events()).toEqual([]);

    await signOut(visitor, tokens);
    await http.until(client.uri, 1);
    expect(await introspect(server, api, tokens.access_token)).toEqual({ active: false });
    expect(await events()).toHaveLength(1);
  });

  it('tells nobody of a user who only stopped being welcome', async () => {
    const client = await aClient();
    const { subject } = await server.addUser('leaver');
    await arrive(client, 'leaver');
    await server.users.setDisabled(subject, true, ACTOR);
    await server.users.setPassword(subject, 'another long password', ACTOR);
    await deliver(server);
    expect(await owed(client)).toEqual([]);
    expect(http.to(client.uri)).toEqual([]);
  });

  describe('to a client that', () => {
    /** Signs out, and waits until the client has been tried once. */
    async function tried(answer: Parameters<RecordingHttp['answer']>[1], of: Partial<NewClient> = {}) {
      const client = await aClient(of);
      http.answer(client.uri, answer);
      const [visitor, tokens] = await arrive(client);
      await signOut(visitor, tokens);
      await http.until(client.uri, 1);
      await deliveriesOf(server).idle();
      return client;
    }

    it.each<[string, Parameters<RecordingHttp['answer']>[1], string]>([
      ['answers 500', 500, 'HTTP 500'],
      ['redirects', 302, 'HTTP 302'],
      ['cannot be reached', { failure: 'connect ECONNREFUSED' }, 'connect ECONNREFUSED'],
      ['is inside the network', { failure: 'not a public address' }, 'not a public address'],
    ])('%s is tried five times in ten minutes and then given up', async (_, answer, reason) => {
      const client = await tried(answer);
      for (const [count, pause] of [
        [2, 15],
        [3, 45],
        [4, 135],
        [5, 405],
      ] as const) {
        // A pause is a quarter longer or shorter than this.
        server.clock.advance(pause * 0.5);
        await deliver(server);
        expect(http.to(client.uri)).toHaveLength(count - 1);
        server.clock.advance(pause * 0.8);
        await deliver(server);
        expect(http.to(client.uri)).toHaveLength(count);
      }
      await settled(client);
      server.clock.advance(3600);
      await deliver(server);
      expect(http.to(client.uri)).toHaveLength(5);
      expect(await givenUp(client)).toEqual([{ attempts: 5, reason }]);
      const tokens = http.to(client.uri).map(({ form }) => readJwt(form['logout_token']!).claims);
      // Minted when sent: a token from the first attempt would have expired.
      expect(new Set(tokens.map(({ jti }) => jti)).size).toBe(5);
      expect(tokens.at(-1)!.iat! - tokens[0]!.iat!).toBeGreaterThan(500);
    });

    it.each([200, 204])('answers %i has been told', async (status) => {
      const client = await tried(status);
      await settled(client);
      expect(await givenUp(client)).toEqual([]);
    });

    it('answers 400 is not asked again', async () => {
      const client = await tried(400);
      await settled(client);
      expect(await givenUp(client)).toEqual([{ attempts: 1, reason: 'HTTP 400' }]);
    });

    it('comes back is told', async () => {
      const client = await tried(503);
      http.answer(client.uri, 204);
      server.clock.advance(20);
      await deliver(server);
      expect(http.to(client.uri)).toHaveLength(2);
      await settled(client);
      expect(await givenUp(client)).toEqual([]);
    });

    it.each<[string, (client: RegisteredClient) => Promise<unknown>]>([
      ['is disabled', ({ clientId }) => server.registry.setDisabled(clientId, true, ACTOR)],
      [
        'no longer wants to know',
        ({ clientId, client }) =>
          server.registry.update(clientId, client.version, { backchannelLogoutUri: null }, ACTOR),
      ],
    ])('%s meanwhile is not told', async (_, change) => {
      const client = await tried(500);
      await change(client);
      server.clock.advance(20);
      await deliver(server);
      await settled(client);
      expect(http.to(client.uri)).toHaveLength(1);
    });

    it('does not answer is spared the others that are due, which are not lost', async () => {
      const client = await tried(500);
      const more = 60;
      for (let n = 0; n < more; n++) {
        await server.database.insert(LogoutDelivery, {
          id: randomBytes(16),
          clientId: client.clientId,
          subject: 'alice',
          sessionId: randomBytes(16),
          attempts: 0,
          dueAt: server.clock.now(),
          createdAt: server.clock.now(),
        });
      }
      await deliver(server);
      // One batch found out; what was left waits with its attempts uncounted.
      const tries = http.to(client.uri).length;
      expect(tries).toBeLessThan(1 + more);
      const waiting = await owed(client);
      expect(waiting).toHaveLength(1 + more);
      expect(waiting.every(({ dueAt }) => dueAt > server.clock.now())).toBe(true);
      http.answer(client.uri, 200);
      server.clock.advance(20);
      await deliver(server);
      await settled(client);
      expect(http.to(client.uri)).toHaveLength(tries + 1 + more);
    });
  });

  it('is not held up by a client that hangs', async () => {
    const hanging = await aClient();
    const healthy = await aClient();
    http.answer(hanging.uri, 'hang');
    const [visitor, tokens] = await arrive(hanging);
    await tokensIn(visitor, healthy);
    await signOut(visitor, tokens);
    await Promise.all([http.until(hanging.uri, 1), http.until(healthy.uri, 1)]);
    for (let look = 0; look < 1000 && (await owed(healthy)).length > 0; look++);
    expect(await owed(healthy)).toEqual([]);
    expect((await owed(hanging)).map(({ attempts }) => attempts)).toEqual([1]);
  });

  describe('with two servers on one storage', () => {
    let second: TestServer;

    beforeEach(async () => {
      second = await start({ storage: server.storage, options: { issuer: server.issuer } });
      // Behind, so that its own look round, every five seconds, finds nothing due until a test says so.
      ahead(second, -60);
    });
    afterEach(() => second.close());

    /** Signs out at a server that does not get through to the client. */
    async function failed(at = server): Promise<RegisteredClient & { uri: string }> {
      const client = await aClient();
      outgoingOf(at).answer(client.uri, { failure: 'no route to host' });
      const [visitor, tokens] = await arrive(client);
      await signOut(visitor, tokens, at);
      await outgoingOf(at).until(client.uri, 1);
      await deliveriesOf(at).idle();
      return client;
    }

    it('leaves to the other one what the first could not send', async () => {
      const client = await failed();
      ahead(second, 20);
      await deliver(second);
      await settled(client);
      expect(http.to(client.uri)).toHaveLength(1);
      expect(outgoingOf(second).to(client.uri)).toHaveLength(1);
    });

    it('sends each once, however many look for it', async () => {
      const client = await failed();
      http.answer(client.uri, 200);
      server.clock.advance(20);
      ahead(second, 0);
      const looks = [server, second].flatMap((each) => Array<LogoutDeliveries>(10).fill(deliveriesOf(each)));
      await Promise.all(looks.map((deliveries) => deliveries.run()));
      await settled(client);
      expect(http.to(client.uri).length - 1 + outgoingOf(second).to(client.uri).length).toBe(1);
    });

    it('sends what a server has left behind that stopped', async () => {
      const third = await start({ storage: server.storage, options: { issuer: server.issuer } });
      // Ahead of the others: what it owes is not yet due for them.
      ahead(third, 60);
      const client = await failed(third);
      await third.close();
      ahead(second, 80);
      await deliver(second);
      await settled(client);
      expect(outgoingOf(second).to(client.uri)).toHaveLength(1);
    });
  });
});

describe('back-channel logout of another server', () => {
  let storage: TestDatabase;
  let server: TestServer | undefined;

  beforeEach(async () => {
    storage = await createMigratedDatabase('sqlite');
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    await storage.drop();
  });

  async function signedOut(of: TestServer, client: RegisteredClient, later = 0): Promise<void> {
    await of.addUser();
    const visitor = new Visitor();
    const code = await obtainCode(of, client, {}, visitor);
    const { id_token } = (await (await redeem(of, client, code)).json()) as TokenAnswer;
    of.clock.advance(later);
    await of.app.get(Pruner, { strict: false }).run();
    const response = await visitor.request(`${of.url('logout')}?${query({ id_token_hint: id_token })}`);
    expect(response.status).toBe(303);
  }

  it('is nothing when it is switched off', async () => {
    server = await TestServer.start({
      database: 'sqlite',
      storage,
      extras: { features: { backchannelLogout: false } },
    });
    const client = await server.register({ backchannelLogoutUri: 'https://rp.example/logout' });
    await signedOut(server, client);
    expect(await server.database.findMany(LogoutDelivery, {})).toEqual([]);
    const document = await (await fetch(`${server.issuer}/.well-known/openid-configuration`)).json();
    expect(document).toHaveProperty('end_session_endpoint');
    expect(document).not.toHaveProperty('backchannel_logout_supported');
  });

  it('tries as often as the host says', async () => {
    const extras = { outgoing: RecordingHttp };
    const options = { backchannelLogout: { attempts: 1 } };
    server = await TestServer.start({ database: 'sqlite', storage, extras, options });
    const uri = 'https://rp.example/logout';
    const client = await server.register({ backchannelLogoutUri: uri });
    const http: RecordingHttp = server.app.get(OutgoingHttp, { strict: false });
    http.answer(uri, 500);
    await signedOut(server, client);
    await http.until(uri, 1);
    await server.app.get(LogoutDeliveries, { strict: false }).idle();
    expect(await server.database.findMany(LogoutDelivery, {})).toEqual([]);
    expect(http.sent).toHaveLength(1);
  });

  it('stops although a client hangs, and leaves it to the next process', async () => {
    const settings = { database: 'sqlite', storage, extras: { outgoing: RecordingHttp } } as const;
    server = await TestServer.start(settings);
    const uri = 'https://rp.example/logout';
    const client = await server.register({ backchannelLogoutUri: uri });
    const hanging: RecordingHttp = server.app.get(OutgoingHttp, { strict: false });
    hanging.answer(uri, 'hang');
    await signedOut(server, client);
    await hanging.until(uri, 1);
    await server.close();

    server = await TestServer.start({ ...settings, options: { issuer: server.issuer } });
    const left = await server.database.findMany(LogoutDelivery, {});
    expect(left.map(({ attempts }) => attempts)).toEqual([1]);
    server.clock.advance(20);
    await server.app.get(LogoutDeliveries, { strict: false }).run();
    expect((server.app.get(OutgoingHttp, { strict: false }) as RecordingHttp).to(uri)).toHaveLength(1);
    expect(await server.database.findMany(LogoutDelivery, {})).toEqual([]);
  });

  it('remembers the clients of a session that lasts for weeks', async () => {
    const extras = { outgoing: RecordingHttp };
    const options = { lifetimes: { session: 30 * 86_400 } };
    server = await TestServer.start({ database: 'sqlite', storage, extras, options });
    const uri = 'https://rp.example/logout';
    // Without a refresh token nothing else is left of what it was allowed.
    const client = await server.register({ backchannelLogoutUri: uri, grantTypes: ['authorization_code'] });
    await signedOut(server, client, 20 * 86_400);
    await (server.app.get(OutgoingHttp, { strict: false }) as RecordingHttp).until(uri, 1);
  });

  it('reaches nothing inside the network, without a word to the user', async () => {
    let connections = 0;
    const inside = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
    const { port } = inside.address() as AddressInfo;
    try {
      server = await TestServer.start({ database: 'sqlite', storage });
      for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0']) {
        const client = await server.register({ backchannelLogoutUri: `https://${host}:${port}/logout` });
        if (host === '127.0.0.1') await signedOut(server, client);
        // What failed then would spare the client the next one.
        await deliveriesOf(server).idle();
        await server.database.insert(LogoutDelivery, {
          id: Buffer.from(host.padEnd(16).slice(0, 16)),
          clientId: client.clientId,
          subject: 'alice',
          sessionId: Buffer.alloc(16),
          attempts: 4,
          dueAt: 0,
          createdAt: server.clock.now(),
        });
      }
      await deliver(server);
      const events = await server.database.findMany(AuditEvent, { event: 'backchannel_logout.failed' });
      expect(events.map(({ data }) => data)).toEqual(
        Array(5).fill({ attempts: 5, reason: 'not a public address' }),
      );
      expect(connections).toBe(0);
    } finally {
      inside.close();
    }
  });
});
