import { Injectable } from '@nestjs/common';
import type { Client } from '../clients/client.entity.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { mintHandle } from '../primitives/handle.js';
import { Database } from '../storage/database.js';
import { AuthorizationCode } from './authorization-code.entity.js';
import { Authorization } from './authorization.entity.js';

export interface CodeGrant {
  readonly client: Client;
  readonly subject: string;
  readonly sessionId: Buffer;
  /** When the user proved who they are. Milliseconds since the epoch. */
  readonly authenticatedAt: number;
  readonly scopes: readonly string[];
  /** What the client asked for; the user may have allowed less. */
  readonly requestedScopes: readonly string[];
  readonly resources: readonly string[];
  readonly redirectUri: string;
  readonly codeChallenge: string | null;
  readonly nonce: string | null;
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
  async issue(grant: CodeGrant): Promise<string> {
    const now = this.clock.now();
    const { value, id, digest } = mintHandle(now);
    const { lifetimes } = this.options;
    const mayRefresh = mayBeRefreshed(grant);
    const longest = mayRefresh
      ? lifetimes.refreshAbsolute
      : lifetimes.code + (grant.client.accessTokenSeconds ?? lifetimes.accessToken);
    await Promise.all([
      this.database.insert(Authorization, {
        id,
        clientId: grant.client.clientId,
        subject: grant.subject,
        sessionId: grant.sessionId,
        scopes: [...grant.scopes],
        resources: [...grant.resources],
        mayRefresh,
        authenticatedAt: grant.authenticatedAt,
        createdAt: now,
        expiresAt: now + longest * 1000,
        revokedAt: null,
      }),
      this.database.insert(AuthorizationCode, {
        id,
        digest,
        redirectUri: grant.redirectUri,
        codeChallenge: grant.codeChallenge,
        nonce: grant.nonce,
        expiresAt: now + lifetimes.code * 1000,
        consumedAt: null,
      }),
    ]);
    return value;
  }
}

/**
 * Lasting access goes with the grant, unless it was asked for by name and the user said no (OpenID Connect Core
 * section 11).
 */
function mayBeRefreshed({ client, requestedScopes, scopes }: CodeGrant): boolean {
  const refused = requestedScopes.includes('offline_access') && !scopes.includes('offline_access');
  return client.grantTypes.includes('refresh_token') && !refused;
}
