import { All, Controller, Get, Post, Res, UseFilters, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import { ClientAuthGuard } from '../clients/client-auth.guard.js';
import { Form } from '../clients/client-request.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import type { Parameters } from '../primitives/parameters.js';
import { sendJson, type WireResponse } from '../wire/send.js';
import { ConsoleGuard, ConsoleIsThere } from './console.guard.js';
import { EffectiveConfiguration } from './effective-configuration.js';
import { TokenPreview } from './token-preview.js';

/**
 * What an admin app cannot know by itself, although it has the database: the options of this server, its ports and what
 * its issuer would put into a token. For that one client alone, and nothing of it is advertised.
 */
@Controller({ path: 'console', version: VERSION_NEUTRAL })
@UseFilters(OAuthErrorFilter)
export class ConsoleController {
  constructor(
    private readonly configuration: EffectiveConfiguration,
    private readonly preview: TokenPreview,
  ) {}

  @Get('configuration')
  @UseGuards(ConsoleIsThere, ClientAuthGuard, ConsoleGuard)
  configured(@Res() response: WireResponse): void {
    sendJson(response, 200, this.configuration.describe());
  }

  @Post('token_preview')
  @UseGuards(ConsoleIsThere, ClientAuthGuard, ConsoleGuard)
  async previewed(@Form() form: Parameters, @Res() response: WireResponse): Promise<void> {
    sendJson(response, 200, await this.preview.of(form));
  }

  @All('configuration')
  @UseGuards(ConsoleIsThere)
  otherThanGet(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD' });
  }

  @All('token_preview')
  @UseGuards(ConsoleIsThere)
  otherThanPost(): never {
    throw methodNotAllowed.with({ Allow: 'POST' });
  }
}
