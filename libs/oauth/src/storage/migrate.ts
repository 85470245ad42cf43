import type { DataSource } from 'typeorm';
import { sharesOneConnection } from './connections.js';

/** How long one process waits while another one migrates. */
const LOCK_SECONDS = 60;

/**
 * Brings the schema up to date. Several processes may start together: one migrates, the others wait for it.
 *
 * @param dataSource an initialised DataSource whose `migrations` hold `OAUTH_MIGRATIONS`
 * @returns names of the migrations that ran
 */
export function migrate(dataSource: DataSource): Promise<string[]> {
  const run = async (): Promise<string[]> =>
    (await dataSource.runMigrations({ transaction: 'none' })).map((migration) => migration.name);
  return sharesOneConnection(dataSource) ? inTransaction(dataSource, run) : underLock(dataSource, run);
}

/** SQLite: its write lock is the lock, and a migration that fails leaves nothing behind. */
async function inTransaction<T>(dataSource: DataSource, run: () => Promise<T>): Promise<T> {
  const [{ timeout }] = await dataSource.query('PRAGMA busy_timeout');
  await dataSource.query(`PRAGMA busy_timeout = ${LOCK_SECONDS * 1000}`);
  try {
    await dataSource.query('BEGIN IMMEDIATE');
    const result = await run();
    await dataSource.query('COMMIT');
    return result;
  } catch (error) {
    await dataSource.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    await dataSource.query(`PRAGMA busy_timeout = ${Number(timeout)}`);
  }
}

/** MySQL and MariaDB: a named lock. It is the whole server's, so its name tells schemas apart. */
async function underLock<T>(dataSource: DataSource, run: () => Promise<T>): Promise<T> {
  // The lock belongs to a connection, so the one that took it is kept until the end.
  const holder = dataSource.createQueryRunner();
  const name = `CONCAT('portcullis-', MD5(DATABASE()))`;
  try {
    const [{ got }] = await holder.query(`SELECT GET_LOCK(${name}, ?) AS got`, [LOCK_SECONDS]);
    if (Number(got) !== 1) throw new Error(`Another process has been migrating for ${LOCK_SECONDS} seconds.`);
    return await run();
  } finally {
    await holder.query(`DO RELEASE_LOCK(${name})`).catch(() => undefined);
    await holder.release();
  }
}
