import { Cores, OTHER_CORE } from './cores.mjs';
import { MariaDb } from './mariadb.mjs';

const DEFAULT_URL = 'mysql://root@127.0.0.1:3306';

/**
 * What everything runs on: the database server and the cores.
 *
 * @param options.pin false leaves every process where the system puts it
 * @param options.profileArgs arguments for the node of the product, such as `--cpu-prof`
 */
export async function setUpMachine({ pin, profileArgs }) {
  const cores = new Cores(pin);
  const url = process.env.TEST_DATABASE_URL ?? DEFAULT_URL;
  const mariadb = await MariaDb.reach(url).catch((error) => {
    throw new Error(
      `No MariaDB at ${url.split('@').pop()}: ${error.message || error.code}. Set TEST_DATABASE_URL.`,
    );
  });
  mariadb.requireDurable();
  const moveBack = [process.pid, mariadb.pid].map((pid) =>
    pid === null ? null : cores.move(pid, OTHER_CORE),
  );
  return {
    cores,
    mariadb,
    profileArgs,
    databasePinned: moveBack[1] !== null,
    tearDown: async () => {
      for (const back of moveBack) back?.();
      await mariadb.close();
    },
  };
}
