import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import { ClientSecret } from './client-secret.entity.js';

/** "Last used" is exact to this. Milliseconds. */
const PRECISION = 60_000;
const WRITE_AFTER = 1_000;

/** Gathers when secrets were last used and writes it a moment later: worth knowing, not worth a write per request. */
@Injectable()
export class SecretUsage implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Portcullis');
  private pending = new Map<string, number>();
  private readonly written = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  note(secret: ClientSecret): void {
    const now = this.clock.now();
    const last = this.written.get(secret.id) ?? secret.lastUsedAt ?? 0;
    if (now - last < PRECISION) return;
    this.written.set(secret.id, now);
    this.pending.set(secret.id, now);
    this.timer ??= setTimeout(() => void this.write(), WRITE_AFTER).unref();
  }

  /** Before, because TypeORM closes its connections in the phase that follows. */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.write();
  }

  private async write(): Promise<void> {
    const uses = this.pending;
    this.pending = new Map();
    this.timer = undefined;
    for (const [id, lastUsedAt] of uses) {
      try {
        await this.database.update(ClientSecret, { id }, { lastUsedAt });
      } catch (error) {
        this.logger.warn(`The last use of a secret was not noted: ${(error as Error).message}`);
      }
    }
  }
}
