export { databaseUrl } from './database-url.js';
export { listen } from './listen.js';
export { requireEnv } from './require-env.js';
