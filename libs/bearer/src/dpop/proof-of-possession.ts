import { Injectable, Logger } from '@nestjs/common';
import type { AccessToken } from '../access-token.js';
import type { GuardedRequest } from '../challenges/exchange.js';
import type { TokenScheme } from '../challenges/read-access-token.js';
import {
  authorityUnavailable,
  invalidDpopProof,
  invalidToken,
  useDpopNonce,
} from '../challenges/refusals.js';
import { requestUrls } from '../resource/addresses.js';
import { ResolvedBearerOptions } from '../resolved-bearer.options.js';
import { DpopNonces } from './dpop-nonces.js';
import { InvalidDpopProof } from './invalid-dpop-proof.js';
import { type DpopProof, verifyDpopProof } from './proof.js';
import { readDpopHeader } from './read-dpop-header.js';
import { replayKey, ReplayStore } from './replay-store.js';

/** A token, how it came, and with what. */
export interface PresentedAccess {
  readonly scheme: TokenScheme;
  readonly token: string;
  readonly request: GuardedRequest;
}

/**
 * Proofs that were claimed, by the request that brought them. Two guards on one route ask twice, also those of two
 * modules with one store between them, and a request is no replay of itself.
 */
const claims = new WeakMap<object, Promise<boolean>>();

/** Decides whether the sender of a token is the one to whom it is bound (RFC 9449 section 7, RFC 8705 section 3). */
@Injectable()
export class ProofOfPossession {
  private readonly logger = new Logger('BearerModule');
  private failing = false;

  constructor(
    private readonly options: ResolvedBearerOptions,
    private readonly nonces: DpopNonces,
    private readonly replays: ReplayStore,
  ) {}

  /**
   * @param token verified
   * @throws BearerError 401 when the token is bound and nothing proves that it is the sender's, or came under a scheme
   *   that is not its own; 503 when it cannot be decided whether a proof is new
   */
  async check(token: AccessToken, presented: PresentedAccess): Promise<void> {
    if (presented.scheme === 'Bearer') return this.checkUnproven(token, presented.request);
    const thumbprint = thumbprintOf(token);
    // RFC 9449 section 7.1: the scheme promises a binding, so a token without one is not what the client believes.
    if (thumbprint === undefined) throw invalidToken('a token that is bound to no key came under DPoP');
    const proof = await this.proofFor(presented);
    if (proof.jkt !== thumbprint) throw invalidDpopProof('the token is bound to another key');
    if (this.nonces.required && !this.nonces.accepts(proof.nonce)) throw useDpopNonce();
    if (!(await this.claim(presented.request, proof))) throw invalidDpopProof('jti was used before');
  }

  /**
   * The same for a token that came under the scheme `Bearer`, at once: no proof is looked at.
   *
   * @throws BearerError 401
   */
  checkUnproven(token: AccessToken, request: GuardedRequest): void {
    // RFC 9449 section 7.2: a thief would leave the proof out.
    if (thumbprintOf(token) !== undefined)
      throw invalidToken('a token that is bound to a key came as Bearer');
    if (this.options.dpop?.required) throw invalidToken('only tokens that are bound to a key are accepted');
    if (request.headers.dpop !== undefined) {
      throw invalidToken('a proof came with a token that is bound to no key');
    }
  }

  private async proofFor({ request, token }: PresentedAccess): Promise<DpopProof> {
    const { dpop, baseUrls, clockToleranceSeconds } = this.options;
    // The guard reads no token under DPoP where it is switched off.
    if (!dpop) throw invalidToken('DPoP is switched off');
    try {
      const proof = readDpopHeader(request);
      if (proof === undefined) throw new InvalidDpopProof('there is no DPoP header');
      return await verifyDpopProof(proof, {
        method: request.method,
        url: requestUrls(baseUrls, request),
        accessToken: token,
        algorithms: dpop.algorithms,
        now: Date.now() / 1000,
        maxAgeSeconds: dpop.maxAgeSeconds,
        aheadSeconds: clockToleranceSeconds,
      });
    } catch (error) {
      throw error instanceof InvalidDpopProof ? invalidDpopProof(error.detail) : error;
    }
  }

  private claim(request: object, proof: DpopProof): Promise<boolean> {
    const known = claims.get(request);
    if (known) return known;
    const claim = this.claimOnce(proof);
    claims.set(request, claim);
    return claim;
  }

  private async claimOnce(proof: DpopProof): Promise<boolean> {
    // One second more than the proof is good for, because `iat` may be a fraction.
    const until = proof.issuedAt + this.options.dpop!.maxAgeSeconds + 1;
    try {
      const first = await this.replays.claim(replayKey(proof), until);
      if (this.failing) this.logger.log('Used proofs can be remembered again.');
      this.failing = false;
      return first;
    } catch (error) {
      if (!this.failing) this.logger.error(`Used proofs cannot be remembered: ${String(error)}`);
      this.failing = true;
      throw authorityUnavailable('it cannot be known whether the proof is new', error);
    }
  }
}

/**
 * The key to which a token is bound (RFC 7800, RFC 9449 section 6).
 *
 * @returns undefined for a token that is bound to none
 * @throws BearerError 401 for every binding but to a DPoP key: it cannot be checked here, so it does not hold
 */
function thumbprintOf(token: AccessToken): string | undefined {
  const cnf: unknown = token.cnf ?? token.claims['cnf'];
  if (cnf === undefined) return undefined;
  if (typeof cnf === 'object' && cnf !== null && Object.keys(cnf).length === 1) {
    const { jkt } = cnf as { jkt?: unknown };
    if (typeof jkt === 'string' && jkt !== '') return jkt;
  }
  throw invalidToken('the token is bound in a way that cannot be checked here');
}
