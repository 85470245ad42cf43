import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';

/**
 * A MariaDB or MySQL schema of its own, dropped at the end.
 *
 * @returns its URL, and `query` to look inside
 */
export async function createSchema(stage) {
  const server = process.env.TEST_DATABASE_URL ?? 'mysql://root@127.0.0.1:3306';
  const connection = await createConnection({ uri: server, connectTimeout: 5000 });
  stage.onStrike(() => connection.end());
  const name = `portcullis_host_${randomBytes(6).toString('hex')}`;
  await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  stage.onStrike(() => connection.query(`DROP DATABASE ${name}`));
  await connection.query(`USE ${name}`);
  return { url: `${server}/${name}`, query: async (sql, values) => (await connection.query(sql, values))[0] };
}
