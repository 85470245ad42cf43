import { All, Controller, Get, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { Clients } from '../clients/clients.js';
import { invalidRequest, methodNotAllowed } from '../errors/catalogue.js';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import { pictureHeaders } from '../pages/picture-headers.js';
import { queryOf } from '../wire/form.js';
import { NO_STORE, send, type WireResponse } from '../wire/send.js';
import { Logos, versionOf } from './logos.js';

/** The logos of clients, from our own address. It asks nobody: what is not there is not there. */
@Controller({ path: 'assets/logo', version: VERSION_NEUTRAL })
@UseFilters(OAuthErrorFilter)
export class LogosController {
  constructor(
    private readonly logos: Logos,
    private readonly clients: Clients,
  ) {}

  @Get()
  async logo(@Req() request: { readonly url: string }, @Res() response: WireResponse): Promise<void> {
    const { client: clientId, v: version } = queryOf(request.url).values;
    const logo = clientId === undefined ? null : await this.logos.find(clientId);
    // Only then: to look for a client that describes itself may be to fetch what a stranger names.
    const client = logo && (await this.clients.findEnabled(logo.clientId));
    if (!client || client.logoUri !== logo.uri)
      throw invalidRequest.as(404).describe('There is no such logo.');
    // The address of another version, whose page was made a moment before: seen now, but not kept.
    const isThisVersion = version === versionOf(logo.version!);
    send(response, 200, logo.content!, {
      ...pictureHeaders(logo.mediaType!),
      ...(isThisVersion ? { 'Cache-Control': 'public, max-age=31536000, immutable' } : NO_STORE),
    });
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD' });
  }
}
