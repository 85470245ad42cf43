import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module, VersioningType, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BearerModule } from '@portcullis/bearer';
import {
  AccountStore,
  Client,
  ClientRegistry,
  Clock,
  Database,
  dataSourceOptions,
  GrantType,
  migrate,
  OAUTH_ENTITIES,
  OAUTH_MIGRATIONS,
  OAuthModule,
  PageRenderer,
  User,
  type Account,
  type Approval,
  type Grant,
  type OAuthOptions,
  type TokenRequest,
} from '@portcullis/oauth';
import { DataSource } from 'typeorm';
import { createDatabase, DATABASES, type TestDatabase } from '../support/databases.js';
import {
  authorizeUrl,
  introspect,
  obtainTokens,
  post,
  redeem,
  refresh,
  registerApi,
  type TokenAnswer,
} from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { hostileGlobals, OwnModule } from '../support/hostile-host.js';
import { readJwt } from '../support/jwt.js';
import { expectOAuthError, NOT_A_FORM } from '../support/oauth-error.js';
import {
  ACTOR,
  freePort,
  MASTER_KEY,
  TestServer,
  type AdapterName,
  type RegisteredClient,
} from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

function hostile(app: INestApplication): void {
  hostileGlobals(app);
  app.setGlobalPrefix('api');
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
}

describe.each<[AdapterName, boolean]>([
  ['express', false],
  ['express', true],
  ['fastify', false],
  ['fastify', true],
])(
  'a host on %s with its own pipes, envelope, filter, prefix and versions; bodyParser: %p',
  (adapter, bodyParser) => {
    let server: TestServer;
    /** The helpers work with <issuer>/oauth. */
    let relocated: TestServer;
    let client: RegisteredClient;
    let api: RegisteredClient;

    beforeAll(async () => {
      server = await TestServer.start({
        database: 'sqlite',
        prepare: hostile,
        imports: [OwnModule],
        adapter,
        bodyParser,
      });
      relocated = Object.create(server, {
        url: { value: (name: string) => `${server.issuer}/api/oauth/${name}` },
      }) as TestServer;
      await server.addUser();
      client = await server.register({
        grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
      });
      api = await registerApi(server, server.issuer);
    });
    afterAll(() => server.close());

    it('is as hostile as it says', async () => {
      const own = await fetch(`${server.issuer}/api/v1/own`);
      expect(await own.json()).toEqual({ success: true, data: { mine: true } });
      const broken = await fetch(`${server.issuer}/api/v1/own/broken`);
      expect([broken.status, await broken.json()]).toEqual([418, { success: false }]);
    });

    it('walks through the whole flow', async () => {
      const tokens = await obtainTokens(relocated, client);
      expect(Object.keys(tokens).sort()).toEqual([
        'access_token',
        'expires_in',
        'id_token',
        'refresh_token',
        'scope',
        'token_type',
      ]);
      expect(await introspect(relocated, api, tokens.access_token)).toMatchObject({ active: true });
      expect((await refresh(relocated, client, tokens.refresh_token)).status).toBe(200);
    });

    it('is not reachable under a version or without the prefix', async () => {
      for (const path of ['/api/v1/oauth/jwks', '/oauth/jwks']) {
        expect([404, 418]).toContain((await fetch(server.listening + path)).status);
      }
    });
  },
);

describe.each<AdapterName>(['express', 'fastify'])(
  'a host on %s that also guards an API with BearerModule',
  (adapter) => {
    it('keeps the endpoints open, although routes without a decorator are closed', async () => {
      const issuer = `http://localhost:${await freePort()}`;
      @Module({ imports: [BearerModule.forRoot({ issuer, audience: issuer }), OwnModule] })
      class GuardedModule {}
      const server = await TestServer.start({ database: 'sqlite', adapter, imports: [GuardedModule] });
      try {
        await server.addUser();
        const api = await registerApi(server, server.issuer);
        const tokens = await obtainTokens(server, await server.register());
        expect(await introspect(server, api, tokens.access_token)).toMatchObject({ active: true });
        const statuses = async (...names: string[]): Promise<number[]> =>
          Promise.all(names.map(async (name) => (await fetch(server.url(name))).status));
        expect(await statuses('jwks', 'token_key', 'error', 'assets/portcullis.css')).toEqual([
          200, 200, 200, 200,
        ]);
        expect((await fetch(`${server.issuer}/own`)).status).toBe(403);
      } finally {
        await server.close();
      }
    });
  },
);

