import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

/** Compared against when nobody has the name, so that the answer takes as long. */
const NOBODY = `${randomBytes(16).toString('base64url')}.${randomBytes(32).toString('base64url')}`;

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, 32);
  return `${salt.toString('base64url')}.${hash.toString('base64url')}`;
}

/** @param stored null when there is no such employee; then false, after the same work */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const [salt = '', hash = ''] = (stored ?? NOBODY).split('.');
  const given = await derive(password, Buffer.from(salt, 'base64url'), 32);
  return timingSafeEqual(given, Buffer.from(hash, 'base64url')) && stored !== null;
}
