import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  ClientRegistry,
  dataSourceOptions,
  migrate,
  OAUTH_ENTITIES,
  OAUTH_MIGRATIONS,
  OAuthManagementModule,
  Users,
  type NewClient,
  type ScopeDefinition,
} from '@portcullis/oauth';
import { DataSource } from 'typeorm';
import type { Credentials } from './credentials.js';
import type { Places } from './places.js';

const ACTOR = { subject: 'story', name: 'Story' };

export const USERNAME = 'ada';
export const ADMIN_USERNAME = 'admin';

/** The scopes of the story's API, as the server describes them on the consent page. */
export const SCOPES: Readonly<Record<string, ScopeDefinition>> = {
  'moments:read': {
    title: 'See your Moments',
    description: 'Read the posts you have shared with your friends.',
    translations: { 'zh-CN': { title: '查看你的朋友圈', description: '读取你分享给朋友的动态。' } },
  },
  'profile:read': {
    title: 'See your WeChat profile',
    description: 'Read your nickname and avatar.',
    translations: { 'zh-CN': { title: '查看你的微信资料', description: '读取你的昵称和头像。' } },
  },
};

export const API_SCOPE = 'moments:read';
export const WEB_SCOPE = `openid profile email offline_access ${API_SCOPE} profile:read`;

export interface Seeded {
  readonly adminSubject: string;
}

/** The cast: a third-party client, a machine, a resource server and the admin app. */
export function cast(
  places: Places,
): Record<'web' | 'machine' | 'api' | 'admin', NewClient & { clientId: string }> {
  return {
    web: {
      clientId: 'dingtalk',
      name: 'DingTalk',
      redirectUris: [`${places.client}/callback`],
      postLogoutRedirectUris: [`${places.client}/signed-out`],
      grantTypes: ['authorization_code', 'refresh_token'],
      scopes: WEB_SCOPE.split(' '),
      audiences: [places.api],
    },
    machine: {
      clientId: 'nightly-report',
      name: 'Nightly report',
      grantTypes: ['client_credentials'],
      scopes: [API_SCOPE],
      audiences: [places.api],
    },
    api: {
      clientId: 'wechat-api',
      name: 'WeChat API',
      grantTypes: [],
      scopes: [],
      audiences: [places.api],
      mayIntrospect: true,
    },
    admin: {
      clientId: 'portcullis-admin',
      name: 'Portcullis Admin',
      owner: 'Portcullis Admin',
      redirectUris: [`${places.admin}/callback`],
      postLogoutRedirectUris: [`${places.admin}/signed-out`],
      grantTypes: ['authorization_code', 'refresh_token'],
      scopes: ['openid', 'profile', 'offline_access'],
      audiences: [places.admin],
      firstParty: true,
      mayIntrospect: true,
    },
  };
}

/**
 * Puts the cast on stage. May run again on a database that has them: what is there stays, and only a secret that
 * was lost is replaced. Clients learn the addresses of these places.
 *
 * @param credentials completed with the secrets of clients that are new
 */
export async function seed(databaseUrl: string, places: Places, credentials: Credentials): Promise<Seeded> {
  const contents = { entities: OAUTH_ENTITIES, migrations: OAUTH_MIGRATIONS };
  const dataSource = await new DataSource(dataSourceOptions(databaseUrl, contents)).initialize();
  await migrate(dataSource);
  await dataSource.destroy();

  @Module({
    imports: [TypeOrmModule.forRoot(dataSourceOptions(databaseUrl, contents)), OAuthManagementModule],
  })
  class SeedModule {}

  const app = await NestFactory.createApplicationContext(SeedModule, { logger: ['error', 'fatal'] });
  try {
    const registry = app.get(ClientRegistry);
    const users = app.get(Users);
    for (const client of Object.values(cast(places))) await ensureClient(registry, client, credentials);
    await ensureUser(users, USERNAME, credentials.userPassword, {
      name: 'Ada Lovelace',
      nickname: 'Ada',
      email: 'ada@example.com',
      email_verified: true,
    });
    const admin = await ensureUser(users, ADMIN_USERNAME, credentials.adminPassword, {
      name: 'Portcullis Owner',
    });
    return { adminSubject: admin };
  } finally {
    await app.close();
  }
}

/**
 * A database that was seeded for other ports knows the client at those only; they stay, after ours, because the first
 * audience is the one that a token gets when none is asked for.
 */
async function ensureClient(
  registry: ClientRegistry,
  input: NewClient & { clientId: string },
  credentials: Credentials,
): Promise<void> {
  const { clientId } = input;
  const known = await registry.get(clientId);
  if (!known) {
    const { secret } = await registry.create(input, ACTOR);
    credentials.clientSecrets[clientId] = secret!.value;
    return;
  }
  const redirectUris = withFirst(input.redirectUris, known.redirectUris);
  const postLogoutRedirectUris = withFirst(input.postLogoutRedirectUris, known.postLogoutRedirectUris);
  const audiences = withFirst(input.audiences, known.audiences);
  if (
    redirectUris.length > known.redirectUris.length ||
    postLogoutRedirectUris.length > known.postLogoutRedirectUris.length ||
    audiences[0] !== known.audiences[0]
  ) {
    const changes = { redirectUris, postLogoutRedirectUris, audiences };
    await registry.update(clientId, known.version, changes, ACTOR);
  }
  if (!credentials.clientSecrets[clientId]) {
    const secret = await registry.addSecret(clientId, { name: 'Story', expiresAt: null }, ACTOR);
    credentials.clientSecrets[clientId] = secret.value;
  }
}

function withFirst(ours: readonly string[] = [], known: readonly string[]): string[] {
  return [...new Set([...ours, ...known])];
}

async function ensureUser(
  users: Users,
  username: string,
  password: string,
  claims: Parameters<Users['create']>[2],
): Promise<string> {
  const known = await users.findByUsername(username);
  if (!known) return (await users.create(username, password, claims, ACTOR)).subject;
  if (!(await users.authenticate(username, password)))
    await users.setPassword(known.subject, password, ACTOR);
  return known.subject;
}
