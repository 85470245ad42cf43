import { All, Controller, Get, Param, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import { invalidRequest, methodNotAllowed } from '../errors/catalogue.js';
import { send, type WireResponse } from '../wire/send.js';
import { PageAssetFiles } from './page-assets.js';

@Controller({ path: 'assets', version: VERSION_NEUTRAL })
@UseFilters(OAuthErrorFilter)
export class AssetsController {
  constructor(private readonly files: PageAssetFiles) {}

  @Get(':name')
  file(@Param('name') name: string, @Res() response: WireResponse): void {
    const file = this.files.find(name);
    if (!file) throw invalidRequest.as(404).describe('There is no such file.');
    send(response, 200, file.content, {
      ...file.headers,
      'Cache-Control': 'public, max-age=31536000, immutable',
    });
  }

  @All(':name')
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD' });
  }
}
