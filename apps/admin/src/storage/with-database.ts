import { OAUTH_ENTITIES, OAUTH_MIGRATIONS, dataSourceOptions } from '@portcullis/oauth';
import { DataSource } from 'typeorm';
import { ADMIN_ENTITIES, ADMIN_MIGRATIONS } from '../admin.entities.js';

/**
 * Runs a command line tool on the database. A failure becomes one line and exit code 1.
 *
 * @param url as in DATABASE_URL
 */
export async function withDatabase(
  url: string,
  work: (dataSource: DataSource) => Promise<void>,
): Promise<void> {
  let dataSource: DataSource | undefined;
  try {
    const options = dataSourceOptions(url, {
      entities: [...OAUTH_ENTITIES, ...ADMIN_ENTITIES],
      // The admin app reads the authorization server's tables, so both sets belong to its migration. Those that the
      // server has run already are skipped by name.
      migrations: [...OAUTH_MIGRATIONS, ...ADMIN_MIGRATIONS],
    });
    dataSource = await new DataSource(options).initialize();
    await work(dataSource);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  } finally {
    await dataSource?.destroy();
  }
}
