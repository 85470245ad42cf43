import { Injectable } from '@nestjs/common';
import { invalidGrant } from '../errors/catalogue.js';
import { KeyRing } from '../keys/key-ring.js';
import { signJwt } from '../keys/jwt-signer.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock, toSeconds } from '../primitives/clock.js';
import { sha256 } from '../primitives/digest.js';
import { mintHandle } from '../primitives/handle.js';
import { idToText, timeOrderedId } from '../primitives/id.js';
import { deriveKey, open, seal } from '../primitives/seal.js';
import { above, below, increment } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { AccessToken } from './access-token.entity.js';
import type { Approval, Consumption } from './approval.js';
import { AuthorizationCode } from './authorization-code.entity.js';
import { mintRefreshToken, readRefreshToken, type RefreshTokenValue } from './refresh-token-value.js';
import { RefreshToken } from './refresh-token.entity.js';
import { REMEMBERED_ROTATIONS } from './rotation.js';
import type { TokenSet } from './token-set.js';

/** A claim can be lost only to a request that is ahead; after this many there is something else wrong. */
const ATTEMPTS = 3;

/**
 * The one place that mints tokens. One conditional statement decides every one-time value, and no transaction spans several.
 *
 * A code is claimed before anything is written for it: a crash in between leaves a burnt code and no token. A refresh
 * token is claimed last, by the same UPDATE that installs its successor and keeps the answer: a crash before it leaves
 * the presented token usable, a crash after it lets the client fetch the answer again (ADR 0003).
 */
@Injectable()
export class TokenIssuer {
  private readonly refreshKey: Buffer;

