/** Longer names are cut: a client that calls itself a novel must not push the redirect host out of sight. */
const MAX_NAME_LENGTH = 80;

export function shortened(name: string): string {
  const characters = Array.from(name);
  return characters.length <= MAX_NAME_LENGTH ? name : `${characters.slice(0, MAX_NAME_LENGTH).join('')}…`;
}
