import { Injectable } from '@nestjs/common';
import { languageFor } from '../pages/messages/pick-language.js';
import type { LanguageWish } from '../pages/page-sender.js';
import type { PageRequest } from '../sessions/browser.js';
import { queryOf } from '../wire/form.js';
import type { Interaction } from './interaction.entity.js';
import { Interactions } from './interactions.js';

/** Keeps the language that a user chooses on one of our pages for all that follow on the way. */
@Injectable()
export class InteractionLanguages {
  constructor(private readonly interactions: Interactions) {}

  /** @param request whose query may choose a language: that is remembered with the interaction */
  async of(interaction: Interaction, request: PageRequest): Promise<LanguageWish> {
    const { uiLocales } = interaction.request;
    const now = languageFor(queryOf(request.url).values['lang'] ?? '');
    if (now === null || now === interaction.language) return { chosen: interaction.language, uiLocales };
    await this.interactions.note(interaction, { language: now });
    return { chosen: now, uiLocales };
  }
}
