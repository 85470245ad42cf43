/** Loaded before the admin app (`node --import`): tells the parent process every query as it is sent to MariaDB. */
import { createRequire } from 'node:module';

// The admin app's own driver, not that of the peers beside this file.
const mysql = createRequire(new URL('../../package.json', import.meta.url))('mysql2');
const { createPool } = mysql;
mysql.createPool = (options) => {
  const pool = createPool(options);
  pool.on('connection', (connection) => {
    const { query } = connection;
    connection.query = (sql, parameters, ...rest) => {
      const text = typeof sql === 'string' ? sql : sql.sql;
      if (/^\s*select/i.test(text)) {
        process.send?.({
          query: connection.format(text, Array.isArray(parameters) ? parameters : sql.values),
        });
      }
      return query.call(connection, sql, parameters, ...rest);
    };
  });
  return pool;
};
