import { All, Controller, Get, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { challenge, readBearerToken, type BearerRequest } from '@portcullis/bearer';
import { claimsOf, claimsOfScopes } from '../accounts/standard-claims.js';
import { insufficientScope, invalidRequest, invalidToken, methodNotAllowed } from '../errors/catalogue.js';
import { OAuthError } from '../errors/oauth-error.js';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import { readForm, type FormRequest } from '../wire/form.js';
import { sendJson, type WireResponse } from '../wire/send.js';

/** Claims about the user (OpenID Connect Core section 5.3), for an access token with the scope `openid`. */
@Controller({ path: 'userinfo', version: VERSION_NEUTRAL })
@UseFilters(OAuthErrorFilter)
export class UserinfoController {
  constructor(private readonly tokens: AccessTokens) {}

  @Get()
  async byGet(@Req() request: BearerRequest, @Res() response: WireResponse): Promise<void> {
    return this.answer(request, response);
  }

  @Post()
  async byPost(@Req() request: BearerRequest & FormRequest, @Res() response: WireResponse): Promise<void> {
    const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
    // Read so that a token sent in header and body is noticed.
    if (isForm) request.body = await readForm(request);
    return this.answer(request, response);
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, POST' });
  }

  private async answer(request: BearerRequest, response: WireResponse): Promise<void> {
    const presented = readBearerToken(request);
    if (presented.kind === 'none') {
      return sendJson(response, 401, {}, { 'Cache-Control': 'no-store', 'WWW-Authenticate': challenge() });
    }
    if (presented.kind !== 'token') throw refused(invalidRequest.describe(presented.reason));
    const token = await this.tokens.read(presented.token);
    if (!token) throw refused(invalidToken);
    if (!token.account || !token.scopes.includes('openid')) throw refused(insufficientScope, ['openid']);
    const names = [...claimsOfScopes(token.scopes), ...(token.authorization?.claims?.userinfo ?? [])];
    sendJson(response, 200, { sub: token.account.subject, ...claimsOf(token.account, names) });
  }
}

/** RFC 6750 section 3: the reason stands in the challenge too. */
function refused(error: OAuthError, scopes: readonly string[] = []): OAuthError {
  const code = error.code as 'invalid_request' | 'invalid_token' | 'insufficient_scope';
  return error.with({
    'WWW-Authenticate': challenge({ error: code, errorDescription: error.description, scopes }),
  });
}
