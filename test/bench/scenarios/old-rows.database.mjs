import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';

/** Rows that one statement inserts. */
const CHUNK = 250_000;
const DAY = 86_400_000;
/** The rows expired over so many milliseconds before now. */
const SPAN = 3 * DAY;
const LIFETIME = 600_000;

/** `n` runs from 0, `due` is when a row expired and `made` when it was made. Ids are ordered by time, as the product's. */
const ID = `UNHEX(CONCAT(LPAD(HEX(made), 12, '0'), '7', SUBSTR(SHA2(n, 256), 1, 3), '8', SUBSTR(SHA2(n, 256), 5, 15)))`;
const DIGEST = `UNHEX(SHA2(CONCAT('token ', n), 256))`;

/** Share of all rows, and the columns of a row with their values, of each table that grows with tokens. */
const TABLES = {
  oauth_access_token: [
    0.7,
    {
      id: ID,
      digest: DIGEST,
      client_id: `'bench-old'`,
      subject: `'bench-old'`,
      scopes: `'["orders:read"]'`,
      audience: `'["https://api.example"]'`,
      issued_at: 'made',
      expires_at: 'due',
    },
  ],
  oauth_authorization_code: [
    0.1,
    {
      id: ID,
      digest: DIGEST,
      redirect_uri: `'https://client.example/callback'`,
      code_challenge: `SUBSTR(SHA2(n, 256), 1, 43)`,
      expires_at: 'due',
      consumed_at: 'due',
    },
  ],
  oauth_refresh_token: [
    0.1,
    {
      id: ID,
      generation: '3',
      digest: DIGEST,
      rotations: `'[]'`,
      repeats: '0',
      idle_expires_at: 'due',
      expires_at: 'due',
    },
  ],
  oauth_authorization: [
    0.1,
    {
      id: ID,
      client_id: `'bench-old'`,
      subject: `CONCAT('user', n MOD 100000)`,
      scopes: `'["openid"]'`,
      resources: `'[]'`,
      may_refresh: '1',
      authenticated_at: 'made',
      created_at: 'made',
      expires_at: 'due',
    },
  ],
};

/** Fills the tables of a schema with what has expired. */
export class OldRows {
  #connection;
  #filledAt = 0;

  static async open(url) {
    const rows = new OldRows();
    rows.#connection = await createConnection(url);
    return rows;
  }

  async close() {
    await this.#connection.end();
  }

  /** @param count rows in all tables together */
  async fill(count, tell) {
    const begun = Date.now();
    this.#filledAt = begun;
    for (const [name, [share, columns]] of Object.entries(TABLES)) {
      const rows = Math.round(count * share);
      for (let from = 0; from < rows; from += CHUNK) await this.#insert(name, columns, from, rows);
      tell(`${name}: ${rows.toLocaleString('en')} rows, ${Math.round((Date.now() - begun) / 1000)} s`);
    }
    await this.#connection.query(`ANALYZE TABLE ${Object.keys(TABLES).join(', ')}`);
    await this.#settle();
  }

  /** @returns how many of them are left; what was issued since expires later and is not among them */
  async count() {
    const counts = Object.keys(TABLES).map(
      (name) => `(SELECT COUNT(*) FROM ${name} WHERE ${expiry(name)} <= ?)`,
    );
    const values = counts.map(() => this.#filledAt);
    const [[row]] = await this.#connection.query(`SELECT ${counts.join(' + ')} AS total`, values);
    return Number(row.total);
  }

  async #insert(name, columns, from, rows) {
    const last = Math.min(from + CHUNK, rows) - 1;
    const due = `CAST(${this.#filledAt - SPAN} + FLOOR(seq * ${SPAN / rows}) AS SIGNED)`;
    await this.#connection.query(
      `INSERT INTO ${name} (${Object.keys(columns).join(', ')})
       SELECT ${Object.values(columns).join(', ')}
       FROM (SELECT seq AS n, ${due} AS due, ${due} - ${LIFETIME} AS made FROM seq_${from}_to_${last}) AS numbers`,
    );
  }

  /** Waits until the database no longer gets less to write: what was inserted is not to be measured. */
  async #settle() {
    for (let before = Infinity, dirty = await this.#dirtyPages(); dirty < before * 0.95;) {
      await sleep(5000);
      [before, dirty] = [dirty, await this.#dirtyPages()];
    }
  }

  async #dirtyPages() {
    const [[{ Value: pages }]] = await this.#connection.query(
      `SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'`,
    );
    return Number(pages);
  }
}

function expiry(name) {
  return name === 'oauth_refresh_token' ? 'idle_expires_at' : 'expires_at';
}
