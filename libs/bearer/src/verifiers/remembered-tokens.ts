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

/**
 * Verified tokens by digest. They are kept in two halves: when the newer one is full, the older one is dropped with all
 * that nobody asked for since. So what was used last stays, and a token that comes again and again costs one look-up;
 * a Map in order of use would be rewritten by every request.
 */
export class RememberedTokens {
  private readonly half: number;
  private newer = new Map<string, Entry>();
  private older = new Map<string, Entry>();

  /** @param limit number of tokens; at least the half of them that was used last is there */
  constructor(limit: number) {
    this.half = Math.ceil(limit / 2);
  }

  /** @param now milliseconds since 1970 */
  recall(digest: string, now: number): AccessToken | undefined {
    const recent = this.newer.get(digest);
    const entry = recent ?? this.older.get(digest);
    if (!entry) return undefined;
    if (entry.until <= now) {
      this.newer.delete(digest);
      this.older.delete(digest);
      return undefined;
    }
    if (!recent) this.keep(digest, entry);
    return entry.token;
  }

  /** @param until milliseconds since 1970 */
  remember(digest: string, token: AccessToken, until: number): void {
    if (this.half > 0) this.keep(digest, { token, until });
  }

  forgetAll(): void {
    this.newer.clear();
    this.older.clear();
  }

  get size(): number {
    return this.newer.size + this.older.size;
  }

  private keep(digest: string, entry: Entry): void {
    this.older.delete(digest);
    if (this.newer.size >= this.half) {
      this.older = this.newer;
      this.newer = new Map();
    }
    this.newer.set(digest, entry);
  }
}
