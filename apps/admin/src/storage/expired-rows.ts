import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, Database, atMost } from '@portcullis/oauth';
import { AdminSession } from '../session/admin-session.entity.js';
import { PendingSignIn } from '../sign-in/pending-sign-in.entity.js';

/** How often expired rows are looked for. Milliseconds. */
const EVERY = 60_000;

/** Rows a single DELETE may take: short enough that nothing else waits noticeably. */
const BATCH = 500;
const BATCHES_PER_RUN = 100;

/** Deletes ended sessions and abandoned sign-ins, so that opening the sign-in address again and again fills nothing. */
@Injectable()
export class ExpiredRows implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ExpiredRows.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tick(), EVERY).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async delete(): Promise<void> {
    const past = atMost(this.clock.now());
    await inBatches(() =>
      this.database.deleteSome(AdminSession, { idleExpiresAt: past }, 'idleExpiresAt', BATCH),
    );
    await inBatches(() => this.database.deleteSome(PendingSignIn, { expiresAt: past }, 'expiresAt', BATCH));
  }

  private async tick(): Promise<void> {
    try {
      await this.delete();
    } catch (error) {
      this.logger.warn(`Expired rows are left for later: ${(error as Error).message}`);
    }
  }
}

async function inBatches(deleteBatch: () => Promise<number>): Promise<void> {
  for (let batch = 0; batch < BATCHES_PER_RUN; batch++) {
    if ((await deleteBatch()) < BATCH) return;
  }
}
