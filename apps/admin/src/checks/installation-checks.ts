import { Injectable } from '@nestjs/common';
import { atMost, Database, SigningKey } from '@portcullis/oauth';
import { CheckCircumstances } from './circumstances.js';
import { Finding } from './finding.entity.js';
import { Findings } from './findings.js';
import type { CheckedKey } from './rule.js';
import { checkInstallation, silentRules } from './rules.js';

/** Looks at what belongs to no client: scopes, keys, configuration. */
@Injectable()
export class InstallationChecks {
  constructor(
    private readonly database: Database,
    private readonly circumstances: CheckCircumstances,
    private readonly findings: Findings,
  ) {}

  /** @param usedScopes the scopes of all clients */
  async check(usedScopes: ReadonlySet<string>): Promise<void> {
    const circumstances = await this.circumstances.now();
    const keys = await this.signingKeys(circumstances.now);
    const found = checkInstallation(keys, usedScopes, circumstances).map((problem) => ({
      ...problem,
      clientId: null,
      version: 0,
    }));
    const stored = await this.database.findMany(Finding, { clientId: null });
    await this.findings.replace(stored, found, silentRules(circumstances));
  }

  /** The newest key of each algorithm that is due: the one that signs. */
  private async signingKeys(now: number): Promise<CheckedKey[]> {
    const due = await this.database.findMany(
      SigningKey,
      { activatesAt: atMost(now) },
      { orderBy: 'sequence' },
    );
    return [...new Map(due.map((key) => [key.alg, key])).values()];
  }
}
