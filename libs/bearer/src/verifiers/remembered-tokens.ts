import { hash } from 'node:crypto';
import type { AccessToken } from '../access-token.js';

interface Entry {
  readonly token: AccessToken;
  readonly until: number;
}

/** SHA-256 of a presented token: what is remembered must not be usable as a token by who reads our memory. */
export function tokenDigest(presented: string): string {
  return hash('sha256', presented, 'base64url');
}

/** Verified tokens by digest; the longest unused goes first when the limit is reached. */
export class RememberedTokens {
  private readonly entries = new Map<string, Entry>();

  /** @param limit number of tokens */
  constructor(private readonly limit: number) {}

  /** @param now milliseconds since 1970 */
  recall(digest: string, now: number): AccessToken | undefined {
    const entry = this.entries.get(digest);
    if (!entry) return undefined;
    this.entries.delete(digest);
    if (entry.until <= now) return undefined;
    this.entries.set(digest, entry);
    return entry.token;
  }

  /** @param until milliseconds since 1970 */
  remember(digest: string, token: AccessToken, until: number): void {
    if (this.limit === 0) return;
    if (this.entries.size >= this.limit) this.entries.delete(this.entries.keys().next().value!);
    this.entries.set(digest, { token, until });
  }

  forgetAll(): void {
    this.entries.clear();
  }

  get size(): number {
    return this.entries.size;
  }
}
