/**
 * Loaded before a server under test (`node --import`): every MariaDB connection reads at READ COMMITTED, as some
 * companies configure their databases. The server under test itself is not changed.
 */
import mysql from 'mysql2';

const { createPool } = mysql;
mysql.createPool = (options) => {
  const pool = createPool(options);
  pool.on('connection', (connection) =>
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'),
  );
  return pool;
};
