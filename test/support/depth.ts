/** `TEST_DEPTH=full`: every combination. Otherwise each thing in few, chosen so that every property is met. */
export const IS_FULL = process.env['TEST_DEPTH'] === 'full';

/**
 * The first and the last of a list of browsers that a whole flow is walked in. How each page looks in the others is
 * seen in the gallery.
 */
export function fewOf<T>(all: readonly T[]): readonly T[] {
  return IS_FULL || all.length < 3 ? all : [all[0]!, all.at(-1)!];
}

/** The last of a list of settings between which a test's subject makes no difference. */
export function lastOf<T>(all: readonly T[]): readonly T[] {
  return IS_FULL ? all : all.slice(-1);
}
