import { Injectable, Optional } from '@nestjs/common';
import { PASSWORD, type Account } from '../accounts/account-store.js';
import { InteractionLinks } from '../interaction/interaction-links.js';
import { clientIdOf, type Interaction } from '../interaction/interaction.entity.js';
import { Interactions } from '../interaction/interactions.js';
import { InteractionGone } from '../pages/interaction-gone.js';
import { browserCookieOf, setBrowserCookie, type PageRequest } from '../sessions/browser.js';
import { Sessions } from '../sessions/sessions.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { FurtherFactor } from './further-factor.js';

/** Somebody who proves who they are, on the way of one interaction. */
export interface Proof {
  /** Its `keep` says whether the user asked to stay signed in. */
  readonly interaction: Interaction;
  /** As the browser carries it. */
  readonly id: string;
  /** With the `authentication` that has been proven. */
  readonly account: Account;
  /** When the check of the first credential began. Milliseconds since the epoch. */
  readonly begunAt: number;
}

/** Turns a proof into a session, once nothing is missing: the only way into one. */
@Injectable()
export class SignInCompletion {
  constructor(
    private readonly interactions: Interactions,
    private readonly sessions: Sessions,
    private readonly links: InteractionLinks,
    @Optional() private readonly furtherFactor?: FurtherFactor,
  ) {}

  /** The password was right: goes on to what else is asked for, or to where the request came from. */
  async afterPassword(
    proof: Proof,
    request: PageRequest & SourceRequest,
    response: WireResponse,
  ): Promise<void> {
    const { interaction, id, account, begunAt } = proof;
    const page = (await this.furtherFactor?.pageFor(account)) ?? null;
    if (page === null) return this.finish(proof, request, response);
    const { keep } = interaction;
    const { amr } = account.authentication ?? PASSWORD;
    const proven = {
      ...{ provenSubject: account.subject, provenAt: begunAt, provenAmr: [...amr] },
      ...{ keep, failure: null },
    };
    await this.interactions.note(interaction, proven);
    redirect(response, this.links.to(page, id));
  }

  /**
   * Nothing is missing any more.
   *
   * @param next where the browser goes instead of back to where the request came from
   * @throws InteractionGone when the interaction has led to a session before: of several proofs at once one counts
   */
  async finish(
    { interaction, id, account, begunAt }: Proof,
    request: PageRequest & SourceRequest,
    response: WireResponse,
    next: string = this.links.resume(interaction, id),
  ): Promise<void> {
    const former = browserCookieOf(request);
    const clientId = clientIdOf(interaction);
    if (former === undefined) throw new InteractionGone('other-browser', clientId);
    const circumstances = {
      authenticatedAt: begunAt,
      keep: interaction.keep,
      userAgent: request.headers['user-agent'] ?? null,
      source: sourceOf(request),
      clientId,
    };
    const following = await this.interactions.following(former, interaction);
    const cookie = await this.sessions.start(account, circumstances, former, following);
    setBrowserCookie(response, cookie);
    redirect(response, next);
  }
}
