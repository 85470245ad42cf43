/**
 * The authorization server as a host runs it that sets what `apps/server` has no variable for: the same module and
 * environment, on the adapter that ADAPTER names, with further options as JSON in OPTIONS. Where OUTGOING names an
 * origin, every address that a client gave leads there.
 */
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { listen, readPort } from '@portcullis/boot';
import { OutgoingFailure, OutgoingHttp } from '@portcullis/oauth';
import helmet from 'helmet';
import { Logger } from 'nestjs-pino';
import { AppModule } from '../../apps/server/dist/app.module.js';
import { readConfiguration } from '../../apps/server/dist/configuration.js';
import { databaseOptions } from '../../apps/server/dist/database.js';

/** The net beyond this machine, on this machine. */
class Redirected extends OutgoingHttp {
  async send(url, { form, accept, maxBytes }) {
    const { pathname, search } = new URL(url);
    try {
      const response = await fetch(`${process.env.OUTGOING}${pathname}${search}`, {
        ...(form && { method: 'POST', body: form }),
        ...(accept && { headers: { accept } }),
        redirect: 'manual',
        signal: AbortSignal.timeout(3000),
      });
      const body = Buffer.from(await response.arrayBuffer());
      if (body.length > maxBytes) throw new Error('too long');
      return { status: response.status, headers: Object.fromEntries(response.headers), body };
    } catch (error) {
      throw new OutgoingFailure(error.message, { cause: error });
    }
  }
}

const adapter = process.env.ADAPTER === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
const options = {
  ...readConfiguration(),
  ...JSON.parse(process.env.OPTIONS ?? '{}'),
  ...(process.env.OUTGOING && { outgoing: Redirected }),
};
const app = await NestFactory.create(await AppModule.with(options, databaseOptions(), null), adapter, {
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
