import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext, Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  dataSourceOptions,
  OAUTH_ENTITIES,
  OAUTH_MIGRATIONS,
  OAuthManagementModule,
} from '@portcullis/oauth';
import { DataSource } from 'typeorm';
import { ADMIN_ENTITIES, ADMIN_MIGRATIONS } from '../admin.entities.js';

class CommandLine {}

/**
 * Runs a command line tool with the management services, without a server or the authorization server being up. A
 * failure becomes one line and exit code 1.
 *
 * @param url as in DATABASE_URL
 * @param providers what the tool needs besides
 */
export async function withManagement(
  url: string,
  work: (services: INestApplicationContext) => Promise<void>,
  providers: Provider[] = [],
): Promise<void> {
  let services: INestApplicationContext | undefined;
  try {
    const masterKey = process.env['MASTER_KEY'];
    const options = dataSourceOptions(url, {
      entities: [...OAUTH_ENTITIES, ...ADMIN_ENTITIES],
      migrations: [...OAUTH_MIGRATIONS, ...ADMIN_MIGRATIONS],
    });
    const management = masterKey ? OAuthManagementModule.forRoot({ masterKey }) : OAuthManagementModule;
    services = await NestFactory.createApplicationContext(
      {
        module: CommandLine,
        imports: [TypeOrmModule.forRoot({ ...options, retryAttempts: 1 }), management],
        providers,
      },
      { logger: false, abortOnError: false },
    );
    if (await services.get(DataSource).showMigrations()) {
      throw new Error('The tables in the database are not up to date. Run "npm run migrate" first.');
    }
    await work(services);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  } finally {
    await services?.close();
  }
}
