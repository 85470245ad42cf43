import { All, Controller, Get, Optional, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { challenge, type BearerRequest } from '@portcullis/bearer';
import { claimsOf, claimsOfScopes } from '../accounts/standard-claims.js';
import { dpopChallenge } from '../dpop/dpop-challenge.js';
import { DpopProofs, type ProvingRequest } from '../dpop/dpop-proofs.js';
import { readAccessToken, type AccessTokenScheme } from '../dpop/read-access-token.js';
import {
  insufficientScope,
  invalidDpopProof,
  invalidRequest,
  invalidToken,
  methodNotAllowed,
} from '../errors/catalogue.js';
import { OAuthError } from '../errors/oauth-error.js';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import { AccessTokens, type ActiveToken } from '../tokens/access-tokens.js';
import { readForm, type FormRequest } from '../wire/form.js';
import { NO_STORE, sendJson, type WireResponse } from '../wire/send.js';

type UserinfoRequest = BearerRequest & ProvingRequest;

/** Claims about the user (OpenID Connect Core section 5.3), for an access token with the scope `openid`. */
@Controller({ path: 'userinfo', version: VERSION_NEUTRAL })
@UseFilters(OAuthErrorFilter)
export class UserinfoController {
  constructor(
    private readonly tokens: AccessTokens,
    @Optional() private readonly proofs?: DpopProofs,
  ) {}

  @Get()
  async byGet(@Req() request: UserinfoRequest, @Res() response: WireResponse): Promise<void> {
    return this.answer(request, response);
  }

  @Post()
  async byPost(@Req() request: UserinfoRequest & FormRequest, @Res() response: WireResponse): Promise<void> {
    const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
    // Read so that a token sent in header and body is noticed.
    if (isForm) request.body = await readForm(request);
    return this.answer(request, response);
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'GET, POST' });
  }

  private async answer(request: UserinfoRequest, response: WireResponse): Promise<void> {
    const { scheme, ...presented } = readAccessToken(request);
    if (presented.kind === 'none' || (scheme === 'DPoP' && !this.proofs)) {
      const challenges = [challenge(), ...(this.proofs ? [dpopChallenge()] : [])].join(', ');
      return sendJson(response, 401, {}, { 'Cache-Control': 'no-store', 'WWW-Authenticate': challenges });
    }
    if (presented.kind !== 'token') throw refused(scheme, invalidRequest.describe(presented.reason));
    const token = await this.tokens.read(presented.token);
    if (!token) throw refused(scheme, invalidToken);
    const headers = await this.checkBinding(scheme, presented.token, token, request);
    if (!token.account || !token.scopes.includes('openid'))
      throw refused(scheme, insufficientScope, ['openid']);
    const names = [...claimsOfScopes(token.scopes), ...(token.authorization?.claims?.userinfo ?? [])];
    const claims = { sub: token.account.subject, ...claimsOf(token.account, names) };
    sendJson(response, 200, claims, { ...NO_STORE, ...headers });
  }

  /**
   * A token comes under the scheme it was issued for: a bound one with a proof of its key, never as a bearer token
   * (RFC 9449 sections 7.1 and 7.2).
   *
   * @returns headers for the answer
   */
  private async checkBinding(
    scheme: AccessTokenScheme,
    value: string,
    { dpopJkt }: ActiveToken,
    request: UserinfoRequest,
  ): Promise<Record<string, string>> {
    if ((scheme === 'DPoP') !== (dpopJkt !== null)) {
      throw refused(scheme, invalidToken.because('presented under the scheme %s', scheme));
    }
    if (dpopJkt === null || !this.proofs) return {};
    try {
      const proven = await this.proofs.verify(request, 'userinfo', { value, jkt: dpopJkt });
      if (proven === null) throw invalidDpopProof.because('there is none');
      return this.proofs.nonceHeaders();
    } catch (error) {
      throw error instanceof OAuthError && error.status < 500 ? refused(scheme, error.as(401)) : error;
    }
  }
}

/** RFC 6750 section 3 and RFC 9449 section 7.1: the reason stands in the challenge too. */
function refused(scheme: AccessTokenScheme, error: OAuthError, scopes: readonly string[] = []): OAuthError {
  if (scheme === 'DPoP') return error.with({ 'WWW-Authenticate': dpopChallenge(error, scopes) });
  const code = error.code as 'invalid_request' | 'invalid_token' | 'insufficient_scope';
  return error.with({
    'WWW-Authenticate': challenge({ error: code, errorDescription: error.description, scopes }),
  });
}
