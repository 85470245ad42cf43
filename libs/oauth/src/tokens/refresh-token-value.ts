import { createHmac } from 'node:crypto';
import { sameDigest, sha256 } from '../primitives/digest.js';
import { freshRandom } from '../primitives/fresh-random.js';

/**
 * The value of a refresh token, 60 bytes as 80 base64url characters: the family's id and the generation, masked by
 * the random part that follows, and a tag.
 *
 * The tag lets the server recognise any token that it once issued, although the database knows only the current one
 * and its predecessor: that is how the reuse of a long rotated token is told from a guess, and why nobody who only
 * knows a family's id can make the server revoke it.
 */
export interface RefreshTokenValue {
  readonly family: Buffer;
  readonly generation: number;
  /** SHA-256 of the whole value, 32 bytes. */
  readonly digest: Buffer;
}

const ID_BYTES = 16;
const HEAD_BYTES = ID_BYTES + 4;
const RANDOM_BYTES = 24;
const TAG_BYTES = 16;

/** @param key 32 bytes, derived from the master key for this purpose alone */
export function mintRefreshToken(
  key: Buffer,
  family: Buffer,
  generation: number,
): { value: string; digest: Buffer } {
  const head = Buffer.concat([family, Buffer.alloc(4)]);
  head.writeUInt32BE(generation, ID_BYTES);
  const random = freshRandom(RANDOM_BYTES);
  const body = Buffer.concat([masked(head, random), random]);
  const value = Buffer.concat([body, tagOf(key, body)]).toString('base64url');
  return { value, digest: sha256(value) };
}

/** Reads a presented value; undefined unless this server issued it. */
export function readRefreshToken(key: Buffer, value: string): RefreshTokenValue | undefined {
  if (!/^[A-Za-z0-9_-]{80}$/.test(value)) return undefined;
  const bytes = Buffer.from(value, 'base64url');
  const body = bytes.subarray(0, HEAD_BYTES + RANDOM_BYTES);
  if (!sameDigest(bytes.subarray(-TAG_BYTES), tagOf(key, body))) return undefined;
  const head = masked(body.subarray(0, HEAD_BYTES), body.subarray(HEAD_BYTES));
  return {
    family: head.subarray(0, ID_BYTES),
    generation: head.readUInt32BE(ID_BYTES),
    digest: sha256(value),
  };
}

function tagOf(key: Buffer, body: Buffer): Buffer {
  return createHmac('sha256', key).update(body).digest().subarray(0, TAG_BYTES);
}

/** Exclusive or; its own inverse. */
function masked(head: Buffer, random: Buffer): Buffer {
  return Buffer.from(head.map((byte, i) => byte ^ random[i]!));
}
