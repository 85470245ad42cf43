import { Injectable } from '@nestjs/common';
import { above, Client, ClientSecret, Database } from '@portcullis/oauth';
import { AdminSettings } from '../settings.js';
import { CheckCircumstances } from './circumstances.js';
import { Finding } from './finding.entity.js';
import { Findings, type Found } from './findings.js';
import type { CheckedClient, Circumstances } from './rule.js';
import { checkClient, silentRules } from './rules.js';

/** Clients that were edited again while they were looked at are looked at again, so often. */
const ATTEMPTS = 3;

/** Looks at clients and keeps what is wrong with them. */
@Injectable()
export class ClientChecks {
  constructor(
    private readonly database: Database,
    private readonly circumstances: CheckCircumstances,
    private readonly findings: Findings,
    private readonly settings: AdminSettings,
  ) {}

  /** Looks at these clients; at one that is gone by forgetting what was found. */
  async check(clientIds: readonly string[]): Promise<void> {
    let rest = clientIds;
    for (let attempt = 0; attempt < ATTEMPTS && rest.length > 0; attempt++) {
      const clients = await this.database.findMany(Client, { clientId: rest });
      const stored = await this.database.findMany(Finding, { clientId: rest });
      // What was written may have been true a moment ago only: nothing to write any more is the proof that it is.
      rest = (await this.judge(clients, stored)) ? rest : [];
      const known = new Set(clients.map(({ clientId }) => clientId));
      await this.findings.forgetClients(clientIds.filter((clientId) => !known.has(clientId)));
    }
  }

  /**
   * Looks at the clients that follow one, in the order of their ids, and forgets what is stored about others between them.
   *
   * @param after '' for the first ones
   * @returns the clients that were looked at; fewer than `limit` at the end
   */
  async checkBatch(after: string, limit: number): Promise<Client[]> {
    const clients = await this.database.findMany(
      Client,
      { clientId: above(after) },
      { orderBy: 'clientId', limit },
    );
    const last = clients.length < limit ? undefined : clients.at(-1)!.clientId;
    const stored = await this.storedBetween(after, last);
    if (await this.judge(clients, stored)) {
      // Somebody may have edited one meanwhile, and looked at it before this batch was written.
      await this.check(clients.map(({ clientId }) => clientId));
    }
    const known = new Set(clients.map(({ clientId }) => clientId));
    const gone = new Set(stored.map(({ clientId }) => clientId!).filter((clientId) => !known.has(clientId)));
    await this.findings.forgetClients([...gone]);
    return clients;
  }

  /** What is wrong with a client at this moment, stored or not. */
  async problemsOf(client: Client): Promise<Found[]> {
    const secrets = await this.database.findMany(ClientSecret, { clientId: client.clientId });
    return this.found({ client, secrets }, await this.circumstances.now());
  }

  private async judge(clients: readonly Client[], stored: readonly Finding[]): Promise<boolean> {
    const ids = clients.map(({ clientId }) => clientId);
    const secrets = await this.database.findMany(ClientSecret, { clientId: ids });
    const byClient = new Map(ids.map((clientId): [string, ClientSecret[]] => [clientId, []]));
    for (const secret of secrets) byClient.get(secret.clientId)?.push(secret);
    const circumstances = await this.circumstances.now();
    const found = clients.flatMap((client) =>
      this.found({ client, secrets: byClient.get(client.clientId) ?? [] }, circumstances),
    );
    return this.findings.replace(stored, found, silentRules(circumstances));
  }

  private found(subject: CheckedClient, circumstances: Circumstances): Found[] {
    const { clientId, version } = subject.client;
    // This app's own registration cannot be edited here, so there is nothing that a click could put right.
    const isOwn = clientId === this.settings.clientId;
    return checkClient(subject, circumstances).map((problem) => ({
      ...problem,
      fix: isOwn ? null : problem.fix,
      clientId,
      version,
    }));
  }

  private storedBetween(after: string, last: string | undefined): Promise<Finding[]> {
    return this.database.run((manager) => {
      const query = manager
        .createQueryBuilder(Finding, 'finding')
        .where('finding.clientId > :after', { after: Buffer.from(after) });
      if (last !== undefined) query.andWhere('finding.clientId <= :last', { last: Buffer.from(last) });
      return query.getMany();
    });
  }
}
