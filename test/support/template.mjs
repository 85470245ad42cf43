import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSourceOptions, migrate, OAUTH_ENTITIES, OAUTH_MIGRATIONS } from '@portcullis/oauth';
import { DataSource } from 'typeorm';

/**
 * Migrates one schema and writes down what came of it. A test file starts from that: to run each migration takes
 * MariaDB four times as long, and hundreds of schemas are made.
 *
 * @param {string} server URL of the database server
 * @returns {Promise<string>} path of a file with the statements
 */
export async function writeTemplate(server) {
  const schema = `portcullis_test_template_${randomBytes(6).toString('hex')}`;
  const contents = { entities: OAUTH_ENTITIES, migrations: OAUTH_MIGRATIONS };
  const root = await new DataSource(dataSourceOptions(server, { entities: [] })).initialize();
  try {
    await root.query(`CREATE DATABASE ${schema} CHARACTER SET utf8mb4`);
    const options = dataSourceOptions(`${server}/${schema}`, contents);
    const dataSource = await new DataSource(options).initialize();
    await migrate(dataSource);
    const statements = [];
    for (const { name } of await dataSource.query(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
    )) {
      const [row] = await dataSource.query(`SHOW CREATE TABLE \`${name}\``);
      statements.push(row['Create Table']);
    }
    for (const { timestamp, name } of await dataSource.query('SELECT * FROM migrations ORDER BY id'))
      statements.push(`INSERT INTO migrations (timestamp, name) VALUES (${timestamp}, '${name}')`);
    await dataSource.destroy();
    const path = join(tmpdir(), `${schema}.json`);
    writeFileSync(path, JSON.stringify(statements));
    return path;
  } finally {
    await root.query(`DROP DATABASE IF EXISTS ${schema}`);
    await root.destroy();
  }
}
