import { Injectable, Logger } from '@nestjs/common';
import {
  above,
  AuditChain,
  AuditLog,
  below,
  Clock,
  Database,
  DuplicateKey,
  type Actor,
} from '@portcullis/oauth';
import { ChainCheck } from './chain-check.entity.js';

/** The check of a long log takes minutes, so it runs by itself and its state stands in the database. */
const ROW = { id: 1 } as const;

/** How often its progress is written down. Milliseconds. */
const BEAT = 500;

/** Without a sign of life for so long, its process is taken for gone. Milliseconds. */
const DEAD = 30_000;

/** Checks the chain over the audit log, one check at a time whatever the number of processes. */
@Injectable()
export class ChainChecks {
  private readonly logger = new Logger(ChainChecks.name);

  constructor(
    private readonly database: Database,
    private readonly chain: AuditChain,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** The last check; null before the first one. */
  last(): Promise<ChainCheck | null> {
    return this.database.find(ChainCheck, ROW);
  }

  isRunning({ finishedAt, beatAt }: ChainCheck): boolean {
    return finishedAt === null && beatAt > this.clock.now() - DEAD;
  }

  /** Begins a check, unless one runs already. */
  async begin(actor: Actor): Promise<void> {
    if (await this.claim(actor)) void this.run(actor);
  }

  private async claim({ name }: Actor): Promise<boolean> {
    const now = this.clock.now();
    const fresh = {
      startedAt: now,
      startedBy: name,
      beatAt: now,
      seal: 0,
      seals: 0,
      finishedAt: null,
      report: null,
    };
    try {
      await this.database.insert(ChainCheck, { ...ROW, ...fresh });
      return true;
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
    }
    const finished = await this.database.update(ChainCheck, { ...ROW, finishedAt: above(0) }, fresh);
    if (finished === 1) return true;
    const dead = { ...ROW, finishedAt: null, beatAt: below(now - DEAD) };
    return (await this.database.update(ChainCheck, dead, fresh)) === 1;
  }

  private async run(actor: Actor): Promise<void> {
    let next = this.clock.now() + BEAT;
    try {
      const report = await this.chain.verify(async ({ seal, of }) => {
        if (this.clock.now() < next) return;
        next = this.clock.now() + BEAT;
        await this.database.update(ChainCheck, ROW, { beatAt: this.clock.now(), seal, seals: of });
      });
      const { upTo, intact, changed, missing, inserted, brokenSeals, isWhole } = report;
      const counts = { changed: changed.count, missing: missing.count, inserted: inserted.count };
      await this.audit.record(isWhole ? 'audit.verified' : 'audit.mismatched', {
        actor,
        data: { upTo, intact, ...counts, brokenSeals },
      });
      await this.finish({ seal: upTo, seals: upTo, report });
    } catch (error) {
      this.logger.error(`The check of the audit log broke off: ${String(error)}`);
      await this.finish({ report: null }).catch(() => undefined);
    }
  }

  private async finish(changes: Partial<Pick<ChainCheck, 'seal' | 'seals' | 'report'>>): Promise<void> {
    await this.database.update(ChainCheck, ROW, { ...changes, finishedAt: this.clock.now() });
  }
}
