import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock, toSeconds } from '../primitives/clock.js';
import { KeyRing } from './key-ring.js';

const MAX_LENGTH = 16 * 1024;

export type JwtClaims = Readonly<Record<string, unknown>>;

/** Reads JWTs that this server signed. */
@Injectable()
export class JwtReader {
  constructor(
    private readonly jwt: JwtService,
    private readonly keys: KeyRing,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  /**
   * @param typ the type the token must have, so that an ID token never passes as an access token (RFC 8725
   *   section 3.11)
   * @param ignoreExpiration also reads a token whose time is over
   * @returns the claims, or null when it is not a valid token of ours
   */
  read(token: string, typ: string, ignoreExpiration = false): JwtClaims | null {
    if (token.length > MAX_LENGTH || !isCanonical(token)) return null;
    try {
      const header = this.jwt.decode<{ header: { kid?: string; typ?: string } } | null>(token, {
        complete: true,
      })?.header;
      const key = header?.kid === undefined || header.typ !== typ ? undefined : this.keys.find(header.kid);
      if (!key) return null;
      return this.jwt.verify<Record<string, unknown>>(token, {
        secret: key.publicPem,
        algorithms: [key.alg],
        issuer: this.options.issuer,
        clockTimestamp: toSeconds(this.clock.now()),
        ignoreExpiration,
      });
    } catch {
      return null;
    }
  }
}

/** Base64url has spare bits at its end: of the several spellings of one signature only the one we wrote counts. */
function isCanonical(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  return Buffer.from(signature, 'base64url').toString('base64url') === signature;
}
