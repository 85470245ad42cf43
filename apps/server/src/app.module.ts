import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { readLogLevel } from '@portcullis/boot';
import { OAuthModule, type OAuthExtras, type OAuthOptions } from '@portcullis/oauth';
import { LoggerModule } from 'nestjs-pino';
import type { DataSourceOptions } from 'typeorm';
import { openDatabase } from './database.js';
import { FrontDoorController } from './front-door.controller.js';
import { HealthController } from './health.controller.js';
import type { MetricsAddress } from './metrics/metrics.listener.js';

const LOG_LEVEL = readLogLevel();

@Module({ controllers: [FrontDoorController, HealthController] })
export class AppModule {
  /** @param metrics where they are served; null measures nothing */
  static async with(
    options: OAuthOptions & Pick<OAuthExtras, 'features'>,
    database: DataSourceOptions,
    metrics: MetricsAddress | null,
  ): Promise<DynamicModule> {
    const measured = metrics && (await measure(metrics));
    return {
      module: AppModule,
      imports: [
        // One line per request: method, path and status. Queries, headers and bodies carry codes and tokens: never.
        LoggerModule.forRoot({
          pinoHttp: {
            level: LOG_LEVEL,
            autoLogging: { ignore: (request) => request.url === '/health' },
            serializers: {
              req: ({ method, url }: { method: string; url: string }) => ({
                method,
                path: url.split('?')[0],
              }),
              res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
            },
          },
          // It would make a logger for every request, also where nothing is written.
          ...(LOG_LEVEL === 'silent' && { forRoutes: [] }),
        }),
        TypeOrmModule.forRootAsync({
          // A wrong address or password stays wrong: say so at once instead of after half a minute.
          useFactory: () => ({ ...database, retryAttempts: 1 }),
          dataSourceFactory: () => openDatabase(database),
        }),
        ...(measured ? [measured.module] : []),
        OAuthModule.forRoot({ ...options, ...(measured && { metrics: measured.metrics }) }),
      ],
    };
  }
}

/** Prometheus' client is loaded only where it is used. */
async function measure(address: MetricsAddress) {
  const [{ MetricsModule }, { PrometheusMetrics }] = await Promise.all([
    import('./metrics/metrics.module.js'),
    import('@portcullis/oauth/prometheus'),
  ]);
  return { module: MetricsModule.at(address), metrics: PrometheusMetrics };
}
