import { Injectable } from '@nestjs/common';
import { InteractionLanguages } from '../interaction/interaction-languages.js';
import { InteractionGone } from '../pages/interaction-gone.js';
import type { Interaction } from '../interaction/interaction.entity.js';
import { Interactions } from '../interaction/interactions.js';
import { ResolvedOptions } from '../oauth.options.js';
import type { LanguageWish } from '../pages/page-sender.js';
import { appendCookie, browserCookieOf, type PageRequest } from '../sessions/browser.js';
import { hostCookie, readCookie } from '../wire/cookies.js';
import type { WireResponse } from '../wire/send.js';

/** The link in a mail leads back to this browser, or to another one, which has no such cookie. */
const COOKIE = '__Host-portcullis-way-back';

/** Where somebody was when they noticed that their password is lost. */
export interface Waiting {
  readonly interaction: Interaction;
  /** As the browser carries it. */
  readonly id: string;
}

/** Finds the request again on whose way a password was forgotten, while it waits in this browser. */
@Injectable()
export class WayBack {
  constructor(
    private readonly interactions: Interactions,
    private readonly languages: InteractionLanguages,
    private readonly options: ResolvedOptions,
  ) {}

  /** @returns null unless it is pending and belongs to this browser */
  async find(id: string | undefined, request: PageRequest): Promise<Waiting | null> {
    if (!id) return null;
    try {
      return { id, interaction: await this.interactions.load(id, browserCookieOf(request)) };
    } catch (error) {
      if (error instanceof InteractionGone) return null;
      throw error;
    }
  }

  /** The id stays in the browser, which has it already: in a mail it would have no business. */
  remember({ id }: Waiting, response: WireResponse): void {
    appendCookie(response, hostCookie(COOKIE, id, this.options.lifetimes.interaction));
  }

  /** The language of a page on that way. */
  async languageFor(waiting: Waiting | null, request: PageRequest): Promise<LanguageWish | null> {
    return waiting && this.languages.of(waiting.interaction, request);
  }

  recall(request: PageRequest): Promise<Waiting | null> {
    return this.find(readCookie(request.headers.cookie, COOKIE), request);
  }
}