/** The host's own users. */
@Injectable()
class EmployeeDirectory {
  readonly employees = new Map([
    ['e-1', { id: 'e-1', login: 'carol', password: 'open sesame', left: false, passwordSince: 0 }],
  ]);
}

@Injectable()
class EmployeeAccounts extends AccountStore {
  constructor(private readonly directory: EmployeeDirectory) {
    super();
  }

  async authenticate(username: string, password: string): Promise<Account | null> {
    const employee = [...this.directory.employees.values()].find(({ login }) => login === username);
    return employee && employee.password === password ? this.find(employee.id) : null;
  }

  async find(subject: string): Promise<Account | null> {
    const employee = this.directory.employees.get(subject);
    if (!employee) return null;
    const { id, login, left, passwordSince: credentialsChangedAt } = employee;
    const claims = { name: `Ms ${login}` };
    return { subject: id, username: login, claims, disabled: left, credentialsChangedAt };
  }
}

/** Half past eight in the morning of another year. */
class OfficeClock extends Clock {
  static at = Date.parse('2031-03-04T08:30:00Z');

  now(): number {
    return OfficeClock.at;
  }
}

@Module({ providers: [EmployeeDirectory], exports: [EmployeeDirectory] })
class EmployeesModule {}

@Module({ providers: [{ provide: 'SETTINGS', useFactory: async () => settings }], exports: ['SETTINGS'] })
class SettingsModule {}

let settings: OAuthOptions;

