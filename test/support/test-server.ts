import { randomBytes } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { Module, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  ClientRegistry,
  Clock,
  Database,
  dataSourceOptions,
  OAUTH_ENTITIES,
  OAuthModule,
  Users,
  type Account,
  type Client,
  type NewClient,
  type OAuthExtras,
  type OAuthOptions,
} from '@portcullis/oauth';
import { clientKey, type ClientKey } from './assertions.js';
import { createMigratedDatabase, type DatabaseName, type TestDatabase } from './databases.js';
import { TestClock } from './test-clock.js';

export const ACTOR = { subject: 'test', name: 'Test' };
export const MASTER_KEY = randomBytes(32).toString('base64url');
export const PASSWORD = 'correct horse battery staple';

export type AdapterName = 'express' | 'fastify';

/** Out of the way of tests that are about something else. */
const RAISED = { attempts: 10_000 };
const LIMITS: OAuthOptions['limits'] = {
  authorization: RAISED,
  clientSecret: RAISED,
  failureRecord: RAISED,
  signIn: RAISED,
  signInSource: RAISED,
};

export interface TestServerOptions {
  readonly database: DatabaseName;
  readonly options?: Partial<OAuthOptions>;
  readonly extras?: Partial<OAuthExtras>;
  /** Modules of the host beside ours, for example with a custom grant. */
  readonly imports?: Type[];
  /** Entities of the host beside ours; their tables are the test's to create. */
  readonly entities?: Type[];
  /** Runs before the application listens: global prefix, pipes, filters. */
  readonly prepare?: (app: INestApplication) => void;
  /** What Nest runs on; a function for one with options. Default: Express, or what `TEST_ADAPTER` names. */
  readonly adapter?: AdapterName | (() => AbstractHttpAdapter);
  /** The proxy in front is trusted, so that a test can come from anywhere. */
  readonly trustProxy?: boolean;
  /** Lets the host parse bodies, as Nest does by default. */
  readonly bodyParser?: boolean;
  /** Makes the issuer end with this path, such as `/t1`. */
  readonly issuerPath?: string;
  /** A database that exists already, for a second process or a restart. `close` leaves it in place. */
  readonly storage?: TestDatabase;
  /** Keeps the log of an expected failure out of the test output. */
  readonly quiet?: boolean;
}

/** A registered client together with the secret it was given. */
export interface RegisteredClient {
  readonly client: Client;
  readonly clientId: string;
  readonly secret: string | null;
  /** Of a client with `private_key_jwt` that was registered without keys of its own. */
  readonly key?: ClientKey;
}

/** An application that imports OAuthModule, listening on a free port with a database of its own. */
export class TestServer {
  private constructor(
    readonly app: INestApplication,
    readonly issuer: string,
    readonly database: Database,
    readonly storage: TestDatabase,
    readonly clock: TestClock,
    readonly registry: ClientRegistry,
    readonly users: Users,
    private readonly ownsStorage: boolean,
  ) {}

  static async start(settings: TestServerOptions): Promise<TestServer> {
    const storage = settings.storage ?? (await createMigratedDatabase(settings.database));
    const port = await freePort();
    const issuer = settings.options?.issuer ?? `http://localhost:${port}${settings.issuerPath ?? ''}`;

    @Module({
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(storage.url, {
            entities: [...OAUTH_ENTITIES, ...(settings.entities ?? [])],
          }),
        }),
        OAuthModule.forRoot({
          issuer,
          masterKey: MASTER_KEY,
          pruneEverySeconds: 0,
          sealEverySeconds: 0,
          limits: LIMITS,
          ...settings.options,
          clock: TestClock,
          ...settings.extras,
        }),
        ...(settings.imports ?? []),
      ],
    })
    class TestApp {}

    const app = await NestFactory.create<INestApplication>(TestApp, adapterOf(settings), {
      logger: settings.quiet ? false : ['error', 'fatal'],
      abortOnError: false,
      bodyParser: settings.bodyParser ?? false,
    });
    // A slow machine would otherwise send a request into a connection that is being closed.
    (app.getHttpServer() as HttpServer).keepAliveTimeout = 65_000;
    settings.prepare?.(app);
    try {
      await app.listen(port, '127.0.0.1');
    } catch (error) {
      // Opened pools would keep the test process alive.
      await app.close();
      if (!settings.storage) await storage.drop();
      throw error;
    }
    const clock = app.get(Clock, { strict: false }) as TestClock;
    return new TestServer(
      app,
      issuer,
      app.get(Database, { strict: false }),
      storage,
      clock,
      app.get(ClientRegistry, { strict: false }),
      app.get(Users, { strict: false }),
      settings.storage === undefined,
    );
  }

  /** Absolute URL of an OAuth endpoint, such as `token`. */
  url(endpoint: string): string {
    return `${this.issuer}/oauth/${endpoint}`;
  }

  /** Where it really listens, whatever the issuer says. */
  get listening(): string {
    return `http://localhost:${((this.app.getHttpServer() as Server).address() as AddressInfo).port}`;
  }

  async register(input: Partial<NewClient> = {}): Promise<RegisteredClient> {
    const needsKey =
      input.tokenEndpointAuthMethod === 'private_key_jwt' && !input.jwks && input.jwksUri === undefined;
    const key = needsKey ? clientKey() : undefined;
    const { client, secret } = await this.registry.create(
      {
        name: 'Acme Wiki',
        redirectUris: ['https://client.example/cb'],
        ...(key && { jwks: { keys: [key.jwk] } }),
        ...input,
      },
      ACTOR,
    );
    return { client, clientId: client.clientId, secret: secret?.value ?? null, ...(key && { key }) };
  }

  addUser(username = 'alice', claims: Account['claims'] = {}): Promise<Account> {
    return this.users.create(
      username,
      PASSWORD,
      { name: 'Alice Liddell', email: 'alice@example.com', ...claims },
      ACTOR,
    );
  }

  async close(): Promise<void> {
    await this.app.close();
    if (this.ownsStorage) await this.storage.drop();
  }
}

function adapterOf({
  adapter = process.env['TEST_ADAPTER'] as AdapterName,
  trustProxy = false,
}: TestServerOptions) {
  if (typeof adapter === 'function') return adapter();
  if (adapter === 'fastify') return new FastifyAdapter({ trustProxy });
  const express = new ExpressAdapter();
  express.set('trust proxy', trustProxy ? 1 : false);
  return express;
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
