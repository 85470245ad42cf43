import { attackOwnServer } from './attack.js';

await attackOwnServer('fastify', { database: 'sqlite', processes: 1, adapter: 'fastify' }, true);