describe.each(DATABASES)('forRootAsync with the host’s users and clock on %s', (database) => {
  let storage: TestDatabase;
  let app: INestApplication;
  let server: TestServer;

  beforeAll(async () => {
    storage = await createDatabase(database);
    const contents = { entities: OAUTH_ENTITIES, migrations: OAUTH_MIGRATIONS };
    const source = await new DataSource(dataSourceOptions(storage.url, contents)).initialize();
    await migrate(source);
    await source.destroy();
    const port = await freePort();
    settings = { issuer: `http://localhost:${port}`, masterKey: MASTER_KEY, pruneEverySeconds: 0 };

    @Module({
      imports: [
        TypeOrmModule.forRoot({ ...dataSourceOptions(storage.url, contents), name: 'sso' }),
        OAuthModule.forRootAsync({
          imports: [EmployeesModule, SettingsModule],
          inject: ['SETTINGS'],
          useFactory: (given: OAuthOptions) => given,
          accounts: EmployeeAccounts,
          clock: OfficeClock,
          prefix: 'sso',
          dataSource: 'sso',
          isGlobal: true,
        }),
      ],
    })
    class HostModule {}

    app = await NestFactory.create(HostModule, { logger: ['error', 'fatal'], abortOnError: false });
    await app.listen(port, '127.0.0.1');
    const registry = app.get(ClientRegistry, { strict: false });
    server = {
      issuer: settings.issuer,
      url: (name: string) => `${settings.issuer}/sso/${name}`,
      register: async () => {
        const input = { name: 'Acme Wiki', redirectUris: ['https://client.example/cb'] };
        const { client, secret } = await registry.create(input, ACTOR);
        return { client, clientId: client.clientId, secret: secret!.value };
      },
    } as unknown as TestServer;
  });
  afterAll(async () => {
    await app.close();
    await storage.drop();
  });

  const tokensOfCarol = async (client: RegisteredClient): Promise<TokenAnswer> => {
    const visitor = new Visitor();
    const proof = pkce();
    const signIn = await visitor.visit(authorizeUrl(server, client, proof));
    const values = { username: 'carol', password: 'open sesame' };
    const consent = await visitor.submit(signIn, values, { name: 'action', value: 'sign_in' });
    const done = await visitor.submit(consent, {}, { name: 'decision', value: 'allow' });
    const callback = new URL(done.url);
    const result = { ...proof, code: callback.searchParams.get('code')!, callback, visitor };
    return (await (await redeem(server, client, result)).json()) as TokenAnswer;
  };

  it('signs the host’s users in, at the host’s time, under the host’s prefix', async () => {
    const document = await (await fetch(`${settings.issuer}/.well-known/openid-configuration`)).json();
    expect(document).toMatchObject({ token_endpoint: `${settings.issuer}/sso/token` });

    const client = await server.register();
    const tokens = await tokensOfCarol(client);
    expect(readJwt(tokens.id_token).claims).toMatchObject({
      sub: 'e-1',
      iat: OfficeClock.at / 1000,
      auth_time: OfficeClock.at / 1000,
    });
    const userinfo = await fetch(server.url('userinfo'), {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(await userinfo.json()).toEqual({ sub: 'e-1', name: 'Ms carol' });
    expect(await app.get(Database, { strict: false }).findMany(User, {})).toEqual([]);
  });

  it('asks the host whether the user is still there', async () => {
    const client = await server.register();
    const tokens = await tokensOfCarol(client);
    const { employees } = app.get(EmployeeDirectory, { strict: false });
    const carol = employees.get('e-1')!;
    const userinfo = async (): Promise<number> =>
      (await fetch(server.url('userinfo'), { headers: { authorization: `Bearer ${tokens.access_token}` } }))
        .status;
    try {
      carol.left = true;
      expect(await userinfo()).toBe(401);
      expect((await refresh(server, client, tokens.refresh_token)).status).toBe(400);
      employees.delete('e-1');
      expect(await userinfo()).toBe(401);
      expect((await refresh(server, client, tokens.refresh_token)).status).toBe(400);
    } finally {
      carol.left = false;
      employees.set('e-1', carol);
    }
    expect(await userinfo()).toBe(200);
    expect((await refresh(server, client, tokens.refresh_token)).status).toBe(200);
  });

  it('asks the host since when the user’s credentials are what they are', async () => {
    const client = await server.register();
    const tokens = await tokensOfCarol(client);
    const carol = app.get(EmployeeDirectory, { strict: false }).employees.get('e-1')!;
    const use = async (): Promise<number[]> => {
      const headers = { authorization: `Bearer ${tokens.access_token}` };
      const userinfo = await fetch(server.url('userinfo'), { headers });
      return [userinfo.status, (await refresh(server, client, tokens.refresh_token)).status];
    };
    try {
      carol.passwordSince = OfficeClock.at;
      expect(await use()).toEqual([200, 200]);
      carol.passwordSince = OfficeClock.at + 1;
      expect(await use()).toEqual([401, 400]);
    } finally {
      carol.passwordSince = 0;
    }
  });
});

describe.each<AdapterName>(['express', 'fastify'])(
  'a host on %s that leaves us out of its prefix',
  (adapter) => {
    it('says where the endpoints are, and they are there', async () => {
      const issuer = `http://localhost:${await freePort()}`;
      const server = await TestServer.start({
        database: 'sqlite',
        adapter,
        bodyParser: true,
        imports: [OwnModule],
        options: { issuer, baseUrl: issuer },
        prepare: (app) => app.setGlobalPrefix('api', { exclude: ['oauth/{*path}'] }),
      });
      try {
        const document = await (await fetch(`${server.listening}/.well-known/openid-configuration`)).json();
        expect(document).toMatchObject({ token_endpoint: `${issuer}/oauth/token` });
        const response = await fetch(`${server.listening}/oauth/token`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{',
        });
        await expectOAuthError(response, NOT_A_FORM);
        expect((await fetch(`${server.listening}/api/own`)).status).toBe(200);
      } finally {
        await server.close();
      }
    });
  },
);

/** Fails as a template of the host's own can. */
class BrokenPages extends PageRenderer {
  render(): string {
    throw new Error('the template at /srv/templates/error.hbs is broken');
  }
}

/** What a tracer of the host keeps for each request. */
const trace = new AsyncLocalStorage<unknown>();

const TRACED = 'urn:example:params:oauth:grant-type:traced';

@Injectable()
@GrantType(TRACED)
class TracedGrant implements Grant {
  async approve({ client }: TokenRequest): Promise<Approval> {
    const subject = String(trace.getStore());
    const audience = ['https://api.example'];
    return { client, subject, scopes: [], audience, authorization: null, nonce: null, consumes: null };
  }
}

@Module({ providers: [TracedGrant] })
class TracedModule {}

describe.each<AdapterName>(['express', 'fastify'])('a host on %s that traces its requests', (adapter) => {
  it('finds each of many that arrive together in its own asynchronous context', async () => {
    const server = await TestServer.start({
      database: 'sqlite',
      adapter,
      imports: [TracedModule],
      // As tracers do it: around whatever the server makes of a request.
      prepare: (app) => {
        const http = app.getHttpServer() as Server;
        const emit = http.emit.bind(http) as (event: string, ...values: unknown[]) => boolean;
        http.emit = (event: string, ...values: unknown[]) =>
          event === 'request'
            ? trace.run((values[0] as IncomingMessage).headers['x-trace'], () => emit(event, ...values))
            : emit(event, ...values);
      },
    });
    const client = await server.register({ grantTypes: [TRACED], redirectUris: [] });
    const names = Array.from({ length: 30 }, (_, i) => `trace-${i}`);
    const subjects = await Promise.all(
      names.map(async (name) => {
        const response = await post(server, 'token', client, { grant_type: TRACED }, { 'x-trace': name });
        return readJwt(((await response.json()) as TokenAnswer).access_token).claims['sub'];
      }),
    );
    expect(subjects).toEqual(names);
    await server.close();
  });
});

describe('a host whose pages cannot be rendered', () => {
  let server: TestServer;
  const unhandled: unknown[] = [];
  const note = (reason: unknown): number => unhandled.push(reason);

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite', extras: { pages: BrokenPages }, quiet: true });
    process.on('unhandledRejection', note);
  });
  afterAll(async () => {
    process.off('unhandledRejection', note);
    await server.close();
  });

  it.each([
    ['a refused request', 'authorize?client_id=nobody', 'GET'],
    ['a method that is not allowed', 'authorize', 'PUT'],
    ['a notice', 'confirm_access', 'GET'],
    ['a form that is none', 'sign_in', 'POST'],
    ['the error page', 'error', 'GET'],
  ])('answers %s with a plain 500 that says nothing but a reference, and lives', async (_, path, method) => {
    const signal = AbortSignal.timeout(5000);
    const response = await fetch(server.url(path), { method, redirect: 'manual', signal });
    expect(response.status).toBe(500);
    expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      error: 'server_error',
      error_description: expect.stringMatching(
        /^The server met an unexpected condition\. Reference [0-9a-f-]{36}\.$/,
      ),
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
    expect((await fetch(server.url('jwks'))).status).toBe(200);
  });

  it('still sends errors to the client where the client can have them', async () => {
    const client = await server.register();
    const url = authorizeUrl(server, client, pkce(), { response_type: 'token' });
    const response = await fetch(url, { redirect: 'manual' });
    expect(response.headers.get('location')).toContain('?error=unsupported_response_type');
  });
});

