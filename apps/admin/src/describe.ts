import '@portcullis/boot/require-node';
import { NestFactory } from '@nestjs/core';
import { writeFileSync } from 'node:fs';
import { AdminModule } from './admin.module.js';
import { describeApi } from './openapi.js';
import { AdminSettings } from './settings.js';

// Writes the description of the JSON API without a database or a server: the pages' typed calls are made from it.
const [file] = process.argv.slice(2);
if (!file) {
  console.error('Usage: node dist/describe.js <file>');
  process.exit(1);
}

const nowhere = new AdminSettings({
  port: 0,
  url: 'http://localhost',
  issuer: 'http://localhost',
  databaseUrl: 'sqlite::memory:',
  clientId: 'portcullis-admin',
  clientSecret: '-',
  masterKey: '-'.repeat(32),
  trustedProxies: false,
  playground: true,
});
// Preview: the modules are read, and nothing of them is made.
const app = await NestFactory.create(AdminModule.with(nowhere), { preview: true, logger: ['error'] });
writeFileSync(file, JSON.stringify(describeApi(app), null, 2));
