import { Injectable } from '@nestjs/common';
import { invalidClient } from '../errors/catalogue.js';
import { Clock } from '../primitives/clock.js';
import { sameDigest, sha256 } from '../primitives/digest.js';
import type { ClientSecret } from './client-secret.entity.js';
import type { RegisteredClient } from './clients.js';
import { SecretUsage } from './secret-usage.js';

/** Compares a presented secret with those of a client. */
@Injectable()
export class ClientSecrets {
  constructor(
    private readonly usage: SecretUsage,
    private readonly clock: Clock,
  ) {}

  /**
   * @param registered null when there is nobody to compare with
   * @throws invalid_client
   */
  check(registered: RegisteredClient | null, presented: string): void {
    // Hashed whether or not the client exists, so that the two answers take the same time.
    const digest = sha256(presented);
    const secret = registered?.secrets.find(
      (candidate) => this.isLive(candidate) && sameDigest(candidate.digest, digest),
    );
    if (!secret) throw invalidClient.because('wrong secret');
    this.usage.note(secret);
  }

  private isLive(secret: ClientSecret): boolean {
    return secret.disabledAt === null && (secret.expiresAt === null || secret.expiresAt > this.clock.now());
  }
}
