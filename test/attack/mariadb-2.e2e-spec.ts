import { attackOwnServer } from './attack.js';

await attackOwnServer('mariadb-2', { database: 'mariadb', processes: 2 });
