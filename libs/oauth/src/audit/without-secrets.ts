/** What stands in place of a value that was left out. */
export const REMOVED = '[removed]';

/** Last word of the name of something that nobody may read later. */
const SECRET_WORDS = new Set([
  'secret',
  'password',
  'passphrase',
  'token',
  'code',
  'digest',
  'hash',
  'verifier',
  'assertion',
  'cookie',
  'credential',
  'authorization',
  'otp',
  'pin',
]);

/** Private members of a JWK (RFC 7518 sections 6.2.2, 6.3.2, 6.4.1). */
const PRIVATE_JWK = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']);

/** A JWS or JWE in compact form, a client secret of ours, a PEM: whatever the name of the value is. */
const SECRET_VALUE = /\beyJ[\w-]{10,}\.[\w-]*\.[\w-]*|\bpcs_[\w-]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** An error code of OAuth is a `code` too (RFC 6749 section 4.1.2.1), and the id of an authorization is no header. */
const HARMLESS: Readonly<Record<string, RegExp>> = {
  code: /^[a-z]+(_[a-z]+)*$/,
  authorization: /^[0-9a-f]{32}$/,
};

const MAX_DEPTH = 12;

/**
 * What may be written down of the details of an event: everything but what looks like a secret. Callers leave secrets
 * out themselves; this is for the one that forgets.
 */
export function withoutSecrets(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return clean(data, 0) as Record<string, unknown>;
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return SECRET_VALUE.test(value) ? REMOVED : value;
  // Bytes are keys and digests.
  if (ArrayBuffer.isView(value)) return REMOVED;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return REMOVED;
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1));
  const isJwk = 'kty' in value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isSecret(key, inner) || (isJwk && PRIVATE_JWK.has(key)) ? REMOVED : clean(inner, depth + 1),
    ]),
  );
}

function isHarmless(key: string, value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => isHarmless(key.replace(/s$/, ''), item));
  return typeof value === 'string' && HARMLESS[key]?.test(value) === true;
}

function isSecret(key: string, value: unknown): boolean {
  // How many, whether, none: no secret.
  if (value === null || ['undefined', 'number', 'boolean'].includes(typeof value)) return false;
  if (isHarmless(key, value)) return false;
  const words = key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  const last = words.filter(Boolean).at(-1) ?? '';
  return (
    SECRET_WORDS.has(last) ||
    SECRET_WORDS.has(last.replace(/(e?s)$/, '')) ||
    SECRET_WORDS.has(last.replace(/s$/, ''))
  );
}
