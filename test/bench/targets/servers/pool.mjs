import { createPool } from 'mysql2/promise';

/** As many connections as the product opens. */
const CONNECTIONS = 10;

/** @returns a pool with these tables in its schema */
export async function openPool(url, tables) {
  const pool = createPool({ uri: url, connectionLimit: CONNECTIONS, enableKeepAlive: true });
  for (const table of tables) await pool.query(table);
  return pool;
}