  constructor(
    private readonly database: Database,
    private readonly keys: KeyRing,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {
    this.refreshKey = deriveKey(options.masterKey, 'refresh token');
  }

  /** Reads a presented refresh token; undefined unless this server issued it. */
  recognise(presented: string): RefreshTokenValue | undefined {
    return readRefreshToken(this.refreshKey, presented);
  }

  /**
   * @param approve decides; it is asked again when another request claimed the one-time value first, so that it
   *   judges the row as that request left it
   */
  async issue(approve: () => Promise<Approval>): Promise<TokenSet> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const tokens = await this.fulfil(await approve());
      if (tokens) return tokens;
    }
    throw invalidGrant.because('lost the claim %d times', ATTEMPTS);
  }

  /** @returns undefined when another request won the claim */
  private async fulfil(approval: Approval): Promise<TokenSet | undefined> {
    const consumes = approval.consumes;
    switch (consumes?.kind) {
      case undefined:
        return this.mint(approval);
      case 'authorization_code':
        return this.redeem(approval, consumes.code);
      case 'refresh_token':
        return this.rotate(approval, consumes);
      case 'refresh_token_repeat':
        return this.repeat(consumes);
      case 'claim':
        // Nothing but true: the result of an UPDATE that changed no row would pass for it otherwise.
        return (await consumes.claim()) === true ? this.mint(approval) : undefined;
    }
  }

  private async redeem(approval: Approval, code: AuthorizationCode): Promise<TokenSet | undefined> {
    const now = this.clock.now();
    const first = approval.authorization?.mayRefresh ? mintRefreshToken(this.refreshKey, code.id, 1) : null;
    const claimed = await this.database.update(
      AuthorizationCode,
      { id: code.id, consumedAt: null, expiresAt: above(now) },
      { consumedAt: now },
    );
    if (claimed !== 1) return undefined;
    const [tokens] = await Promise.all([
      this.mint(approval, first?.value),
      first && this.database.insert(RefreshToken, this.newFamily(approval, code.id, first.digest)),
    ]);
    return tokens;
  }

  private newFamily(approval: Approval, id: Buffer, digest: Buffer): RefreshToken {
    const now = this.clock.now();
    const expiresAt = approval.authorization!.expiresAt;
    return {
      id,
      generation: 1,
      digest,
      previousDigest: null,
      rotations: [],
      answer: null,
      repeats: 0,
      answerUntil: null,
      idleExpiresAt: Math.min(expiresAt, now + this.options.lifetimes.refreshIdle * 1000),
      expiresAt,
    };
  }

  /** One UPDATE retires the presented token, installs its successor and keeps the answer for a lost response. */
  private async rotate(
    approval: Approval,
    { token, presented }: Extract<Consumption, { kind: 'refresh_token' }>,
  ): Promise<TokenSet | undefined> {
    const now = this.clock.now();
    const generation = token.generation + 1;
    const successor = mintRefreshToken(this.refreshKey, token.id, generation);
    const tokens = await this.mint(approval, successor.value);
    const { graceSeconds } = this.options.refresh;
    const claimed = await this.database.update(
      RefreshToken,
      { id: token.id, digest: token.digest },
      {
        generation,
        digest: successor.digest,
        previousDigest: token.digest,
        rotations: [...token.rotations, now].slice(-REMEMBERED_ROTATIONS),
        answer: graceSeconds > 0 ? seal(answerKey(presented), JSON.stringify(tokens)) : null,
        repeats: 0,
        answerUntil: graceSeconds > 0 ? now + graceSeconds * 1000 : null,
        idleExpiresAt: Math.min(token.expiresAt, now + this.options.lifetimes.refreshIdle * 1000),
      },
    );
    return claimed === 1 ? tokens : undefined;
  }

  /** The stored answer, opened with the token it was sealed under. Counted, so that it cannot be fetched for ever. */
  private async repeat({
    token,
    presented,
  }: Extract<Consumption, { kind: 'refresh_token_repeat' }>): Promise<TokenSet | undefined> {
    if (!token.answer) throw invalidGrant.because('the answer of the last rotation is gone');
    const counted = await this.database.update(
      RefreshToken,
      { id: token.id, digest: token.digest, repeats: below(this.options.refresh.graceRepeats) },
      { repeats: increment() },
    );
    if (counted !== 1) {
      if (token.repeats >= this.options.refresh.graceRepeats) throw invalidGrant.because('too many repeats');
      return undefined;
    }
    return JSON.parse(open(answerKey(presented), token.answer).toString()) as TokenSet;
  }

  private async mint(approval: Approval, refreshToken: string | null = null): Promise<TokenSet> {
    // A token for nobody in particular would be taken by everybody (RFC 9068 section 3, policy P14).
    if (approval.audience.length === 0)
      throw new Error('A grant approved an access token without an audience.');
    const issuedAt = this.clock.now();
    const expiresIn = approval.client.accessTokenSeconds ?? this.options.lifetimes.accessToken;
    const accessToken =
      approval.client.accessTokenFormat === 'jwt'
        ? this.jwt(approval, issuedAt, expiresIn)
        : await this.opaque(approval, issuedAt, expiresIn);
    const idToken =
      approval.authorization && approval.scopes.includes('openid')
        ? this.idToken(approval, issuedAt, accessToken)
        : null;
    return { accessToken, expiresIn, scopes: approval.scopes, refreshToken, idToken };
  }

  /** RFC 9068 section 2.2. `grant_id` ties the token to its authorization, so that revoking that one is enough. */
  private jwt(approval: Approval, issuedAt: number, expiresIn: number): string {
    const { client, subject, audience, scopes, authorization } = approval;
    const iat = toSeconds(issuedAt);
    return signJwt(this.keys.current(client.accessTokenAlg), 'at+jwt', {
      iss: this.options.issuer,
      sub: subject,
      aud: audience.length === 1 ? audience[0] : audience,
      client_id: client.clientId,
      scope: scopes.join(' '),
      iat,
      exp: iat + expiresIn,
      jti: idToText(timeOrderedId(issuedAt)),
      ...(authorization && {
        auth_time: toSeconds(authorization.authenticatedAt),
        grant_id: idToText(authorization.id),
      }),
    });
  }

  private async opaque(approval: Approval, issuedAt: number, expiresIn: number): Promise<string> {
    const { value, id, digest } = mintHandle(issuedAt);
    await this.database.insert(AccessToken, {
      id,
      digest,
      authorizationId: approval.authorization?.id ?? null,
      clientId: approval.client.clientId,
      subject: approval.subject,
      scopes: [...approval.scopes],
      audience: [...approval.audience],
      issuedAt,
      expiresAt: issuedAt + expiresIn * 1000,
      revokedAt: null,
    });
    return value;
  }

  /** OpenID Connect Core section 2; the user's claims are at the userinfo endpoint. */
  private idToken(approval: Approval, issuedAt: number, accessToken: string): string {
    const iat = toSeconds(issuedAt);
    return signJwt(this.keys.current(approval.client.idTokenAlg), 'JWT', {
      iss: this.options.issuer,
      sub: approval.subject,
      aud: approval.client.clientId,
      iat,
      exp: iat + this.options.lifetimes.idToken,
      auth_time: toSeconds(approval.authorization!.authenticatedAt),
      at_hash: sha256(accessToken).subarray(0, 16).toString('base64url'),
      ...(approval.nonce !== null && { nonce: approval.nonce }),
    });
  }
}

function answerKey(presented: string): Buffer {
  return deriveKey(presented, 'refresh answer');
}
