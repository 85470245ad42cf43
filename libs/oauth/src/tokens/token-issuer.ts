import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { isPublic, type SigningAlgorithm } from '../clients/client.entity.js';
import { invalidGrant } from '../errors/catalogue.js';
import { KeyRing } from '../keys/key-ring.js';
import { signJwt } from '../keys/jwt-signer.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { mintHandle, readHandle } from '../primitives/handle.js';
import { idToText, timeOrderedId } from '../primitives/id.js';
import { deriveKey } from '../primitives/seal.js';
import { above, below, increment } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { DuplicateKey } from '../storage/storage-error.js';
import type { EntityClass } from '../storage/table.js';
import { UsageCounters } from '../usage/usage-counters.js';
import { AccessToken } from './access-token.entity.js';
import { accessTokenRow } from './access-token-row.js';
import type { Approval, Consumption, OneTimeCode } from './approval.js';
import { AuthorizationCode } from './authorization-code.entity.js';
import { openAnswer, sealAnswer, type KeptAnswer } from './kept-answer.js';
import { mintRefreshToken, readRefreshToken, type RefreshTokenValue } from './refresh-token-value.js';
import { RefreshToken } from './refresh-token.entity.js';
import { REMEMBERED_ROTATIONS } from './rotation.js';
import {
  accessTokenClaims,
  accessTokenLifetime,
  hasIdToken,
  idTokenClaims,
  type KeyedApproval,
} from './token-claims.js';
import type { TokenSet } from './token-set.js';

/** The tokens of one approval, and the row by which an opaque access token is known. */
interface Minted {
  readonly tokens: TokenSet;
  readonly row: AccessToken | null;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
}

/** A claim can be lost only to a request that is ahead; after this many there is something else wrong. */
const ATTEMPTS = 3;

/**
 * The one place that mints tokens. One conditional statement decides every one-time value, and no transaction spans several.
 *
 * A code is claimed before anything is written for it: a crash in between leaves a burnt code and no token. A refresh
 * token is claimed by the same UPDATE that installs its successor and keeps the answer: a crash before it leaves the
 * presented token usable, a crash after it lets the client fetch the answer again (ADR 0003). The row of its access
 * token is written at the same time where the answer is kept, because whoever fetches that writes it if it is missing;
 * and before the claim where it is not.
 */
@Injectable()
export class TokenIssuer {
  private readonly refreshKey: Buffer;

