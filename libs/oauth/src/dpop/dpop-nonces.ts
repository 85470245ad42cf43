import { Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { useDpopNonce } from '../errors/catalogue.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock, toSeconds } from '../primitives/clock.js';
import { sameDigest } from '../primitives/digest.js';
import { deriveKey } from '../primitives/seal.js';

const NONCE_BYTES = 16;

/**
 * Nonces that show a proof to be fresh, whatever the client's clock says (RFC 9449 section 8). Nothing is stored: a
 * nonce is the tag of the time span in which it was given out, under a key that all processes derive from the same
 * master key, so each takes the nonces of the others.
 */
@Injectable()
export class DpopNonces {
  private readonly key: Buffer;

  constructor(
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {
    this.key = deriveKey(options.masterKey, 'dpop nonce');
  }

  /** For an answer to a request with a proof: the nonce for the next one, where one is asked for (section 8.2). */
  headers(): Record<string, string> {
    return this.options.dpop.nonce === 'required' ? { 'DPoP-Nonce': this.at(this.span) } : {};
  }

  /** @throws use_dpop_nonce for a proof without a recent nonce, with one that is */
  check(nonce: string | undefined): void {
    if (this.options.dpop.nonce === 'never' || (nonce !== undefined && this.isRecent(nonce))) return;
    throw useDpopNonce.with(this.headers());
  }

  /** Of this span or of the one before; the one after is that of a process whose clock is ahead. */
  private isRecent(nonce: string): boolean {
    return [this.span, this.span - 1, this.span + 1].some((span) =>
      sameDigest(Buffer.from(this.at(span)), Buffer.from(nonce)),
    );
  }

  private get span(): number {
    return Math.floor(toSeconds(this.clock.now()) / this.options.dpop.nonceSeconds);
  }

  private at(span: number): string {
    const tag = createHmac('sha256', this.key).update(String(span)).digest();
    return tag.subarray(0, NONCE_BYTES).toString('base64url');
  }
}
