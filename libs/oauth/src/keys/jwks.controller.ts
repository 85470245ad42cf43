import { All, Controller, Get, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { methodNotAllowed } from '../errors/catalogue.js';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import { ResolvedOptions } from '../oauth.options.js';
import { sendJson, type WireResponse } from '../wire/send.js';
import { KeyRing } from './key-ring.js';
import { JWKS_MAX_AGE } from './key-times.js';

/** Public keys: the JWK Set (RFC 7517 section 5) and, for older resource servers, one key as PEM. */
@Controller({ version: VERSION_NEUTRAL })
@UseFilters(OAuthErrorFilter)
export class JwksController {
  constructor(
    private readonly keys: KeyRing,
    private readonly options: ResolvedOptions,
  ) {}

  @Get('jwks')
  jwks(@Res() response: WireResponse): void {
    const keys = this.keys.published().map(({ key }) => key.publicJwk);
    sendJson(
      response,
      200,
      { keys },
      {
        'Cache-Control': `public, max-age=${JWKS_MAX_AGE}`,
        'Access-Control-Allow-Origin': '*',
      },
    );
  }

  /** The key that signs access tokens now. It has no `kid`; whoever can should read the JWK Set instead. */
  @Get('token_key')
  tokenKey(@Res() response: WireResponse): void {
    const { publicPem } = this.keys.current('ES256');
    sendJson(response, 200, {
      alg: 'SHA256withECDSA',
      value: this.options.legacy ? onOneLine(publicPem) : publicPem.trimEnd(),
    });
  }

  @All(['jwks', 'token_key'])
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, HEAD' });
  }
}

/** The older dialect writes the base64 of a PEM without line breaks. */
function onOneLine(pem: string): string {
  const [begin, ...rest] = pem.trim().split('\n');
  return [begin, rest.slice(0, -1).join(''), rest.at(-1)].join('\n');
}
