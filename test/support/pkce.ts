import { createHash, randomBytes } from 'node:crypto';

/** A fresh pair, as a client makes it (RFC 7636 section 4). */
export interface Pkce {
  readonly verifier: string;
  readonly challenge: string;
}

export function pkce(): Pkce {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}
