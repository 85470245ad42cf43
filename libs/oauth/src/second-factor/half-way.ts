import { Injectable } from '@nestjs/common';
import {
  AccountStore,
  isInForce,
  multiFactor,
  type Account,
  type FactorMethod,
} from '../accounts/account-store.js';
import { AuditLog } from '../audit/audit-log.js';
import type { Client } from '../clients/client.entity.js';
import { InteractionGone } from '../pages/interaction-gone.js';
import { InteractionLinks } from '../interaction/interaction-links.js';
import { clientIdOf, Interaction } from '../interaction/interaction.entity.js';
import { WaitingClients } from '../interaction/waiting-clients.js';
import { Interactions } from '../interaction/interactions.js';
import { browserCookieOf, type PageRequest } from '../sessions/browser.js';
import { SignInCompletion } from '../sign-in/sign-in-completion.js';
import { Database } from '../storage/database.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';

/** Somebody whose password was right and whose second factor is missing. To everybody else they are nobody. */
export interface HalfWay {
  readonly interaction: Interaction;
  /** As the browser carries it. */
  readonly id: string;
  readonly account: Account;
  /** Null on the way to a page of our own. */
  readonly client: Client | null;
  /** When the check of the password began. Milliseconds since the epoch. */
  readonly provenAt: number;
}

/** Browsers between a right password and a session. */
@Injectable()
export class HalfWaySignIns {
  constructor(
    private readonly interactions: Interactions,
    private readonly accounts: AccountStore,
    private readonly waitingClients: WaitingClients,
    private readonly completion: SignInCompletion,
    private readonly links: InteractionLinks,
    private readonly audit: AuditLog,
    private readonly database: Database,
  ) {}

  /**
   * Looks at the account anew each time: it may have been disabled, or its password changed, since the password was
   * right.
   *
   * @param id of the interaction, as the browser sent it
   * @returns null when the browser has been sent back to the sign-in page
   * @throws InteractionGone
   */
  async require(
    id: string | undefined,
    request: PageRequest,
    response: WireResponse,
  ): Promise<HalfWay | null> {
    const interaction = await this.interactions.load(id, browserCookieOf(request));
    const client = await this.waitingClients.of(interaction);
    const { provenSubject, provenAt } = interaction;
    if (provenSubject === null || provenAt === null) {
      redirect(response, this.links.page('sign-in', id!));
      return null;
    }
    const account = await this.accounts.find(provenSubject);
    if (isInForce(account, provenAt)) return { interaction, id: id!, account, client, provenAt };
    await this.forget(interaction);
    await this.interactions.note(interaction, { failure: 'credentials' });
    redirect(response, this.links.page('sign-in', id!));
    return null;
  }

  /** What the browser is told after a try that did not lead on. */
  async fail({ interaction }: HalfWay, failure: Interaction['failure']): Promise<void> {
    await this.interactions.note(interaction, { failure });
  }

  /** The user turns back: the client learns that nothing was allowed. */
  async cancel({ interaction, id }: HalfWay, response: WireResponse): Promise<void> {
    await this.forget(interaction);
    await this.interactions.decide(interaction, null, 'deny', []);
    redirect(response, this.links.resume(interaction, id));
  }

  /**
   * Nothing is missing any more: the browser gets its session. Once for each right password.
   *
   * @param next where the browser goes instead of back to where the request came from
   * @throws InteractionGone for everybody but the first
   */
  async finish(
    { interaction, id, account, provenAt }: HalfWay,
    method: FactorMethod,
    request: PageRequest & SourceRequest,
    response: WireResponse,
    next?: string,
  ): Promise<void> {
    const clientId = clientIdOf(interaction);
    if (!(await this.forget(interaction))) throw new InteractionGone('used', clientId);
    const { subject } = account;
    await this.audit.record('second_factor.used', {
      ...{ actor: subject, actorName: account.username, subject },
      ...{ clientId, source: sourceOf(request), data: { method } },
    });
    const authentication = multiFactor(interaction.provenAmr ?? [], method);
    const proof = { interaction, id, account: { ...account, authentication }, begunAt: provenAt };
    await this.completion.finish(proof, request, response, next);
  }

  /** The gate: what was proven with a password is used up by one request. */
  private async forget({ id, provenSubject, provenAt }: Interaction): Promise<boolean> {
    const where = { id, provenSubject, provenAt, completedAt: null };
    const changes = { provenSubject: null, provenAt: null, provenAmr: null };
    return (await this.database.update(Interaction, where, changes)) === 1;
  }
}
