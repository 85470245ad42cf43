/**
 * The authorization server as a host on Fastify runs it: the same module and environment as `apps/server`, on the
 * other adapter.
 */
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { listen, readPort } from '@portcullis/boot';
import helmet from 'helmet';
import { Logger } from 'nestjs-pino';
import { AppModule } from '../../apps/server/dist/app.module.js';
import { readConfiguration } from '../../apps/server/dist/configuration.js';
import { databaseOptions } from '../../apps/server/dist/database.js';

const adapter = new FastifyAdapter();
// The OAuth endpoints read their own bodies.
adapter.getInstance().removeAllContentTypeParsers();
adapter.getInstance().addContentTypeParser('*', (_request, _body, done) => done(null));
const app = await NestFactory.create(AppModule.with(readConfiguration(), databaseOptions()), adapter, {
  bodyParser: false,
  logger: false,
});
app.useLogger(app.get(Logger));
// As apps/server has them.
app.use(
  helmet({
    contentSecurityPolicy: false,
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
  }),
);
await listen(app, readPort(3000));
