import { Injectable } from '@nestjs/common';
import { AccountStore, isInForce } from '../accounts/account-store.js';
import { standsBehind } from '../clients/client.entity.js';
import { Clients } from '../clients/clients.js';
import { JwtReader } from '../keys/jwt-reader.js';
import { Clock, toSeconds } from '../primitives/clock.js';
import { sameDigest } from '../primitives/digest.js';
import { readHandle } from '../primitives/handle.js';
import { idFromText, idToText, timeOfId } from '../primitives/id.js';
import { Database } from '../storage/database.js';
import { DuplicateKey } from '../storage/storage-error.js';
import { AccessToken, type ActingParty, type ExchangedToken } from './access-token.entity.js';
import type { ActiveToken } from './active-token.js';
import { Authorization } from './authorization.entity.js';

/** What was issued, not revoked and has not expired; whether it is still good for anything, others decide. */
export type IssuedToken = Omit<ActiveToken, 'account'>;

/** Reads access tokens, of either format, with everything that could have ended them. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly database: Database,
    private readonly jwts: JwtReader,
    private readonly clients: Clients,
    private readonly accounts: AccountStore,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the token, or null when it is unknown, expired, revoked, or its authorization, client or user is no more
   * @throws temporarily_unavailable when storage cannot tell: never "inactive" by default
   */
  async read(value: string): Promise<ActiveToken | null> {
    const token = await this.find(value);
    if (!token || token.authorization?.revokedAt) return null;
    if (!(await this.stands(token))) return null;
    if (!(await this.originsStand(token))) return null;
    if (token.authorization === null) return { ...token, account: null };
    const account = await this.accounts.find(token.subject);
    return isInForce(account, token.authorization.authenticatedAt) ? { ...token, account } : null;
  }

  /**
   * The token itself, even if its client or user is disabled: they may be enabled again.
   *
   * @returns null when it is unknown, expired or revoked
   */
  find(value: string): Promise<IssuedToken | null> {
    return value.includes('.') ? this.findJwt(value) : this.findOpaque(value);
  }

  /** True for a token that was genuine and whose time is over: for the older dialect, which tells it apart. */
  async hasExpired(value: string): Promise<boolean> {
    if (value.includes('.')) {
      const exp = this.jwts.read(value, 'at+jwt', true)?.['exp'];
      return typeof exp === 'number' && exp <= toSeconds(this.clock.now());
    }
    const handle = readHandle(value);
    if (!handle) return false;
    const row = await this.database.find(AccessToken, { id: handle.id });
    if (!row?.digest || !sameDigest(row.digest, handle.digest)) return false;
    return row.expiresAt <= this.clock.now();
  }

  /** Ends one access token before its time. */
  async revoke(token: IssuedToken): Promise<void> {
    const revokedAt = this.clock.now();
    if (token.format === 'opaque') {
      await this.database.update(AccessToken, { id: token.id, revokedAt: null }, { revokedAt });
      return;
    }
    try {
      await this.database.insert(AccessToken, {
        id: token.id,
        authorizationId: token.authorization?.id ?? null,
        clientId: token.clientId,
        subject: token.subject,
        scopes: [...token.scopes],
        audience: [...token.audience],
        dpopJkt: token.dpopJkt,
        act: token.act,
        ...(token.exchangedFrom.length > 0 && { exchangedFrom: [...token.exchangedFrom] }),
        issuedAt: token.issuedAt * 1000,
        expiresAt: token.expiresAt * 1000,
        revokedAt,
      });
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
    }
  }

  private async stands({ clientId, issuedAt }: Pick<IssuedToken, 'clientId' | 'issuedAt'>): Promise<boolean> {
    const client = await this.clients.findEnabled(clientId);
    return client !== null && standsBehind(client, issuedAt);
  }

  /**
   * What was exchanged for tokens ends when one of them or of their clients does; it outlives none. A JWT that was not
   * revoked has no row.
   */
  private async originsStand({ exchangedFrom }: IssuedToken): Promise<boolean> {
    if (exchangedFrom.length === 0) return true;
    const origins = exchangedFrom.map(({ jti, client_id: clientId }) => {
      const id = idFromText(jti)!;
      return { id, clientId, issuedAt: toSeconds(timeOfId(id)) };
    });
    const [rows, standing] = await Promise.all([
      this.database.findMany(AccessToken, { id: origins.map(({ id }) => id) }),
      Promise.all(origins.map((origin) => this.stands(origin))),
    ]);
    return standing.every(Boolean) && rows.every(({ revokedAt }) => revokedAt === null);
  }

  private async findOpaque(value: string): Promise<IssuedToken | null> {
    const handle = readHandle(value);
    const found =
      handle &&
      (await this.database.findWith(AccessToken, { id: handle.id }, Authorization, 'authorizationId'));
    if (!found) return null;
    const [row, authorization] = found;
    if (row.digest === null || !sameDigest(row.digest, handle.digest)) return null;
    if (row.revokedAt !== null || row.expiresAt <= this.clock.now()) return null;
    // The authorization outlives its tokens; where it has gone, so has the permission.
    if (row.authorizationId !== null && authorization === null) return null;
    return {
      id: row.id,
      format: 'opaque',
      jti: idToText(row.id),
      clientId: row.clientId,
      subject: row.subject,
      scopes: row.scopes,
      audience: row.audience,
      issuedAt: toSeconds(row.issuedAt),
      expiresAt: toSeconds(row.expiresAt),
      authorization,
      dpopJkt: row.dpopJkt,
      act: row.act,
      exchangedFrom: row.exchangedFrom,
    };
  }

  private async findJwt(value: string): Promise<IssuedToken | null> {
    const claims = this.jwts.read(value, 'at+jwt');
    const id = claims && idFromText(String(claims['jti']));
    if (!claims || !id) return null;
    const grant = claims['grant_id'] === undefined ? null : idFromText(String(claims['grant_id']));
    const [revocation, authorization] = await Promise.all([
      this.database.find(AccessToken, { id }),
      grant ? this.database.find(Authorization, { id: grant }) : null,
    ]);
    if (revocation || (grant !== null && authorization === null)) return null;
    return {
      id,
      format: 'jwt',
      jti: String(claims['jti']),
      clientId: String(claims['client_id']),
      subject: String(claims['sub']),
      scopes: String(claims['scope'] ?? '')
        .split(' ')
        .filter(Boolean),
      audience: [claims['aud']].flat().map(String),
      issuedAt: Number(claims['iat']),
      expiresAt: Number(claims['exp']),
      authorization,
      dpopJkt: (claims['cnf'] as { jkt?: string } | undefined)?.jkt ?? null,
      act: (claims['act'] as ActingParty | undefined) ?? null,
      exchangedFrom: (claims['exchanged_from'] as ExchangedToken[] | undefined) ?? [],
    };
  }
}
