import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { static as serveFiles, urlencoded } from 'express';
import { Logger } from 'nestjs-pino';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { AdminModule } from './admin.module.js';
import { validationProblem } from './errors/validation-problem.js';
import { publishOpenApi } from './openapi.js';
import type { AdminSettings } from './settings.js';
import { assetHeaders } from './shell/asset-headers.js';
import { PAGES_FOLDER } from './shell/page-file.js';
import { securityHeaders } from './shell/security-headers.js';

/**
 * Builds the app without listening.
 *
 * @throws Error with a sentence for whoever runs it when the database is unreachable or not migrated
 */
export async function createAdminApp(settings: AdminSettings): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AdminModule.with(settings), {
    abortOnError: false,
    bodyParser: false,
    // What goes wrong before the app's own logger takes over is thrown, and said in one line by whoever starts us.
    logger: false,
  });
  app.useLogger(app.get(Logger));
  await refuseOldTables(app.get(DataSource));
  app.disable('x-powered-by');
  app.set('trust proxy', settings.trustedProxies);
  app.use(...securityHeaders(settings.url.startsWith('https:')));
  app.use('/assets', serveFiles(join(PAGES_FOLDER, 'assets'), { index: false, setHeaders: assetHeaders }));
  app.use('/api', noStore);
  // The one form of ours that no script sends.
  app.use('/setup', urlencoded({ extended: false, limit: '16kb', parameterLimit: 20 }));
  app.useBodyParser('json', { limit: '256kb' });
  app.useGlobalPipes(
    new ValidationPipe({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      exceptionFactory: validationProblem,
    }),
  );
  publishOpenApi(app);
  return app;
}

async function refuseOldTables(dataSource: DataSource): Promise<void> {
  if (await dataSource.showMigrations()) {
    throw new Error('the tables in the database are not up to date. Run "npm run migrate" first.');
  }
}

function noStore(
  _request: unknown,
  response: { setHeader(name: string, value: string): void },
  next: () => void,
): void {
  response.setHeader('Cache-Control', 'no-store');
  next();
}
