import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuditLog } from '../audit/audit-log.js';
import { withPatience } from '../outgoing/with-patience.js';
import { Mailer, type Mail } from './mailer.js';

/** What a mail is about, for the log. */
export type MailKind =
  'password_reset' | 'password_changed' | 'second_factor_added' | 'second_factor_removed';

export interface Letter {
  readonly mail: Mail;
  /** Whom it concerns: what the log names in place of the address. */
  readonly subject: string;
}

interface Errand {
  readonly kind: MailKind;
  readonly prepare: () => Promise<Letter | null>;
}

const CONCURRENCY = 2;
/** What comes after these is dropped: a mail server that hangs must not fill the memory. */
const MAX_WAITING = 100;
const ATTEMPTS = 3;
/**
 * Before each errand. It keeps what the outbox does far below what pages do, so that the time of an answer says
 * nothing about the errand of the one before. Milliseconds.
 */
const REST = 100;
/** From the first attempt to the second; three times as long before the third. Milliseconds. */
const FIRST_PAUSE = 1_000;
/** For a port that does not end by itself. Milliseconds. */
const PATIENCE = 20_000;
/** What shutting down waits for. Milliseconds. */
const GRACE = 3_000;

/**
 * Mails on their way out. They leave after the answer and never in a request, so that no mail server can hold a user
 * up, and no answer tells by its time whether a mail was sent. What waits here is lost when the process dies: users
 * ask again (ADR 0016).
 */
@Injectable()
export class Outbox implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Portcullis');
  private readonly waiting: Errand[] = [];
  private readonly workers = new Set<Promise<void>>();
  private working = 0;
  private readonly closing = new AbortController();
  private isOverflowing = false;

  constructor(
    // Null where the host named no way for mails.
    @Inject(Mailer) private readonly mailer: Mailer | null,
    private readonly audit: AuditLog,
  ) {}

  /** Can mails be sent at all? */
  get isOpen(): boolean {
    return this.mailer !== null;
  }

  /**
   * Takes an errand on; nobody learns when and how it ends. To be called once the answer has been sent.
   *
   * @param prepare runs when its turn comes: does what the mail depends on and returns it, or null when there is
   *   nobody to write to
   */
  add(kind: MailKind, prepare: () => Promise<Letter | null>): void {
    if (this.mailer === null) return;
    const isFull = this.waiting.length >= MAX_WAITING;
    if (isFull || this.closing.signal.aborted) {
      const reason = isFull ? 'too many are waiting' : 'the server is shutting down';
      // One for all that follow, or a flood of mails would become a flood of events.
      if (!this.isOverflowing) void this.giveUp(kind, null, reason);
      this.isOverflowing = true;
      return;
    }
    this.isOverflowing = false;
    this.waiting.push({ kind, prepare });
    if (this.working >= CONCURRENCY) return;
    this.working++;
    const worker = this.work(this.mailer).finally(() => this.workers.delete(worker));
    this.workers.add(worker);
  }

  /** Before, because TypeORM closes its connections in the phase that follows. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closing.abort();
    const grace = new AbortController();
    const idle = Promise.all(this.workers).then(() => grace.abort());
    await Promise.race([idle, sleep(GRACE, undefined, { signal: grace.signal }).catch(() => undefined)]);
    const lost = this.waiting.splice(0).length + this.workers.size;
    if (lost > 0) this.logger.warn(`Mails that were not sent before the server ended: ${lost}`);
  }

  private async work(mailer: Mailer): Promise<void> {
    for (;;) {
      await this.pause(REST);
      const errand = this.waiting.shift();
      // Counted at once, or an errand that comes at this very moment would wait for nobody.
      if (!errand) return void this.working--;
      await this.run(errand, mailer);
    }
  }

  private async run({ kind, prepare }: Errand, mailer: Mailer): Promise<void> {
    let letter: Letter | null;
    try {
      letter = await withPatience(prepare(), PATIENCE);
    } catch (error) {
      return this.giveUp(kind, null, (error as Error).message);
    }
    if (!letter) return;
    for (let attempt = 1; ; attempt++) {
      try {
        return await withPatience(mailer.send(letter.mail), PATIENCE);
      } catch (error) {
        const isLast = attempt >= ATTEMPTS || isFinal(error) || this.closing.signal.aborted;
        if (isLast) return this.giveUp(kind, letter.subject, reasonOf(error, letter.mail), attempt);
        await this.pause(FIRST_PAUSE * 3 ** (attempt - 1));
      }
    }
  }

  /** A quarter more or less, so that what failed together is not tried together; not at all on the way out. */
  private async pause(milliseconds: number): Promise<void> {
    const { signal } = this.closing;
    await sleep(milliseconds * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }

  private async giveUp(kind: MailKind, subject: string | null, reason: string, attempts = 0): Promise<void> {
    this.logger.warn(`A mail (${kind}) was not sent: ${reason}`);
    const data = { kind, attempts, reason };
    await this.audit.record('mail.failed', { subject, data }).catch(() => undefined);
  }
}

function isFinal(error: unknown): boolean {
  return ((error as { responseCode?: number } | null)?.responseCode ?? 0) >= 500;
}

/** Mail servers like to repeat the address. */
function reasonOf(error: unknown, { to }: Mail): string {
  const message = error instanceof Error ? error.message : String(error);
  const address = new RegExp(to.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
  return message.replace(address, 'the address').slice(0, 300);
}
