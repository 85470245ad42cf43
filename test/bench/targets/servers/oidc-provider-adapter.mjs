import { openPool } from './pool.mjs';

const TABLE = `CREATE TABLE IF NOT EXISTS payload (
  model VARCHAR(40) NOT NULL,
  id VARCHAR(128) NOT NULL,
  payload LONGTEXT NOT NULL,
  grant_id VARCHAR(64),
  user_code VARCHAR(64),
  uid VARCHAR(64),
  expires_at BIGINT,
  consumed_at BIGINT,
  PRIMARY KEY (model, id),
  KEY (grant_id),
  KEY (user_code),
  KEY (uid)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin`;

const UPSERT = `INSERT INTO payload (model, id, payload, grant_id, user_code, uid, expires_at)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE payload = VALUES(payload), grant_id = VALUES(grant_id), user_code = VALUES(user_code),
    uid = VALUES(uid), expires_at = VALUES(expires_at)`;

/**
 * One table for everything, the payload as JSON, prepared statements: what the example adapters of the manual do, on
 * mysql2.
 */
export async function adapterFor(url) {
  const pool = await openPool(url, [TABLE]);

  return class MariaDbAdapter {
    constructor(model) {
      this.model = model;
    }

    async upsert(id, payload, expiresIn) {
      const { grantId = null, userCode = null, uid = null } = payload;
      const expiresAt = expiresIn ? Date.now() + expiresIn * 1000 : null;
      const text = JSON.stringify(payload);
      await pool.execute(UPSERT, [this.model, id, text, grantId, userCode, uid, expiresAt]);
    }

    find(id) {
      return this.#findBy('id', id);
    }

    findByUserCode(userCode) {
      return this.#findBy('user_code', userCode);
    }

    findByUid(uid) {
      return this.#findBy('uid', uid);
    }

    async consume(id) {
      const now = Math.floor(Date.now() / 1000);
      await pool.execute('UPDATE payload SET consumed_at = ? WHERE model = ? AND id = ?', [
        now,
        this.model,
        id,
      ]);
    }

    async destroy(id) {
      await pool.execute('DELETE FROM payload WHERE model = ? AND id = ?', [this.model, id]);
    }

    async revokeByGrantId(grantId) {
      await pool.execute('DELETE FROM payload WHERE grant_id = ?', [grantId]);
    }

    async #findBy(column, value) {
      const [[row]] = await pool.execute(
        `SELECT payload, consumed_at, expires_at FROM payload WHERE model = ? AND ${column} = ?`,
        [this.model, value],
      );
      if (!row || (row.expires_at !== null && row.expires_at < Date.now())) return undefined;
      return { ...JSON.parse(row.payload), ...(row.consumed_at && { consumed: row.consumed_at }) };
    }
  };
}
