import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { atMost, Clock, Database, DuplicateKey } from '@portcullis/oauth';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CheckScan } from './check-scan.entity.js';
import { ClientChecks } from './client-checks.js';
import { InstallationChecks } from './installation-checks.js';

/** How soon what time or another program has changed is noticed. Milliseconds. */
const EVERY = 60 * 60_000;
/** How often a process asks whether it is time. Milliseconds. */
const ASK = 15_000;
/** A process that has died holds the others up for at most this. Milliseconds. */
const LEASE = 60_000;
const BATCH = 500;
/** Between two batches other work has its turn. Milliseconds. */
const PAUSE = 10;
const NAME = 'checks';

export interface ScanState {
  readonly running: boolean;
  /** When everything was last looked at; null before the first time. Milliseconds since the epoch. */
  readonly finishedAt: number | null;
}

/**
 * Looks through everything once an hour and when somebody asks for it, for what changes by time alone or from outside.
 * One process does it at a time: the one whose conditional UPDATE got the lease.
 */
@Injectable()
export class CheckScans implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Checks');
  private readonly holder = randomBytes(16);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly clients: ClientChecks,
    private readonly installation: InstallationChecks,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.begin(), ASK).unref();
    this.begin();
  }

  /** Before, because TypeORM closes its connections in the phase that follows. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  async state(): Promise<ScanState> {
    const scan = await this.database.find(CheckScan, { name: NAME });
    const now = this.clock.now();
    return {
      running: !scan || scan.leasedUntil > now || scan.dueAt <= now,
      finishedAt: scan?.finishedAt ?? null,
    };
  }

  /** Everything is looked at again soon, by whichever process is free. */
  async request(): Promise<void> {
    await this.database.update(CheckScan, { name: NAME }, { dueAt: this.clock.now() });
    this.begin();
  }

  private begin(): void {
    if (this.stopped) return;
    this.running ??= this.scanWhenDue()
      .catch((error: Error) => this.logger.warn(`The checks were put off: ${error.message}`))
      .finally(() => (this.running = undefined));
  }

  private async scanWhenDue(): Promise<void> {
    if (!(await this.claim())) return;
    const usedScopes = new Set<string>();
    for (let after = ''; ; await sleep(PAUSE)) {
      const clients = await this.clients.checkBatch(after, BATCH);
      for (const { scopes } of clients) for (const scope of scopes) usedScopes.add(scope);
      if (clients.length < BATCH) break;
      after = clients.at(-1)!.clientId;
      if (this.stopped || !(await this.extend())) return this.release({});
    }
    await this.installation.check(usedScopes);
    const now = this.clock.now();
    await this.release({ dueAt: now + EVERY, finishedAt: now });
  }

  /** @returns true for the one process that is to scan now */
  private async claim(): Promise<boolean> {
    const now = this.clock.now();
    const due = { name: NAME, leasedUntil: atMost(now), dueAt: atMost(now) };
    const lease = { holder: this.holder, leasedUntil: now + LEASE };
    if ((await this.database.update(CheckScan, due, lease)) === 1) return true;
    if (await this.database.find(CheckScan, { name: NAME })) return false;
    try {
      await this.database.insert(CheckScan, { name: NAME, ...lease, dueAt: now, finishedAt: null });
      return true;
    } catch (error) {
      if (error instanceof DuplicateKey) return false;
      throw error;
    }
  }

  private async extend(): Promise<boolean> {
    const leasedUntil = this.clock.now() + LEASE;
    return (
      (await this.database.update(CheckScan, { name: NAME, holder: this.holder }, { leasedUntil })) === 1
    );
  }

  private async release(changes: { dueAt?: number; finishedAt?: number }): Promise<void> {
    const mine = { name: NAME, holder: this.holder };
    await this.database.update(CheckScan, mine, { holder: null, leasedUntil: 0, ...changes });
  }
}