describe('a host without HTTP', () => {
  it('uses the services from its command line', async () => {
    const storage = await createDatabase('sqlite');
    const database = dataSourceOptions(storage.url, {
      entities: OAUTH_ENTITIES,
      migrations: OAUTH_MIGRATIONS,
    });
    const dataSource = await new DataSource(database).initialize();
    await migrate(dataSource);
    await dataSource.destroy();

    @Module({
      imports: [
        TypeOrmModule.forRoot(database),
        OAuthModule.forRoot({ issuer: 'http://localhost:3000', masterKey: MASTER_KEY }),
      ],
    })
    class CommandLine {}

    const context = await NestFactory.createApplicationContext(CommandLine, { logger: ['error', 'fatal'] });
    const { client } = await context
      .get(ClientRegistry, { strict: false })
      .create({ name: 'Job', grantTypes: ['client_credentials'], redirectUris: [] }, ACTOR);
    expect(
      await context.get(Database, { strict: false }).find(Client, { clientId: client.clientId }),
    ).toEqual(client);
    await context.close();
    await storage.drop();
  });
});

describe('an insecure option', () => {
  const started: TestServer[] = [];
  afterEach(async () => {
    for (const server of started.splice(0)) await server.close();
  });

  it.each<[string, Partial<OAuthOptions>, string]>([
    ['no master key', { masterKey: undefined as never }, 'OAuthModule cannot start: "masterKey" is missing.'],
    ['http in the open', { issuer: 'http://sso.example.com' }, 'OAuthModule cannot start: "issuer" is'],
    [
      'a code for an hour',
      { lifetimes: { code: 3600 } },
      'OAuthModule cannot start: "lifetimes.code" is 3600.',
    ],
    [
      'a misspelt lifetime',
      { lifetimes: { accessTokens: 60 } as never },
      'OAuthModule cannot start: there is no option "lifetimes.accessTokens". Known are code, accessToken, ',
    ],
    [
      'a misspelt grace window',
      { refresh: { grace: 0 } as never },
      'OAuthModule cannot start: there is no option "refresh.grace". Known are graceSeconds, graceRepeats.',
    ],
    [
      'an option that is none',
      { sessions: 'memory' } as never,
      'OAuthModule cannot start: there is no option "sessions". Known are issuer, masterKey, ',
    ],
  ])('stops the start: %s', async (_, options, message) => {
    await expect(
      TestServer.start({ database: 'sqlite', options, quiet: true }).then((server) => started.push(server)),
    ).rejects.toThrow(message);
  });
});
