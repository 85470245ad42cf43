import { attackOwnServer } from './attack.js';

await attackOwnServer('sqlite-2', { database: 'sqlite', processes: 2 });
