import { Initial1790000000000 } from './initial.migration.js';
import { Standards1795000000000 } from './standards.migration.js';

/** For the `migrations` of the host's DataSource; they run on MySQL, MariaDB and SQLite. */
export const OAUTH_MIGRATIONS = [Initial1790000000000, Standards1795000000000];
