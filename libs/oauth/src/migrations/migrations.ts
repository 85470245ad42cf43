import { Initial1790000000000 } from './initial.migration.js';

/** For the `migrations` of the host's DataSource; they run on MySQL, MariaDB and SQLite. */
export const OAUTH_MIGRATIONS = [Initial1790000000000];
