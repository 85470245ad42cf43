import { Injectable } from '@nestjs/common';
import { Client, Clock, Database, UsageReport } from '@portcullis/oauth';
import { isoTime } from '../wire/iso-time.js';
import { USAGE_PERIODS, type UsagePeriod } from './usage.request.js';
import type { GrantUsageResponse, UsageResponse } from './usage.response.js';

/** Clients that are named; what is left is summed up. */
const MOST_CLIENTS = 50;
const HOUR = 3_600_000;

/** How many tokens were issued, to whom and by which grant. */
@Injectable()
export class TokenUsage {
  constructor(
    private readonly report: UsageReport,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async of(within: UsagePeriod, grantType?: string, clientId?: string): Promise<UsageResponse> {
    const since = this.since(within);
    const query = { since, grantType, clientId };
    const byGrant = toGrants(await this.report.tokensByGrant(query));
    const byClient = await this.report.tokensByClient(query, MOST_CLIENTS);
    const names = await this.namesOf(byClient.map(({ name }) => name));
    const total = byGrant.reduce((sum, { tokens }) => sum + tokens, 0);
    return {
      since: isoTime(since - (since % HOUR)),
      total,
      byGrant,
      byClient: byClient.map(({ name, count }) => ({
        clientId: name,
        name: names.get(name) ?? null,
        tokens: count,
      })),
      otherClients: total - byClient.reduce((sum, { count }) => sum + count, 0),
    };
  }

  async byGrant(within: UsagePeriod): Promise<GrantUsageResponse[]> {
    return toGrants(await this.report.tokensByGrant({ since: this.since(within) }));
  }

  private since(within: UsagePeriod): number {
    return this.clock.now() - USAGE_PERIODS[within];
  }

  private async namesOf(clientIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const clients = clientIds.length > 0 ? await this.database.findMany(Client, { clientId: clientIds }) : [];
    return new Map(clients.map(({ clientId, name }) => [clientId, name]));
  }
}

function toGrants(shares: readonly { name: string; count: number }[]): GrantUsageResponse[] {
  return shares.map(({ name, count }) => ({ grantType: name, tokens: count }));
}
