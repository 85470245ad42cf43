import { freshRandom } from './fresh-random.js';
import { sha256 } from './digest.js';
import { timeOrderedId } from './id.js';

/**
 * A value that only its holder knows: a code, an opaque access token, a session or interaction id.
 *
 * 48 bytes: a 16-byte time-ordered id and a 32-byte random secret. The id is the row's primary key, so looking a
 * handle up needs no index on random bytes; the row holds only the SHA-256 of the whole value. In the text the id is
 * masked by the secret, so values issued one after another show no order.
 */
export interface Handle {
  /** What the holder gets: 64 base64url characters. Never stored. */
  readonly value: string;
  /** Primary key, 16 bytes. */
  readonly id: Buffer;
  /** SHA-256 of `value`, 32 bytes. */
  readonly digest: Buffer;
}

const ID_BYTES = 16;
const SECRET_BYTES = 32;

/**
 * @param now milliseconds since the epoch
 * @param id of a row that exists already and gets another value
 */
export function mintHandle(now: number, id: Buffer = timeOrderedId(now)): Handle {
  const secret = freshRandom(SECRET_BYTES);
  const value = Buffer.concat([masked(id, secret), secret]).toString('base64url');
  return { value, id, digest: sha256(value) };
}

/** Reads a presented value; undefined when it is not in the one canonical form that `mintHandle` writes. */
export function readHandle(value: string): { id: Buffer; digest: Buffer } | undefined {
  if (!/^[A-Za-z0-9_-]{64}$/.test(value)) return undefined;
  const bytes = Buffer.from(value, 'base64url');
  return { id: masked(bytes.subarray(0, ID_BYTES), bytes.subarray(ID_BYTES)), digest: sha256(value) };
}

/** Exclusive or with the first bytes of the secret; its own inverse. */
function masked(id: Buffer, secret: Buffer): Buffer {
  const out = Buffer.allocUnsafe(ID_BYTES);
  for (let i = 0; i < ID_BYTES; i++) out[i] = id[i]! ^ secret[i]!;
  return out;
}
