import { IS_FULL } from '../support/depth.js';
import { attackOwnServer } from './attack.js';

await attackOwnServer('sqlite-2', { database: 'sqlite', processes: 2 }, IS_FULL ? ['everywhere'] : []);
