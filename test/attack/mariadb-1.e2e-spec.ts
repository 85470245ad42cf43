import { IS_FULL } from '../support/depth.js';
import { attackOwnServer } from './attack.js';

await attackOwnServer(
  'mariadb-1',
  { database: 'mariadb', processes: 1 },
  IS_FULL ? ['databases', 'everywhere'] : [],
);
