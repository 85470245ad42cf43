export { listen } from './listen.js';
export { requireEnv } from './require-env.js';
