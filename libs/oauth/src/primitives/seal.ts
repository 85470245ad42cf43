import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * A 32-byte key for one purpose (HKDF-SHA256, RFC 5869).
 *
 * @param master the master key as the host wrote it, or any secret of at least 128 bits
 * @param label names the purpose; different labels give unrelated keys
 */
export function deriveKey(master: string | Buffer, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', `portcullis ${label}`, 32));
}

/** Encrypts with AES-256-GCM: nonce, ciphertext and tag in one buffer. */
export function seal(key: Buffer, plain: Buffer | string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/**
 * A value on its way through somebody's browser: nothing of it can be read or edited there.
 *
 * @param until when it is good no more; milliseconds since the epoch
 * @returns base64url
 */
export function sealForBrowser(key: Buffer, value: unknown, until: number): string {
  return seal(key, JSON.stringify({ value, until })).toString('base64url');
}

/** @returns null for what was not sealed with this key, was changed, or is too old */
export function openFromBrowser<T>(key: Buffer, sealed: string | undefined, now: number): T | null {
  try {
    const text = open(key, Buffer.from(sealed ?? '', 'base64url')).toString();
    const { value, until } = JSON.parse(text) as { value: T; until: number };
    return until > now ? value : null;
  } catch {
    return null;
  }
}

/** Decrypts what `seal` wrote. Throws when the key is another or a byte was changed. */
export function open(key: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}
