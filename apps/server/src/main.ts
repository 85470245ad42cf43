import '@portcullis/boot/require-node';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { listen } from '@portcullis/boot';
import helmet from 'helmet';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';

const app = await NestFactory.create<NestExpressApplication>(AppModule, {
  // The OAuth endpoints read their own bodies, flat and bounded; nothing else here takes one.
  bodyParser: false,
  bufferLogs: true,
  abortOnError: false,
}).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
app.useLogger(app.get(Logger));
app.disable('x-powered-by');
app.disable('etag');
app.set('query parser', 'simple');
// Pages bring their own, stricter policy.
app.use(
  helmet({
    contentSecurityPolicy: false,
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
  }),
);

await listen(app, Number(process.env['PORT'] ?? 3000));
