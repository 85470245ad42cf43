import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClientRegistry, type NewClient, OAuthManagementModule } from '@portcullis/oauth';
import { DataSource } from 'typeorm';
import { database } from './database.js';
import { Employee } from './employees/employee.entity.js';
import { hashPassword } from './employees/passwords.js';

/** Migrates, hires an employee, registers a client and an API, and writes their credentials as JSON. */
const ACTOR = { subject: 'set-up', name: 'Set-up' };
const ORDERS = process.env['ORDERS_URL']!;

const CLIENTS: readonly NewClient[] = [
  {
    clientId: 'wiki',
    name: 'Acme Wiki',
    redirectUris: ['https://wiki.acme.example/callback'],
    scopes: ['openid', 'profile', 'offline_access', 'orders:read'],
    audiences: [ORDERS],
  },
  {
    clientId: 'orders-api',
    name: 'Orders API',
    grantTypes: [],
    scopes: [],
    audiences: [ORDERS],
    mayIntrospect: true,
  },
];

const dataSource = await new DataSource(database).initialize();
await dataSource.runMigrations();
await dataSource.getRepository(Employee).insert({
  number: 'E-1042',
  email: 'grace@acme.example',
  fullName: 'Grace Hopper',
  password: await hashPassword(process.env['EMPLOYEE_PASSWORD']!),
});
await dataSource.destroy();

@Module({ imports: [TypeOrmModule.forRoot(database), OAuthManagementModule] })
class SetUpModule {}

const app = await NestFactory.createApplicationContext(SetUpModule, { logger: false });
const registry = app.get(ClientRegistry);
const secrets: Record<string, string> = {};
for (const client of CLIENTS) {
  const { secret } = await registry.create(client, ACTOR);
  secrets[client.clientId!] = secret!.value;
}
await app.close();
console.log(JSON.stringify(secrets));
