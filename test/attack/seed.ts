import { generateKeyPairSync, randomUUID } from 'node:crypto';
import {
  deriveKey,
  seal,
  Totp,
  type ClientRegistry,
  type Database,
  type NewClient,
  type NewSecret,
  type Users,
} from '@portcullis/oauth';
import type { JWK } from 'jose';
import { generateSecret } from 'otplib';
import type { ClientFixture, ClientName, Fixtures, UserFixture } from './fixtures.js';

export const ACTOR = { subject: 'attack', name: 'Attack' };
export const RESOURCE_A = 'https://a.rs.example';
export const RESOURCE_B = 'https://b.rs.example';
/** A scope of an API of ours beside the standard ones. */
export const API_SCOPE = 'orders:read';

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

const web = {
  grantTypes: ['authorization_code', 'refresh_token'],
  scopes: ['openid', 'profile', 'email', 'offline_access', API_SCOPE],
  audiences: [RESOURCE_A, RESOURCE_B],
};

/** The roles of `fixtures.ts` as registrations of this product. */
const CAST: Partial<Record<ClientName, NewClient>> = {
  CONF: {
    ...web,
    name: 'Conf',
    redirectUris: ['https://conf.example/cb'],
    postLogoutRedirectUris: ['https://conf.example/bye?from=as'],
  },
  POST: {
    ...web,
    name: 'Post',
    redirectUris: ['https://post.example/cb?tenant=1'],
    tokenEndpointAuthMethod: 'client_secret_post',
    accessTokenFormat: 'opaque',
  },
  PUB: {
    ...web,
    name: 'Pub',
    redirectUris: ['https://pub.example/cb'],
    grantTypes: [...web.grantTypes, DEVICE_GRANT],
    tokenEndpointAuthMethod: 'none',
  },
  LOOP: { ...web, name: 'Loop', redirectUris: ['http://127.0.0.1/cb'], tokenEndpointAuthMethod: 'none' },
  PKJ: {
    ...web,
    name: 'Pkj',
    redirectUris: ['https://pkj.example/cb'],
    grantTypes: [...web.grantTypes, 'client_credentials'],
    tokenEndpointAuthMethod: 'private_key_jwt',
  },
  LEG: { ...web, name: 'Leg', redirectUris: ['https://leg.example/cb'], requirePkce: false },
  M2M: {
    name: 'M2m',
    grantTypes: ['client_credentials'],
    scopes: [API_SCOPE, 'openid'],
    audiences: [RESOURCE_A],
  },
  EVIL: {
    ...web,
    name: 'Evil',
    redirectUris: ['https://evil.example/cb'],
    grantTypes: [...web.grantTypes, DEVICE_GRANT],
  },
  TWO: { ...web, name: 'Two', redirectUris: ['https://two.example/a', 'https://two.example/b'] },
  'RS-A': { name: 'Api A', grantTypes: [], scopes: [], audiences: [RESOURCE_A], mayIntrospect: true },
  'RS-B': { name: 'Api B', grantTypes: [], scopes: [], audiences: [RESOURCE_B], mayIntrospect: true },
};

/** A registration as its owner knows it. */
export async function registerFixture(registry: ClientRegistry, settings: NewClient): Promise<ClientFixture> {
  const key = settings.tokenEndpointAuthMethod === 'private_key_jwt' ? newKey() : null;
  const keys = key ? { jwks: { keys: [key.publicJwk] } } : {};
  const { client, secret } = await registry.create({ ...keys, ...settings }, ACTOR);
  return { ...toFixture(client, secret), ...(key && { jwk: key.privateJwk }) };
}

function newKey(): { publicJwk: JWK; privateJwk: Record<string, unknown> } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = { kid: randomUUID(), alg: 'ES256', use: 'sig' };
  return {
    publicJwk: { ...(publicKey.export({ format: 'jwk' }) as JWK), ...names },
    privateJwk: { ...privateKey.export({ format: 'jwk' }), ...names },
  };
}

function toFixture(
  client: Awaited<ReturnType<ClientRegistry['create']>>['client'],
  secret: NewSecret | null,
): ClientFixture {
  return {
    client_id: client.clientId,
    ...(secret && { client_secret: secret.value }),
    token_endpoint_auth_method: client.tokenEndpointAuthMethod,
    redirect_uris: client.redirectUris,
    scope: client.scopes.join(' '),
    resources: client.audiences,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
  };
}

/** Settings of CONF, for a client that an item has to itself. */
export function likeConf(name: string): NewClient {
  return { ...web, name, redirectUris: ['https://own.example/cb'] };
}

/** Registers the whole cast. */
export async function seed(
  registry: ClientRegistry,
  users: Users,
  database: Database,
  masterKey: string,
): Promise<Fixtures> {
  const clients: Partial<Record<ClientName, ClientFixture>> = {};
  for (const [name, settings] of Object.entries(CAST)) {
    clients[name as ClientName] = await registerFixture(registry, settings);
  }
  const [alice, bob, dan, carol] = await Promise.all(
    ['alice', 'bob', 'disabled-dan', 'mfa-carol'].map(async (username) => ({
      user: { username, password: `correct horse of ${username}` } satisfies UserFixture,
      account: await users.create(
        username,
        `correct horse of ${username}`,
        { name: `${username} Example`, email: `${username}@people.example` },
        ACTOR,
      ),
    })),
  );
  await users.setDisabled(dan!.account.subject, true, ACTOR);
  const totp = generateSecret();
  const { subject } = carol!.account;
  const secret = seal(deriveKey(masterKey, `totp secret ${subject}`), totp);
  await database.insert(Totp, { subject, secret, lastStep: 0, createdAt: Date.now() });
  return {
    clients: clients as Fixtures['clients'],
    users: {
      alice: alice!.user,
      bob: bob!.user,
      'disabled-dan': dan!.user,
      'mfa-carol': { ...carol!.user, totp },
    },
    // Where the pages of PUB run.
    corsOrigin: 'https://pub.example',
  };
}
