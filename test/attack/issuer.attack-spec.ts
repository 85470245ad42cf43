import { attackIssuer } from './attack.js';

await attackIssuer();
