import { All, Controller, Get, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Endpoints } from '../wire/endpoints.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { InteractionGone } from '../pages/interaction-gone.js';
import { clientIdOf } from '../interaction/interaction.entity.js';
import { InteractionLinks } from '../interaction/interaction-links.js';
import { asksUser, Interactions } from '../interaction/interactions.js';
import { isOwnPageRequest } from '../interaction/own-page.request.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { browserCookieOf, refuseHead, type PageRequest } from '../sessions/browser.js';
import { Sessions } from '../sessions/sessions.js';
import { queryOf } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import { AccountFrames } from './account-frames.js';

/** Where a user begins, and where our pages return on the way to a page of a user about their own account. */
@Controller({ path: 'account', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class AccountController {
  constructor(
    private readonly interactions: Interactions,
    private readonly links: InteractionLinks,
    private readonly sessions: Sessions,
    private readonly endpoints: Endpoints,
    private readonly frames: AccountFrames,
  ) {}

  @Get()
  begin(@Res() response: WireResponse): void {
    redirect(response, this.frames.first);
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD' });
  }

  @Get('resume')
  async resume(@Req() request: PageRequest, @Res() response: WireResponse): Promise<void> {
    refuseHead(request, 'GET');
    const id = queryOf(request.url).values['interaction'];
    const cookie = browserCookieOf(request);
    const interaction = await this.interactions.load(id, cookie);
    const asked = interaction.request;
    if (!isOwnPageRequest(asked)) throw new InteractionGone('expired', clientIdOf(interaction));
    const signedIn = await this.sessions.find(cookie);
    const step = await this.interactions.nextStep(null, asked, signedIn, interaction);
    if (asksUser(step)) return redirect(response, this.links.page(step, id!));
    await this.interactions.complete(interaction);
    // Whoever cancelled goes where that leaves them: out, or to what they may see anyway.
    const cancelled = signedIn === null ? 'logout' : 'account';
    redirect(response, this.endpoints.path(step === 'nothing' ? asked.ownPage : cancelled));
  }

  @All('resume')
  otherMethodOfResume(): never {
    throw methodNotAllowed.with({ Allow: 'GET' });
  }
}
