import { OTHER_CORE, SERVER_CORE } from '../machine/cores.mjs';
import { LIMITS } from '../targets/portcullis.mjs';

/** What a reader of the figures has to know, in a few lines. */
export function preamble(
  { node, cpu, cores, memoryGiB, date, commit, mariadb, versions, pinned },
  databasePinned,
) {
  const peers = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${date}, commit ${commit ?? 'unknown'}; ${cores} × ${cpu}, ${memoryGiB} GiB; Node ${node}`,
    `peers: ${peers.join(', ')}`,
    pinned === true
      ? `each server alone on core ${SERVER_CORE}; the load generator ${databasePinned ? 'and MariaDB ' : ''}on core ${OTHER_CORE}`
      : `nothing is pinned: ${pinned}`,
    ...(pinned === true && !databasePinned && mariadb
      ? ['MariaDB is not pinned: it is on another machine, or belongs to another user']
      : []),
    mariadb
      ? `MariaDB ${mariadb.version}: innodb_flush_log_at_trx_commit=${mariadb.innodb_flush_log_at_trx_commit}, ` +
        `innodb_flush_method=${mariadb.innodb_flush_method}, buffer pool ${mariadb.innodb_buffer_pool_size / 2 ** 20} MiB, ` +
        `log_bin=${mariadb.log_bin}`
      : 'no MariaDB',
    'SQLite: journal_mode=WAL, synchronous=FULL',
    `portcullis: LOG_LEVEL=silent, LIMITS=${JSON.stringify(LIMITS)}; everything else is the default`,
  ].join('\n');
}