  constructor(
    private readonly database: Database,
    private readonly keys: KeyRing,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
    private readonly usage: UsageCounters,
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
   * @param dpopJkt thumbprint of the key that the request proved: access tokens are bound to it, and so is the refresh
   *   token of a public client (RFC 9449 section 5). Null without a proof
   */
  async issue(approve: () => Promise<Approval>, dpopJkt: string | null): Promise<TokenSet> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const approval = { ...(await approve()), dpopJkt };
      const tokens = await this.fulfil(approval);
      if (tokens) {
        await this.note(approval);
        return tokens;
      }
    }
    throw invalidGrant.because('lost the claim %d times', ATTEMPTS);
  }

  /** Before the answer leaves: what cannot be written down does not happen for the client either. */
  private async note({ audit, client, subject }: Approval): Promise<void> {
    if (audit) await this.audit.record(audit.event, { clientId: client.clientId, subject, data: audit.data });
  }

  /** @returns undefined when another request won the claim */
  private async fulfil(approval: KeyedApproval): Promise<TokenSet | undefined> {
    const consumes = approval.consumes;
    switch (consumes?.kind) {
      case undefined:
        return this.store(await this.mint(approval));
      case 'authorization_code':
        return this.redeem(approval, consumes.code, AuthorizationCode);
      case 'one_time_code':
        return this.redeem(approval, consumes.code, consumes.table);
      case 'refresh_token':
        return this.rotate(approval, consumes);
      case 'refresh_token_kept':
        return this.keep(approval, consumes);
      case 'refresh_token_repeat':
        return this.repeat(approval, consumes);
      case 'claim':
        // Nothing but true: the result of an UPDATE that changed no row would pass for it otherwise.
        return (await consumes.claim()) === true ? this.store(await this.mint(approval)) : undefined;
    }
  }

  private async redeem(
    approval: KeyedApproval,
    code: OneTimeCode,
    table: EntityClass<OneTimeCode>,
  ): Promise<TokenSet | undefined> {
    const now = this.clock.now();
    const first = approval.authorization?.mayRefresh ? mintRefreshToken(this.refreshKey, code.id, 1) : null;
    const claimed = await this.database.update(
      table,
      { id: code.id, consumedAt: null, expiresAt: above(now) },
      { consumedAt: now },
    );
    if (claimed !== 1) return undefined;
    const [tokens] = await Promise.all([
      this.mint(approval, first?.value).then((minted) => this.store(minted)),
      first && this.database.insert(RefreshToken, this.newFamily(approval, code.id, first.digest)),
    ]);
    return tokens;
  }

  private newFamily(approval: KeyedApproval, id: Buffer, digest: Buffer): RefreshToken {
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
      dpopJkt: isPublic(approval.client) ? approval.dpopJkt : null,
      idleExpiresAt: Math.min(expiresAt, this.idleEnd(approval)),
      expiresAt,
    };
  }

  /** Until when a refresh token of now may lie unused. Milliseconds since the epoch. */
  private idleEnd({ client }: Approval): number {
    const seconds = client.refreshTokenSeconds ?? this.options.lifetimes.refreshIdle;
    return this.clock.now() + seconds * 1000;
  }

  /** One UPDATE retires the presented token, installs its successor and keeps the answer for a lost response. */
  private async rotate(
    approval: KeyedApproval,
    { token, presented }: Extract<Consumption, { kind: 'refresh_token' }>,
  ): Promise<TokenSet | undefined> {
    const now = this.clock.now();
    const generation = token.generation + 1;
    const successor = mintRefreshToken(this.refreshKey, token.id, generation);
    const minted = await this.mint(approval, successor.value);
    const { issuedAt, row } = minted;
    const { audience } = approval;
    const { graceSeconds } = this.options.refresh;
    const isKept = graceSeconds > 0;
    if (!isKept) await this.store(minted);
    const claim = this.database.swap(RefreshToken, {
      key: token.id,
      property: 'digest',
      from: token.digest,
      changes: {
        generation,
        digest: successor.digest,
        previousDigest: token.digest,
        rotations: [...token.rotations, now].slice(-REMEMBERED_ROTATIONS),
        answer: isKept ? sealAnswer(presented, { ...minted.tokens, issuedAt, audience }) : null,
        repeats: 0,
        answerUntil: isKept ? now + graceSeconds * 1000 : null,
        // A public client that comes to show a key is held to it from then on.
        dpopJkt: token.dpopJkt ?? (isPublic(approval.client) ? approval.dpopJkt : null),
        idleExpiresAt: Math.min(token.expiresAt, this.idleEnd(approval)),
      },
    });
    const [claimed] = await Promise.all([claim, isKept && this.storeOnce(row)]);
    return claimed ? minted.tokens : undefined;
  }

  /** The presented token stays what it is; only its idle time begins anew. */
  private async keep(
    approval: KeyedApproval,
    { token, presented }: Extract<Consumption, { kind: 'refresh_token_kept' }>,
  ): Promise<TokenSet | undefined> {
    const kept = await this.database.update(
      RefreshToken,
      { id: token.id, digest: token.digest },
      { idleExpiresAt: Math.min(token.expiresAt, this.idleEnd(approval)) },
    );
    return kept === 1 ? this.store(await this.mint(approval, presented)) : undefined;
  }

  /**
   * The stored answer, opened with the token it was sealed under. Counted, so that it cannot be fetched for ever; only
   * for whoever proves the key that it is bound to, because it would be of no use to another.
   */
  private async repeat(
    approval: KeyedApproval,
    { token, presented }: Extract<Consumption, { kind: 'refresh_token_repeat' }>,
  ): Promise<TokenSet | undefined> {
    if (!token.answer) throw invalidGrant.because('the answer of the last rotation is gone');
    const answer = openAnswer(presented, token.answer);
    // An answer from before tokens were bound does not say.
    if ((answer.dpopJkt ?? null) !== approval.dpopJkt)
      throw invalidGrant.because('the answer is bound to another key');
    const counted = await this.database.update(
      RefreshToken,
      { id: token.id, digest: token.digest, repeats: below(this.options.refresh.graceRepeats) },
      { repeats: increment() },
    );
    if (counted !== 1) {
      if (token.repeats >= this.options.refresh.graceRepeats) throw invalidGrant.because('too many repeats');
      return undefined;
    }
    await this.restore(approval, answer);
    return answer;
  }

  /** Writes what the first request for this answer could not, because storage failed it or the process ended. */
  private async restore(approval: KeyedApproval, answer: KeptAnswer): Promise<void> {
    const { accessToken, scopes, audience, issuedAt, expiresIn } = answer;
    const handle = readHandle(accessToken);
    // An older version wrote the row first, and kept nothing of it.
    if (!handle || !audience) return;
    const asIssued = { ...approval, scopes, audience };
    await this.storeOnce(accessTokenRow(asIssued, handle, issuedAt, expiresIn));
  }

  /** Nothing is written yet. */
  private async mint(approval: KeyedApproval, refreshToken: string | null = null): Promise<Minted> {
    // A token for nobody in particular would be taken by everybody (RFC 9068 section 3, policy P14).
    if (approval.audience.length === 0)
      throw new Error('A grant approved an access token without an audience.');
    const issuedAt = this.clock.now();
    const expiresIn = accessTokenLifetime(approval, issuedAt, this.options);
    const isJwt = approval.client.accessTokenFormat === 'jwt';
    const handle = isJwt ? null : mintHandle(issuedAt);
    const accessToken = handle?.value ?? (await this.jwt(approval, issuedAt, expiresIn));
    const idToken = hasIdToken(approval) ? await this.idToken(approval, issuedAt, accessToken) : null;
    const { scopes, dpopJkt, issuedTokenType = null } = approval;
    const tokens = { accessToken, expiresIn, scopes, refreshToken, idToken, dpopJkt, issuedTokenType };
    return { tokens, issuedAt, row: handle && accessTokenRow(approval, handle, issuedAt, expiresIn) };
  }

  private async store({ tokens, row }: Minted): Promise<TokenSet> {
    if (row) await this.database.insert(AccessToken, row);
    return tokens;
  }

  /** Where two requests may write the row of one token. */
  private async storeOnce(row: AccessToken | null): Promise<void> {
    try {
      if (row) await this.database.insert(AccessToken, row);
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
    }
  }

  private jwt(approval: KeyedApproval, issuedAt: number, expiresIn: number): Promise<string> {
    const issuance = { issuedAt, expiresIn, jti: idToText(timeOrderedId(issuedAt)) };
    const claims = accessTokenClaims(approval, issuance, this.options);
    return this.sign(approval.client.accessTokenAlg, 'at+jwt', claims);
  }

  private idToken(approval: Approval, issuedAt: number, accessToken: string): Promise<string> {
    const claims = idTokenClaims(approval, issuedAt, accessToken, this.options);
    return this.sign(approval.client.idTokenAlg, 'JWT', claims);
  }

  private sign(alg: SigningAlgorithm, typ: string, claims: object): Promise<string> {
    const key = this.keys.current(alg);
    this.usage.count('signatures', key.kid);
    return signJwt(key, typ, claims);
  }
}
