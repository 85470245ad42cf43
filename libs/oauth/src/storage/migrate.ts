import type { DataSource } from 'typeorm';
import { sharesOneConnection } from './database.js';

const LOCK = 'portcullis-migrations';
const LOCK_SECONDS = 60;

/**
 * Brings the schema up to date. Several processes may start together: one migrates, the others wait for it.
 *
 * @param dataSource an initialised DataSource whose `migrations` hold `OAUTH_MIGRATIONS`
 * @returns names of the migrations that ran
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const run = async (): Promise<string[]> =>
    (await dataSource.runMigrations({ transaction: 'none' })).map((migration) => migration.name);

  if (sharesOneConnection(dataSource)) {
    const [{ timeout }] = await dataSource.query('PRAGMA busy_timeout');
    await dataSource.query(`PRAGMA busy_timeout = ${LOCK_SECONDS * 1000}`);
    try {
      await dataSource.query('BEGIN IMMEDIATE');
      const names = await run();
      await dataSource.query('COMMIT');
      return names;
    } catch (error) {
      await dataSource.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      await dataSource.query(`PRAGMA busy_timeout = ${Number(timeout)}`);
    }
  }

  // GET_LOCK belongs to a connection, so the one that took it is kept until the end.
  const holder = dataSource.createQueryRunner();
  try {
    const [{ got }] = await holder.query('SELECT GET_LOCK(?, ?) AS got', [LOCK, LOCK_SECONDS]);
    if (Number(got) !== 1) throw new Error(`Another process has been migrating for ${LOCK_SECONDS} seconds.`);
    return await run();
  } finally {
    await holder.query('DO RELEASE_LOCK(?)', [LOCK]).catch(() => undefined);
    await holder.release();
  }
}
