import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OAuthModule } from '@portcullis/oauth';
import { LoggerModule } from 'nestjs-pino';
import { readConfiguration } from './configuration.js';
import { databaseOptions } from './database.js';
import { HealthController } from './health.controller.js';

@Module({
  imports: [
    // One line per request with method, path and status. Queries, headers and bodies carry codes and tokens: never.
    LoggerModule.forRoot({
      pinoHttp: {
        level: process.env['LOG_LEVEL'] ?? 'info',
        autoLogging: { ignore: (request) => request.url === '/health' },
        serializers: {
          req: ({ method, url }: { method: string; url: string }) => ({ method, path: url.split('?')[0] }),
          res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
        },
      },
    }),
    // A wrong address or password stays wrong: say so at once instead of after half a minute.
    TypeOrmModule.forRoot({ ...databaseOptions(), retryAttempts: 1 }),
    OAuthModule.forRoot(readConfiguration()),
  ],
  controllers: [HealthController],
})
export class AppModule {}
