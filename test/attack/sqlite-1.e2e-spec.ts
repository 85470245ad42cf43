import { attackOwnServer } from './attack.js';

await attackOwnServer('sqlite-1', { database: 'sqlite', processes: 1 }, true);
