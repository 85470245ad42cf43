export { databaseUrl } from './database-url.js';
export { listen } from './listen.js';
export { makePrivateFile } from './private-file.js';
export { readLogLevel, type LogLevel } from './read-log-level.js';
export { readPort } from './read-port.js';
export { requireEnv } from './require-env.js';
export { readTrustedProxies } from './trusted-proxies.js';
