import { Injectable } from '@nestjs/common';
import { invalidClient } from '../errors/catalogue.js';
import { Clock } from '../primitives/clock.js';
import { sameDigest, sha256 } from '../primitives/digest.js';
import { BcryptSecrets, type PresentedSecret } from './bcrypt-secrets.js';
import type { ClientSecret } from './client-secret.entity.js';
import type { RegisteredClient } from './clients.js';
import { SecretUsage } from './secret-usage.js';

/** Compares a presented secret with those of a client. */
@Injectable()
export class ClientSecrets {
  constructor(
    private readonly usage: SecretUsage,
    private readonly clock: Clock,
    private readonly bcrypt: BcryptSecrets,
  ) {}

  /**
   * @param registered null when there is nobody to compare with
   * @throws invalid_client, 503, what `reserve` throws
   */
  async check(registered: RegisteredClient | null, presented: PresentedSecret): Promise<void> {
    // Hashed whether or not the client exists, so that the two answers take the same time.
    const digest = sha256(presented.secret);
    const live = registered?.secrets.filter((candidate) => this.isLive(candidate)) ?? [];
    const secret =
      live.find(({ bcrypt, digest: own }) => bcrypt === null && sameDigest(own, digest)) ??
      (await this.bcrypt.match(live, presented, digest));
    if (!secret) throw invalidClient.because('wrong secret');
    this.usage.note(secret);
  }

  private isLive(secret: ClientSecret): boolean {
    return secret.disabledAt === null && (secret.expiresAt === null || secret.expiresAt > this.clock.now());
  }
}
