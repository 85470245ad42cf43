import { Injectable } from '@nestjs/common';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { mintHandle } from '../primitives/handle.js';
import { Database } from '../storage/database.js';
import { AuthorizationCode } from './authorization-code.entity.js';
import { Authorization } from './authorization.entity.js';
import { toAuthorization, type Permission } from './permission.js';

/** What a user allowed, and what the authorization request ties its code to. */
export interface CodePermission extends Permission {
  readonly redirectUri: string;
  readonly codeChallenge: string | null;
  readonly nonce: string | null;
  /** Thumbprint of the key that the redemption must prove; null for any or none (RFC 9449 section 10). */
  readonly dpopJkt: string | null;
}

/** Writes down what a user allowed, with the code that stands for it. */
@Injectable()
export class CodeIssuer {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  /** Uses a code up without issuing anything for it. */
  async burn(code: AuthorizationCode): Promise<void> {
    await this.database.update(
      AuthorizationCode,
      { id: code.id, consumedAt: null },
      { consumedAt: this.clock.now() },
    );
  }

  /** @returns the authorization code; both rows have been committed */
  async issue(permission: CodePermission): Promise<string> {
    const now = this.clock.now();
    const { value, id, digest } = mintHandle(now);
    const { lifetimes } = this.options;
    await Promise.all([
      this.database.insert(Authorization, toAuthorization(permission, id, now, lifetimes)),
      this.database.insert(AuthorizationCode, {
        id,
        digest,
        redirectUri: permission.redirectUri,
        codeChallenge: permission.codeChallenge,
        nonce: permission.nonce,
        dpopJkt: permission.dpopJkt,
        expiresAt: now + lifetimes.code * 1000,
        consumedAt: null,
      }),
    ]);
    return value;
  }
}
