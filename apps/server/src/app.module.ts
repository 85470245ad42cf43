import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OAuthModule, type OAuthExtras, type OAuthOptions } from '@portcullis/oauth';
import { LoggerModule } from 'nestjs-pino';
import type { DataSourceOptions } from 'typeorm';
import { openDatabase } from './database.js';
import { HealthController } from './health.controller.js';

@Module({ controllers: [HealthController] })
export class AppModule {
  static with(
    options: OAuthOptions & Pick<OAuthExtras, 'features'>,
    database: DataSourceOptions,
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // One line per request: method, path and status. Queries, headers and bodies carry codes and tokens: never.
        LoggerModule.forRoot({
          pinoHttp: {
            level: process.env['LOG_LEVEL'] ?? 'info',
            autoLogging: { ignore: (request) => request.url === '/health' },
            serializers: {
              req: ({ method, url }: { method: string; url: string }) => ({
                method,
                path: url.split('?')[0],
              }),
              res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
            },
          },
        }),
        TypeOrmModule.forRootAsync({
          // A wrong address or password stays wrong: say so at once instead of after half a minute.
          useFactory: () => ({ ...database, retryAttempts: 1 }),
          dataSourceFactory: () => openDatabase(database),
        }),
        OAuthModule.forRoot(options),
      ],
    };
  }
}
