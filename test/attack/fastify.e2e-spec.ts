import { IS_FULL } from '../support/depth.js';
import { attackOwnServer } from './attack.js';

await attackOwnServer(
  'fastify',
  { database: 'sqlite', processes: 1, adapter: 'fastify' },
  IS_FULL ? ['once', 'databases', 'everywhere'] : ['once'],
);
