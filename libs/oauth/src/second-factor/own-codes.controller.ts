import { All, Controller, Get, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Endpoints } from '../wire/endpoints.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { AccountFrames } from '../my-account/account-frames.js';
import { AccountVisits } from '../my-account/account-visits.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageSender } from '../pages/page-sender.js';
import type { PageRequest } from '../sessions/browser.js';
import { queryOf } from '../wire/form.js';
import { redirect, type WireResponse } from '../wire/send.js';
import type { SourceRequest } from '../wire/source.js';
import { SealedLinks } from './sealed-links.js';

/** New recovery codes, shown to the browser they were made for and to no other. */
@Controller({ path: 'account/second_factor/recovery_codes', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class OwnCodesController {
  constructor(
    private readonly visits: AccountVisits,
    private readonly frames: AccountFrames,
    private readonly sealed: SealedLinks,
    private readonly pages: PageSender,
    private readonly endpoints: Endpoints,
  ) {}

  @Get()
  async show(@Req() request: PageRequest & SourceRequest, @Res() response: WireResponse): Promise<void> {
    const signedIn = await this.visits.require('account/second_factor', request, response);
    if (!signedIn) return;
    const shown = queryOf(request.url).values['codes'];
    const codes = this.sealed.open<readonly string[]>('recovery-codes', signedIn.session.id, shown);
    const list = this.endpoints.path('account/second_factor');
    if (!codes) return redirect(response, list);
    this.pages.send(request, response, 200, {
      name: 'recovery-codes',
      client: null,
      codes,
      sealed: shown!,
      interaction: null,
      frame: this.frames.of(signedIn, 'second-factor'),
      continueHref: list,
    });
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD' });
  }
}
