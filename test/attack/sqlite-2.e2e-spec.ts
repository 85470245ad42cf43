import { attackOwnServer } from './attack.js';

await attackOwnServer('sqlite', 2);
