import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import type { Client } from '../clients/client.entity.js';
import { Clients } from '../clients/clients.js';
import { Advertises, type Advertiser } from '../wire/advertises.decorator.js';
import { KeyRing } from '../keys/key-ring.js';
import { ResolvedOptions } from '../oauth.options.js';
import { OutgoingHttp } from '../outgoing/outgoing-http.js';
import { withPatience } from '../outgoing/with-patience.js';
import { Clock } from '../primitives/clock.js';
import { atMost } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { UsageCounters } from '../usage/usage-counters.js';
import { LogoutDelivery } from './logout-delivery.entity.js';
import { mintLogoutToken } from './logout-token.js';

/** How often every process looks for what another one has left. Milliseconds. */
const POLL = 5_000;
/** Sent at the same time, so that a client that hangs holds nobody else up. */
const BATCH = 50;
const BATCHES_PER_RUN = 100;
/** For a port that does not end by itself. Milliseconds. */
const PATIENCE = 5_000;
/** Nobody reads the answer; a client that sends a page instead has got the token all the same. Bytes. */
const MAX_ANSWER = 64 * 1024;
/** From the first attempt to the second; three times as long before each further one. Milliseconds. */
const FIRST_PAUSE = 15_000;

type Outcome =
  { readonly kind: 'delivered' } | { readonly kind: 'refused' | 'failed'; readonly reason: string };

/**
 * Tells clients that a session has ended (OpenID Connect Back-Channel Logout). What is owed is written down together
 * with the end of the session and sent in the background, by any process, so that no client can hold the user up and
 * no crash can swallow it.
 */
@Advertises()
export class LogoutDeliveries implements OnApplicationBootstrap, BeforeApplicationShutdown, Advertiser {
  private readonly logger = new Logger('Portcullis');
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private more = false;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly clients: Clients,
    private readonly keys: KeyRing,
    private readonly outgoing: OutgoingHttp,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
    private readonly usage: UsageCounters,
  ) {}

  metadata(): Readonly<Record<string, unknown>> {
    return { backchannel_logout_supported: true, backchannel_logout_session_supported: true };
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.wake(), POLL).unref();
  }

  /** Before, because TypeORM closes its connections in the phase that follows. What is not sent is another process's. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.idle();
  }

  /** Starts sending, unless this process is at it; nobody waits for it. */
  wake(): void {
    this.more = true;
    if (!this.stopped) this.working ??= this.work().finally(() => (this.working = undefined));
  }

  /** Resolves when what `wake` has started is over. */
  async idle(): Promise<void> {
    await this.working;
  }

  /**
   * Sends what is due, each once.
   *
   * @throws what storage threw; the rest was tried all the same
   */
  async run(): Promise<void> {
    for (let batch = 0; batch < BATCHES_PER_RUN && !this.stopped; batch++) {
      const where = { dueAt: atMost(this.clock.now()) };
      const due = await this.database.findMany(LogoutDelivery, where, { orderBy: 'dueAt', limit: BATCH });
      const results = await Promise.allSettled(due.map((delivery) => this.attempt(delivery)));
      for (const result of results) if (result.status === 'rejected') throw result.reason;
      if (due.length < BATCH) break;
    }
  }

  private async work(): Promise<void> {
    while (this.more && !this.stopped) {
      this.more = false;
      try {
        await this.run();
      } catch (error) {
        this.logger.warn(`Clients will be told later that a session has ended: ${(error as Error).message}`);
      }
    }
  }

  /** Claims it for one attempt by moving it on; when this process dies over it, another one takes its turn then. */
  private async attempt(delivery: LogoutDelivery): Promise<void> {
    const { id, clientId, dueAt } = delivery;
    const attempts = delivery.attempts + 1;
    const claimed = await this.database.update(
      LogoutDelivery,
      { id, dueAt, attempts: delivery.attempts },
      { attempts, dueAt: this.clock.now() + about(FIRST_PAUSE * 3 ** (attempts - 1)) },
    );
    if (claimed !== 1) return;
    const client = await this.clients.findEnabled(clientId);
    // Disabled, or no longer interested.
    if (!client || client.backchannelLogoutUri === null) return this.strike(delivery);
    const outcome = await this.send(delivery, client, client.backchannelLogoutUri);
    if (outcome.kind === 'delivered') return this.strike(delivery);
    if (outcome.kind === 'refused' || attempts >= this.options.backchannelLogout.attempts) {
      await this.giveUp(delivery, attempts, outcome.reason);
    } else {
      await this.spare(clientId);
    }
  }

  /** 400 is a final no (section 2.8); anything else but success may have passed by the next time. */
  private async send(delivery: LogoutDelivery, client: Client, url: string): Promise<Outcome> {
    const key = this.keys.current(client.idTokenAlg);
    this.usage.count('signatures', key.kid);
    const token = await mintLogoutToken(delivery, client, this.options.issuer, key, this.clock.now());
    const form = new URLSearchParams({ logout_token: token });
    try {
      const answer = this.outgoing.send(url, { form, maxBytes: MAX_ANSWER });
      const { status } = await withPatience(answer, PATIENCE);
      if (status === 200 || status === 204) return { kind: 'delivered' };
      return { kind: status === 400 ? 'refused' : 'failed', reason: `HTTP ${status}` };
    } catch (error) {
      return { kind: 'failed', reason: (error as Error).message };
    }
  }

  private async strike({ id }: LogoutDelivery): Promise<void> {
    await this.database.delete(LogoutDelivery, { id });
  }

  private async giveUp(delivery: LogoutDelivery, attempts: number, reason: string): Promise<void> {
    const { clientId, subject } = delivery;
    await this.audit.record('backchannel_logout.failed', { clientId, subject, data: { attempts, reason } });
    await this.strike(delivery);
  }

  /** A client that does not answer one does not answer many: what else is due for it waits, uncounted. */
  private async spare(clientId: string): Promise<void> {
    const now = this.clock.now();
    const where = { clientId, dueAt: atMost(now) };
    await this.database.update(LogoutDelivery, where, { dueAt: now + about(FIRST_PAUSE) });
  }
}

/** A quarter more or less, so that what failed together is not tried together. */
function about(milliseconds: number): number {
  return Math.round(milliseconds * (0.75 + Math.random() / 2));
}
