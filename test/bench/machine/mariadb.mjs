import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';

/** The MariaDB server of this machine, and schemas of it that are thrown away. */
export class MariaDb {
  #connection;
  #schemas = new Set();

  /** @param url of the server, without a schema */
  static async reach(url) {
    const database = new MariaDb();
    database.url = url;
    database.#connection = await createConnection(url);
    database.variables = await database.#variables();
    return database;
  }

  /** @returns process id, or null when the server is on another machine or keeps its pid file to itself */
  get pid() {
    try {
      return Number(readFileSync(this.variables.pid_file, 'utf8'));
    } catch {
      return null;
    }
  }

  /** @throws unless every commit is on the disk before it is acknowledged */
  requireDurable() {
    const { innodb_flush_log_at_trx_commit: flush } = this.variables;
    if (flush !== '1')
      throw new Error(`innodb_flush_log_at_trx_commit is ${flush}; these measurements are for 1.`);
  }

  /** @returns the address of a new, empty schema */
  async createSchema() {
    const name = `portcullis_bench_${randomBytes(6).toString('hex')}`;
    await this.#connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    const url = new URL(`/${name}`, this.url).href;
    this.#schemas.add(url);
    return url;
  }

  async dropSchema(url) {
    await this.#connection.query(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)}`);
    this.#schemas.delete(url);
  }

  /** Takes away what a run that was broken off left behind, too. */
  async close() {
    for (const url of this.#schemas) await this.dropSchema(url);
    await this.#connection.end();
  }

  async #variables() {
    const [rows] = await this.#connection.query(
      `SHOW GLOBAL VARIABLES WHERE Variable_name IN ('version', 'pid_file', 'innodb_flush_log_at_trx_commit',
       'innodb_buffer_pool_size', 'innodb_log_file_size', 'innodb_flush_method', 'innodb_doublewrite', 'log_bin')`,
    );
    return Object.fromEntries(rows.map((row) => [row.Variable_name, row.Value]));
  }
}
