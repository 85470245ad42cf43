import { All, Controller, Get, Optional, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import {
  challenge,
  readAccessToken,
  schemeOf,
  type BearerRequest,
  type ChallengeParameters,
  type TokenScheme,
} from '@portcullis/bearer';
import { DPOP_ALGORITHMS } from '../dpop/dpop-algorithms.js';
import { DpopProofs, type ProvingRequest } from '../dpop/dpop-proofs.js';
import {
  insufficientScope,
  invalidDpopProof,
  invalidRequest,
  invalidToken,
  methodNotAllowed,
} from '../errors/catalogue.js';
import { OAuthError } from '../errors/oauth-error.js';
import { OAuthErrorFilter } from '../errors/oauth-error.filter.js';
import { ScopeCatalogue } from '../scopes/scope-catalogue.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import type { ActiveToken } from '../tokens/active-token.js';
import { readForm, type FormRequest } from '../wire/form.js';
import { NO_STORE, sendJson, type WireResponse } from '../wire/send.js';
import { userinfoClaims } from './userinfo-claims.js';

type ChallengeError = NonNullable<ChallengeParameters['error']>;
type UserinfoRequest = BearerRequest & ProvingRequest;

/** Claims about the user (OpenID Connect Core section 5.3), for an access token with the scope `openid`. */
@Controller({ path: 'userinfo', version: VERSION_NEUTRAL })
@UseFilters(OAuthErrorFilter)
export class UserinfoController {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly catalogue: ScopeCatalogue,
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
    const schemes: readonly TokenScheme[] = this.proofs ? ['Bearer', 'DPoP'] : ['Bearer'];
    const presented = readAccessToken(request, schemes);
    if (presented.kind === 'none') {
      const challenges = schemes.map((scheme) => challengeOf(scheme)).join(', ');
      return sendJson(response, 401, {}, { 'Cache-Control': 'no-store', 'WWW-Authenticate': challenges });
    }
    const scheme = schemeOf(request.headers.authorization) ?? 'Bearer';
    if (presented.kind !== 'token') throw refused(scheme, invalidRequest.describe(presented.reason));
    const token = await this.tokens.read(presented.token);
    if (!token) throw refused(scheme, invalidToken);
    const headers = await this.checkBinding(scheme, presented.token, token, request);
    if (!token.account || !token.scopes.includes('openid'))
      throw refused(scheme, insufficientScope, ['openid']);
    const claims = userinfoClaims(
      token.account,
      await this.catalogue.claimsOf(token.scopes),
      token.authorization?.claims ?? null,
    );
    sendJson(response, 200, claims, { ...NO_STORE, ...headers });
  }

  /**
   * A token comes under the scheme it was issued for: a bound one with a proof of its key, never as a bearer token
   * (RFC 9449 sections 7.1 and 7.2).
   *
   * @returns headers for the answer
   */
  private async checkBinding(
    scheme: TokenScheme,
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
function refused(scheme: TokenScheme, error: OAuthError, scopes: readonly string[] = []): OAuthError {
  return error.with({ 'WWW-Authenticate': challengeOf(scheme, error, scopes) });
}

function challengeOf(scheme: TokenScheme, error?: OAuthError, scopes: readonly string[] = []): string {
  return challenge({
    scheme,
    ...(error && { error: error.code as ChallengeError, errorDescription: error.description }),
    scopes,
    ...(scheme === 'DPoP' && { algorithms: DPOP_ALGORITHMS }),
  });
}
