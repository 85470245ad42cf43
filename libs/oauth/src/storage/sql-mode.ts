const STRICT = ['STRICT_TRANS_TABLES', 'STRICT_ALL_TABLES'];
const NO_BACKSLASHES = 'NO_BACKSLASH_ESCAPES';

/**
 * Is this `sql_mode` of MySQL or MariaDB one in which a statement means what it says? A value that does not fit must be
 * refused, not cut; and the driver escapes text with backslashes, which must not be taken for themselves.
 *
 * @throws that says what to change
 */
export function checkSqlMode(mode: string): void {
  const modes = mode.split(',');
  if (!STRICT.some((strict) => modes.includes(strict))) {
    throw new Error(
      `The database would cut values that do not fit: add ${STRICT[0]} to its sql_mode (now "${mode}").`,
    );
  }
  if (modes.includes(NO_BACKSLASHES)) {
    throw new Error(
      `The database would take an escaped quote for the end of a text: remove ${NO_BACKSLASHES} from its sql_mode.`,
    );
  }
}
