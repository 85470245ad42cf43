import { attackOwnServer } from './attack.js';

await attackOwnServer('mariadb-1', { database: 'mariadb', processes: 1 });
