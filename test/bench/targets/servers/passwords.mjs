import { hash, verify } from '@node-rs/argon2';
import { USERS } from '../cast.mjs';

/** User names with argon2id hashes of their passwords, by the library and with the parameters of the product. */
const hashes = new Map(
  await Promise.all(USERS.map(async ({ username, password }) => [username, await hash(password)])),
);

/** @returns the subject, or null when name and password do not fit */
export async function subjectOf(username, password) {
  const known = hashes.get(username);
  return known !== undefined && (await verify(known, password)) ? username : null;
}
