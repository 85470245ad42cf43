import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  Attempt,
  AuditEvent,
  ClientRegistry,
  Database,
  dataSourceOptions,
  LogoutDelivery,
  OAUTH_ENTITIES,
  OAUTH_MIGRATIONS,
  OAuthManagementModule,
  User,
  Users,
  type NewClient,
  type OAuthOptions,
} from '@portcullis/oauth';
import { DataSource } from 'typeorm';
import { createMigratedDatabase, type DatabaseName, type TestDatabase } from '../support/databases.js';
import {
  ServerProcess,
  type Environment,
  type RunningServer,
  type ServerProcessOptions,
} from '../support/server-process.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { freePort } from '../support/test-server.js';
import type { ClientFixture, Fixtures, UserFixture } from './fixtures.js';
import type { FragileMember, Mail, MemberOptions, Operator } from './operator.js';
import { ACTOR, API_SCOPE, likeConf, registerFixture, seed } from './seed.js';

const HOST_SERVER = fileURLToPath(new URL('host-server.mjs', import.meta.url)) as `/${string}`;
const SHIFTED_CLOCK = fileURLToPath(new URL('shifted-clock.mjs', import.meta.url));
const CONTENTS = { entities: OAUTH_ENTITIES, migrations: OAUTH_MIGRATIONS };

/** Settings of every process under attack. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  LOG_LEVEL: 'info',
  SCOPES: JSON.stringify({ [API_SCOPE]: { title: 'See your orders' } }),
};

/**
 * Rate limits. Concurrency items send far more than people do, so they are raised here for every process but those of
 * `startLimitedMember`, which have the product's own.
 */
const RAISED_LIMITS: Readonly<Record<string, string>> = {
  LIMITS: JSON.stringify(
    Object.fromEntries(
      [
        ...[
          'authorization',
          'clientSecret',
          'failureRecord',
          'signIn',
          'signInSource',
          'userCode',
          'userCodeTotal',
        ],
        ...['secondFactor', 'secondFactorSource', 'passwordReset', 'passwordResetSource'],
      ].map((name) => [name, { attempts: 1_000_000 }]),
    ),
  ),
};

/** What an installation of our own runs on. */
export interface Setting {
  readonly database: DatabaseName;
  /** Requests of parallel items are spread over them. */
  readonly processes: number;
  readonly adapter?: 'express' | 'fastify';
}

/** `apps/server` in one or more processes on a database of their own, and the administrator's access to it. */
export class Installation implements Operator {
  private processes: RunningServer[] = [];
  private readonly members = new Map<string, Promise<string>>();
  private readonly extras: { stop(): Promise<unknown> }[] = [];
  private past = '';
  /** Where the mails of all processes end. */
  private readonly mailFolder = mkdtempSync(join(tmpdir(), 'portcullis-attack-mail-'));

  private constructor(
    private readonly setting: Setting,
    readonly issuer: string,
    private readonly storage: TestDatabase,
    private readonly context: INestApplicationContext,
    private readonly masterKey: string,
    readonly fixtures: Fixtures,
  ) {}

  static async start(setting: Setting): Promise<Installation> {
    const storage = await createMigratedDatabase(setting.database);
    const context = await openContext(storage);
    const masterKey = randomBytes(32).toString('base64url');
    const database = context.get(Database, { strict: false });
    const fixtures = await seed(context.get(ClientRegistry), context.get(Users), database, masterKey);
    // Known since yesterday, so that they can sign in at a process whose clock is behind.
    const yesterday = { credentialsChangedAt: Date.now() - 86_400_000 };
    await database.update(User, {}, yesterday);
    const issuer = `http://127.0.0.1:${await freePort()}`;
    const installation = new Installation(setting, issuer, storage, context, masterKey, fixtures);
    try {
      const others = Array<string>(setting.processes - 1).fill('0');
      await installation.open([new URL(issuer).port, ...others]);
    } catch (error) {
      await installation.close();
      throw error;
    }
    return installation;
  }

  /** Of the processes after the first. */
  get otherOrigins(): readonly string[] {
    return this.processes.slice(1).map(({ origin }) => origin);
  }

  get databaseName(): DatabaseName {
    return this.storage.name;
  }

  get registry(): ClientRegistry {
    return this.context.get(ClientRegistry);
  }

  get users(): Users {
    return this.context.get(Users);
  }

  get database(): Database {
    return this.context.get(Database, { strict: false });
  }

  register(settings: Partial<NewClient> = {}): Promise<ClientFixture> {
    return registerFixture(this.registry, { ...likeConf('Own'), ...settings });
  }

  async addUser(): Promise<UserFixture & { readonly subject: string; readonly email: string }> {
    const username = `user-${randomBytes(6).toString('hex')}`;
    const password = randomBytes(12).toString('base64url');
    const email = `${username}@people.example`;
    const { subject } = await this.users.create(username, password, { name: 'Somebody', email }, ACTOR);
    return { username, password, subject, email };
  }

  startMember(options: MemberOptions = {}): Promise<string> {
    const key = JSON.stringify(options);
    const known = this.members.get(key);
    if (known) return known;
    const member = this.openMember(options);
    this.members.set(key, member);
    return member;
  }

