/**
 * The authorization server as a host runs it that sets what `apps/server` has no variable for: the same module and
 * environment, on the adapter that ADAPTER names, with further options as JSON in OPTIONS.
 */
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { listen, readPort } from '@portcullis/boot';
import helmet from 'helmet';
import { Logger } from 'nestjs-pino';
import { AppModule } from '../../apps/server/dist/app.module.js';
import { readConfiguration } from '../../apps/server/dist/configuration.js';
import { databaseOptions } from '../../apps/server/dist/database.js';

const adapter = process.env.ADAPTER === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
const options = { ...readConfiguration(), ...JSON.parse(process.env.OPTIONS ?? '{}') };
const app = await NestFactory.create(AppModule.with(options, databaseOptions()), adapter, {
  bodyParser: false,
  logger: false,
});
app.useLogger(app.get(Logger));
// As apps/server has them.
if (process.env.ADAPTER !== 'fastify') app.disable('x-powered-by');
app.use(
  helmet({
    contentSecurityPolicy: false,
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
  }),
);
await listen(app, readPort(3000));
