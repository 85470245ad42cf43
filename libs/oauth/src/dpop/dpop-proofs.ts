import { Injectable } from '@nestjs/common';
import {
  InvalidDpopProof,
  readDpopHeader,
  verifyDpopProof,
  type DpopProof,
  type DpopRequest,
} from '@portcullis/bearer';
import { Advertises, type Advertiser } from '../wire/advertises.decorator.js';
import type { EndpointName } from '../wire/endpoint-names.js';
import { Endpoints } from '../wire/endpoints.js';
import { invalidDpopProof, invalidToken } from '../errors/catalogue.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock, toSeconds } from '../primitives/clock.js';
import { Replays } from '../replays/replays.js';
import { DPOP_ALGORITHMS } from './dpop-algorithms.js';
import { DpopNonces } from './dpop-nonces.js';

/** A request of either HTTP adapter that may carry a proof. */
export interface ProvingRequest extends DpopRequest {
  readonly method: string;
}

/** An access token that came with the proof. */
export interface BoundToken {
  readonly value: string;
  /** Thumbprint of the key it is bound to. */
  readonly jkt: string;
}

/** Seconds by which a client's clock may be ahead (policy P16). */
const AHEAD = 10;
/** A used proof is remembered for this long beyond its time, for processes whose clock is behind. Seconds. */
const MARGIN = 60;

/** Judges the proofs that reach this server (RFC 9449 section 4.3). */
@Advertises()
@Injectable()
export class DpopProofs implements Advertiser {
  constructor(
    private readonly replays: Replays,
    private readonly nonces: DpopNonces,
    private readonly endpoints: Endpoints,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  metadata(): Readonly<Record<string, unknown>> {
    return { dpop_signing_alg_values_supported: DPOP_ALGORITHMS };
  }

  /**
   * Uses up the proof of a request.
   *
   * @param endpoint the one that was called: `htu` must be its public address
   * @param token the access token that was presented, where one was
   * @returns the thumbprint of the key that was proven (RFC 7638), or null when the request has no proof
   * @throws invalid_dpop_proof for a proof that breaks a rule or was used before, use_dpop_nonce, invalid_token when
   *   the token is bound to another key
   */
  async verify(request: ProvingRequest, endpoint: EndpointName, token?: BoundToken): Promise<string | null> {
    const proof = await this.read(request, endpoint, token);
    if (!proof) return null;
    if (token && token.jkt !== proof.jkt) throw invalidToken.because('bound to another key');
    this.nonces.check(proof.nonce);
    await this.claim(proof);
    return proof.jkt;
  }

  /** For the answer to a request whose proof was good. */
  nonceHeaders(): Record<string, string> {
    return this.nonces.headers();
  }

  private async read(
    request: ProvingRequest,
    endpoint: EndpointName,
    token: BoundToken | undefined,
  ): Promise<DpopProof | undefined> {
    try {
      const header = readDpopHeader(request);
      if (header === undefined) return undefined;
      return await verifyDpopProof(header, {
        method: request.method,
        url: this.endpoints.url(endpoint),
        ...(token && { accessToken: token.value }),
        algorithms: DPOP_ALGORITHMS,
        now: toSeconds(this.clock.now()),
        maxAgeSeconds: this.options.dpop.proofSeconds,
        aheadSeconds: AHEAD,
      });
    } catch (error) {
      throw error instanceof InvalidDpopProof ? invalidDpopProof.because('%s', error.detail) : error;
    }
  }

  /** One use on whichever process it arrives (section 11.1). Last, so that only good proofs leave a row. */
  private async claim({ jkt, jti, issuedAt }: DpopProof): Promise<void> {
    const expiresAt = Math.ceil(issuedAt + this.options.dpop.proofSeconds + MARGIN) * 1000;
    if (!(await this.replays.claim(['DPoP proof', jkt], jti, expiresAt))) {
      throw invalidDpopProof.because('the jti was used before');
    }
  }
}
