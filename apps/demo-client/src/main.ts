import '@portcullis/boot/require-node';
import 'reflect-metadata';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { listen, readPort, requireEnv } from '@portcullis/boot';
import helmet from 'helmet';
import { DemoClientModule } from './demo-client.module.js';
import { DemoClientOptions } from './demo-client.options.js';
import { contentSecurityPolicy } from './html/content-security-policy.js';

const env = process.env;

function readOptions(): DemoClientOptions {
  const values = {
    issuer: requireEnv('ISSUER', 'Write the authorization server’s issuer, such as http://localhost:3000.'),
    clientId: requireEnv('CLIENT_ID', 'Write the client_id that the authorization server registered.'),
    clientSecret: requireEnv(
      'CLIENT_SECRET',
      'Write the secret that was shown when the client was registered.',
    ),
    clientUrl: env['CLIENT_URL'],
    apiUrl: env['API_URL'],
    scope: env['SCOPE'],
    machineClientId: env['MACHINE_CLIENT_ID'],
    machineClientSecret: env['MACHINE_CLIENT_SECRET'],
    machineScope: env['MACHINE_SCOPE'],
  };
  try {
    return DemoClientOptions.resolve(values);
  } catch (error) {
    return refuse(error as Error);
  }
}

function refuse({ message }: Error): never {
  console.error(message);
  process.exit(1);
}

const options = readOptions();
const app = await NestFactory.create<NestExpressApplication>(DemoClientModule.forRoot(options), {
  // Nothing here reads a request body: every form is a bare button.
  bodyParser: false,
  logger: ['error', 'warn'],
});
app.use(
  helmet({
    contentSecurityPolicy: contentSecurityPolicy(options.issuer),
    xFrameOptions: { action: 'deny' },
    // "no-referrer" would turn the Origin header of our own forms into "null", and the guard compares it.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: options.clientUrl.protocol === 'https:',
  }),
);
app.useStaticAssets(join(import.meta.dirname, '../assets'), {
  prefix: '/assets/',
  maxAge: '5m',
  index: false,
});
await listen(app, readPort(3003)).catch(refuse);
console.log(`Demo client: ${options.clientUrl.origin}`);