  async startLimitedMember(limits: OAuthOptions['limits'] = {}): Promise<string> {
    // What other items have guessed from this machine is no part of the item.
    await this.database.run((manager) => manager.clear(Attempt));
    return this.openMember({}, { LIMITS: JSON.stringify(limits) });
  }

  async startFragileMember(): Promise<FragileMember> {
    if (this.storage.name === 'sqlite') return this.startBesideLock();
    const proxy = await TcpProxy.start(this.storage.url);
    this.extras.push({ stop: () => proxy.close() });
    const origin = await this.startMember({ environment: { DATABASE_URL: proxy.url } });
    return {
      origin,
      breakStorage: async () => proxy.cut(),
      mendStorage: async () => proxy.mend(),
    };
  }

  async endMembers(): Promise<void> {
    const ending = this.extras.splice(0);
    this.members.clear();
    await Promise.all(ending.map((extra) => extra.stop()));
  }

  async restart(): Promise<void> {
    const ports = this.processes.map(({ origin }) => new URL(origin).port);
    await this.stopProcesses();
    await this.open(ports);
  }

  auditEvents(event: string): Promise<AuditEvent[]> {
    return this.database.findMany(AuditEvent, { event });
  }

  owedLogouts(): Promise<LogoutDelivery[]> {
    return this.database.findMany(LogoutDelivery, {});
  }

  dump(): Promise<{ table: string; column: string; bytes: Buffer }[]> {
    return this.database.run(async (manager) => {
      const values = [];
      for (const { tableName } of manager.connection.entityMetadatas) {
        const rows: Record<string, unknown>[] = await manager.query(`SELECT * FROM ${tableName}`);
        for (const row of rows) {
          for (const [column, value] of Object.entries(row)) {
            const bytes = Buffer.isBuffer(value) ? value : Buffer.from(String(value));
            values.push({ table: tableName, column, bytes });
          }
        }
      }
      return values;
    });
  }

  async mails(): Promise<Mail[]> {
    return readdirSync(this.mailFolder)
      .sort()
      .map((name) => readFileSync(join(this.mailFolder, name), 'utf8'))
      .filter((text) => text.includes('</html>'))
      .map((text) => ({ to: /^To: <(.*)>$/m.exec(text)![1]!, text }));
  }

  printed(): string {
    return this.past + this.processes.map(({ process }) => process.printed).join('');
  }

  memory(): number {
    const status = readFileSync(`/proc/${this.processes[0]!.process.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) * 1024;
  }

  async close(): Promise<void> {
    await this.stopProcesses();
    await this.endMembers();
    await this.context.close();
    await this.storage.drop();
    rmSync(this.mailFolder, { recursive: true, force: true });
  }

  private async openMember(
    { clockShift = 0, environment = {}, options }: MemberOptions,
    limits = RAISED_LIMITS,
  ): Promise<string> {
    const shift = clockShift === 0 ? {} : { CLOCK_SHIFT: String(clockShift) };
    const member = await this.run(
      {
        ...this.environment(limits),
        ...shift,
        ...environment,
        ...(options && { OPTIONS: JSON.stringify(options) }),
      },
      clockShift === 0 ? {} : { preload: SHIFTED_CLOCK },
    );
    this.extras.push(member.process);
    return member.origin;
  }

  /** @param ports one process each; the first is the issuer's, 0 picks a free one */
  private async open(ports: readonly string[]): Promise<void> {
    this.processes = await Promise.all(ports.map((PORT) => this.run({ ...this.environment(), PORT })));
  }

  private run(environment: Environment, options: ServerProcessOptions = {}): Promise<RunningServer> {
    const { adapter = 'express' } = this.setting;
    const isHost = adapter === 'fastify' || ['OPTIONS', 'OUTGOING'].some((name) => environment[name]);
    return ServerProcess.start(
      { ...environment, ...(isHost && { ADAPTER: adapter }) },
      { ...options, ...(isHost && { script: HOST_SERVER }) },
    );
  }

  private async stopProcesses(): Promise<void> {
    await Promise.all(this.processes.map(({ process }) => process.stop()));
    this.past = this.printed();
    this.processes = [];
  }

  private environment(limits = RAISED_LIMITS): Readonly<Record<string, string>> {
    const { issuer, masterKey, storage } = this;
    const mail = { MAIL_FOLDER: this.mailFolder };
    return {
      ...ENVIRONMENT,
      ...limits,
      ...mail,
      ISSUER: issuer,
      MASTER_KEY: masterKey,
      DATABASE_URL: storage.url,
    };
  }

  /** Another program holds the file's write lock for as long as the storage is to be broken. */
  private async startBesideLock(): Promise<FragileMember> {
    const other = await new DataSource(dataSourceOptions(this.storage.url, CONTENTS)).initialize();
    this.extras.push({ stop: () => other.destroy() });
    return {
      origin: await this.startMember(),
      breakStorage: async () => void (await other.query('BEGIN EXCLUSIVE')),
      mendStorage: async () => void (await other.query('ROLLBACK')),
    };
  }
}

function openContext(storage: TestDatabase): Promise<INestApplicationContext> {
  @Module({
    imports: [TypeOrmModule.forRoot(dataSourceOptions(storage.url, CONTENTS)), OAuthManagementModule],
  })
  class AdministrationModule {}

  return NestFactory.createApplicationContext(AdministrationModule, { logger: ['error', 'fatal'] });
}
