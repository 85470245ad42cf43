import { openPool } from './pool.mjs';

/**
 * Rows of one kind: an id, for some a second key, and the rest as JSON. In memory, or each kind in a table of its own
 * with prepared statements.
 *
 * @param url of the schema; undefined keeps them in memory
 * @param kinds names of the tables
 */
export async function openRows(url, kinds) {
  const pool = url === undefined ? null : await openPool(url, kinds.map(tableOf));
  return Object.fromEntries(
    kinds.map((kind) => [kind, pool ? new MariaDbRows(pool, kind) : new MemoryRows()]),
  );
}

function tableOf(kind) {
  return `CREATE TABLE IF NOT EXISTS ${kind} (
    id VARCHAR(128) NOT NULL PRIMARY KEY,
    second VARCHAR(128) UNIQUE,
    content LONGTEXT NOT NULL
  ) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin`;
}

class MemoryRows {
  #rows = new Map();
  #seconds = new Map();

  async save(id, content, second = null) {
    this.#rows.set(id, { content, second });
    if (second !== null) this.#seconds.set(second, id);
  }

  async find(id) {
    return this.#rows.get(id)?.content;
  }

  async findBySecond(second) {
    return this.find(this.#seconds.get(second));
  }

  /** @returns whether it was there */
  async remove(id) {
    const row = this.#rows.get(id);
    if (row?.second) this.#seconds.delete(row.second);
    return this.#rows.delete(id);
  }
}

class MariaDbRows {
  constructor(pool, kind) {
    this.pool = pool;
    this.upsert =
      `INSERT INTO ${kind} (id, second, content) VALUES (?, ?, ?) ` +
      'ON DUPLICATE KEY UPDATE second = VALUES(second), content = VALUES(content)';
    this.select = `SELECT content FROM ${kind} WHERE`;
    this.delete = `DELETE FROM ${kind} WHERE id = ?`;
  }

  async save(id, content, second = null) {
    await this.pool.execute(this.upsert, [id, second, JSON.stringify(content)]);
  }

  find(id) {
    return this.#findBy('id', id);
  }

  findBySecond(second) {
    return this.#findBy('second', second);
  }

  /** @returns whether it was there */
  async remove(id) {
    const [{ affectedRows }] = await this.pool.execute(this.delete, [id]);
    return affectedRows === 1;
  }

  async #findBy(column, value) {
    const [[row]] = await this.pool.execute(`${this.select} ${column} = ?`, [value]);
    return row && JSON.parse(row.content);
  }
}
