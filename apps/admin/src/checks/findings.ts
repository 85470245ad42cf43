import { Injectable } from '@nestjs/common';
import { Clock, Database, type Rows } from '@portcullis/oauth';
import { findingId } from './finding-id.js';
import { Finding } from './finding.entity.js';
import { MutedCheck } from './muted-check.entity.js';
import { SEVERITIES, type Problem, type RuleName } from './rule.js';

/** A problem with what is stored beside it. */
export interface Found extends Problem {
  readonly clientId: string | null;
  /** Of the client; 0 without one. */
  readonly version: number;
}

/** Rows of one statement. */
const BATCH = 200;

/** Brings the stored findings to what was found now. */
@Injectable()
export class Findings {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * @param stored what is stored about the objects that were looked at
   * @param found everything that is wrong with them now
   * @param silent rules that could not be judged: what they found before stays
   * @returns true when anything was written
   */
  async replace(
    stored: readonly Finding[],
    found: readonly Found[],
    silent: ReadonlySet<RuleName>,
  ): Promise<boolean> {
    const before = new Map(stored.map((finding) => [finding.id, finding]));
    const mutes = await this.mutesOf(found.map(findingId));
    const now = this.clock.now();
    const after = found.map((problem) => toFinding(problem, mutes, before, now));
    const kept = new Set(after.map(({ id }) => id));
    const gone = stored.filter(({ id, rule }) => !kept.has(id) && !silent.has(rule)).map(({ id }) => id);
    const changed = after.filter((finding) => !isSame(before.get(finding.id), finding));
    if (gone.length === 0 && changed.length === 0) return false;
    await this.database.unit(async (rows) => {
      for (const ids of batches(gone)) await rows.delete(Finding, { id: ids });
      for (const findings of batches(changed)) await rows.upsert(Finding, findings);
    });
    return true;
  }

  /** A client that was removed: neither its findings nor what was said about them are of use to anybody. */
  async forgetClients(clientIds: readonly string[], rows: Rows = this.database): Promise<void> {
    for (const ids of batches(clientIds)) {
      await rows.delete(Finding, { clientId: ids });
      await rows.delete(MutedCheck, { clientId: ids });
    }
  }

  private async mutesOf(ids: readonly string[]): Promise<ReadonlyMap<string, MutedCheck>> {
    const mutes = new Map<string, MutedCheck>();
    for (const some of batches(ids)) {
      for (const mute of await this.database.findMany(MutedCheck, { id: some })) mutes.set(mute.id, mute);
    }
    return mutes;
  }
}

function toFinding(
  problem: Found,
  mutes: ReadonlyMap<string, MutedCheck>,
  before: ReadonlyMap<string, Finding>,
  now: number,
): Finding {
  const id = findingId(problem);
  const severity = SEVERITIES.indexOf(problem.severity) + 1;
  const mute = mutes.get(id);
  return {
    id,
    rule: problem.rule,
    severity,
    objectKind: problem.object.kind,
    objectId: problem.object.id,
    objectName: problem.object.name,
    clientId: problem.clientId,
    version: problem.version,
    details: problem.details,
    fix: problem.fix,
    muted: mute !== undefined && mute.severity >= severity,
    foundAt: before.get(id)?.foundAt ?? now,
  };
}

function isSame(before: Finding | undefined, after: Finding): boolean {
  return before !== undefined && JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
}

function sorted(finding: Finding): [string, unknown][] {
  return Object.entries(finding).sort(([a], [b]) => (a < b ? -1 : 1));
}

function batches<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / BATCH);
  return Array.from({ length: count }, (_, i) => all.slice(i * BATCH, (i + 1) * BATCH));
}
