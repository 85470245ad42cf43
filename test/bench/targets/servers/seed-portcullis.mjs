// Registers the cast in a migrated database and prints the clients with the secrets they were given.
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  ClientRegistry,
  OAUTH_ENTITIES,
  OAUTH_MIGRATIONS,
  OAuthManagementModule,
  Users,
  dataSourceOptions,
} from '@portcullis/oauth';
import { API, API_SCOPE, REDIRECT_URI, USERS } from '../cast.mjs';

const ACTOR = { subject: 'bench', name: 'Bench' };
const machine = { grantTypes: ['client_credentials'], scopes: [API_SCOPE], audiences: [API] };
const CLIENTS = {
  opaque: { ...machine, name: 'Machine', accessTokenFormat: 'opaque' },
  jwt: { ...machine, name: 'Machine', accessTokenFormat: 'jwt', accessTokenAlg: 'ES256' },
  api: { ...machine, name: 'API', mayIntrospect: true },
  web: {
    name: 'Web',
    redirectUris: [REDIRECT_URI],
    scopes: ['openid', 'offline_access', API_SCOPE],
    accessTokenFormat: 'opaque',
    idTokenAlg: 'ES256',
  },
};

class Seeding {}
const app = await NestFactory.createApplicationContext(
  {
    module: Seeding,
    imports: [
      TypeOrmModule.forRoot(
        dataSourceOptions(process.env.DATABASE_URL, {
          entities: OAUTH_ENTITIES,
          migrations: OAUTH_MIGRATIONS,
        }),
      ),
      OAuthManagementModule,
    ],
  },
  { logger: ['error'] },
);
const clients = {};
for (const [name, settings] of Object.entries(CLIENTS)) {
  const { client, secret } = await app.get(ClientRegistry).create(settings, ACTOR);
  clients[name] = { id: client.clientId, secret: secret.value };
}
for (const { username, password } of USERS) await app.get(Users).create(username, password, {}, ACTOR);
await app.close();
console.log(JSON.stringify(clients));
