import '@portcullis/boot/require-node';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { listen, readPort, readTrustedProxies } from '@portcullis/boot';
import { InvalidOptions } from '@portcullis/oauth';
import helmet from 'helmet';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { namingVariables, readConfiguration, readMetricsAddress } from './configuration.js';
import { databaseOptions } from './database.js';

try {
  await start();
} catch (error) {
  // One line that says what to do; nothing is half started.
  console.error(`The authorization server cannot start: ${reasonOf(error as Error)}`);
  process.exit(1);
}

async function start(): Promise<void> {
  const port = readPort(3000);
  const trustedProxies = readTrustedProxies();
  const module = await AppModule.with(readConfiguration(), databaseOptions(), readMetricsAddress());
  const app = await NestFactory.create<NestExpressApplication>(module, {
    // The OAuth endpoints read their own bodies, flat and bounded; nothing else here takes one.
    bodyParser: false,
    // Until the application's own logger is there, a failure is told once, at the top of this file.
    logger: false,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', trustedProxies);
  // Pages bring their own, stricter policy.
  app.use(
    helmet({
      contentSecurityPolicy: false,
      // Not ours to say of other hosts: an issuer may be an apex domain.
      strictTransportSecurity: { includeSubDomains: false },
      frameguard: { action: 'deny' },
      referrerPolicy: { policy: 'same-origin' },
    }),
  );
  await listen(app, port);
}

/** A protocol error hides its cause from clients, not from the operator. */
function reasonOf(error: Error & { readonly detail?: string }): string {
  return error instanceof InvalidOptions
    ? namingVariables(error.problems.join(' '))
    : (error.detail ?? error.message);
}
