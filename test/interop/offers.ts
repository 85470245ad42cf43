/** Everything below is offered: a missing promise of the metadata fails the test instead of ending it early. */
export const EXPECT_ALL = true as boolean;

/**
 * Does the server promise this in its metadata?
 *
 * @param value one that the list must hold, where the promise is a list
 * @returns false only while not everything is expected
 */
export function offers(metadata: object, promise: string, value?: string): boolean {
  const promised = (metadata as Record<string, unknown>)[promise];
  const offered =
    value === undefined ? Boolean(promised) : Array.isArray(promised) && promised.includes(value);
  if (!offered && EXPECT_ALL) {
    throw new Error(`The metadata does not promise ${promise}${value === undefined ? '' : ` ${value}`}.`);
  }
  return offered;
}
