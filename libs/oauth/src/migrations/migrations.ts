import { AdoptedSecrets1805700000002 } from './adopted-secrets.migration.js';
import { AuditChain1805100000000 } from './audit-chain.migration.js';
import { ClientAdministration1805200000000 } from './client-administration.migration.js';
import { EndUserPages1800000000000 } from './end-user-pages.migration.js';
import { Initial1790000000000 } from './initial.migration.js';
import { People1805300000000 } from './people.migration.js';
import { ScopesAndKeys1805400000000 } from './scopes-and-keys.migration.js';
import { Standards1795000000000 } from './standards.migration.js';
import { Usage1805600000000 } from './usage.migration.js';

/** For the `migrations` of the host's DataSource; they run on MySQL, MariaDB and SQLite. */
export const OAUTH_MIGRATIONS = [
  Initial1790000000000,
  Standards1795000000000,
  EndUserPages1800000000000,
  AuditChain1805100000000,
  ClientAdministration1805200000000,
  People1805300000000,
  ScopesAndKeys1805400000000,
  Usage1805600000000,
  AdoptedSecrets1805700000002,
];
