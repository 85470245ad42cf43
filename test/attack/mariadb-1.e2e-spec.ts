import { attackOwnServer } from './attack.js';

await attackOwnServer('mariadb', 1);
