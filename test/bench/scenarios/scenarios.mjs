import { BEARER } from './bearer.mjs';
import { COST } from './cost.mjs';
import { HALF_LOAD } from './half-load.mjs';
import { OLD_ROWS } from './old-rows.mjs';
import { SOAK } from './soak.mjs';
import { START } from './start.mjs';
import { TWO_PROCESSES } from './two-processes.mjs';

/** Questions that one table cannot answer. `run` measures, `report` says it in a table. */
export const SCENARIOS = [BEARER, HALF_LOAD, TWO_PROCESSES, OLD_ROWS, SOAK, START, COST];
