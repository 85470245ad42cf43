import { type CanActivate, type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import type { AccessToken } from '../access-token.js';
import { BearerError } from '../challenges/bearer.error.js';
import { type BearerRequest, readBearerToken } from '../challenges/read-bearer-token.js';
import {
  authorityUnavailable,
  insufficientScope,
  invalidRequest,
  invalidToken,
  missingToken,
} from '../challenges/refusals.js';
import { type HeaderWriter, refuse } from '../challenges/refuse.js';
import { accessOf } from './access.js';
import { BearerAuthenticator } from './bearer.authenticator.js';
import { grantedToken, grantToken } from './granted-token.js';

const TOKEN_LIMIT_BYTES = 16 * 1024;

/**
 * Lets a request pass when it carries a good access token with all scopes of the route. `@Bearer()` puts it in place;
 * a route that declares nothing, and every context that is not HTTP, stays closed.
 */
@Injectable()
export class BearerGuard implements CanActivate {
  private readonly logger = new Logger('BearerGuard');

  constructor(private readonly authenticator: BearerAuthenticator) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(context.getHandler(), context.getClass());
    if (access?.kind === 'public') return true;
    if (context.getType() !== 'http') return false;
    const request = context.switchToHttp().getRequest<BearerRequest>();
    // @Bearer on the class and on the method puts the guard here twice.
    if (access && grantedToken(request, this.authenticator)) return true;
    try {
      if (!access) throw missingToken();
      const token = await this.verify(this.extract(request));
      this.authorise(token, access.scopes);
      grantToken(request, this.authenticator, token);
      return true;
    } catch (error) {
      throw this.challenge(error, access?.scopes ?? [], context.switchToHttp().getResponse<HeaderWriter>());
    }
  }

  /** @throws BearerError 401 or 400 when the request does not present one token in the one accepted way */
  protected extract(request: BearerRequest): string {
    const presented = readBearerToken(request);
    if (presented.kind === 'none') throw missingToken();
    if (presented.kind !== 'token') throw invalidRequest(presented.reason);
    if (presented.token.length > TOKEN_LIMIT_BYTES) {
      throw invalidToken(`longer than ${TOKEN_LIMIT_BYTES} bytes`);
    }
    return presented.token;
  }

  /** @throws BearerError 401 or 503 */
  protected verify(presented: string): Promise<AccessToken> {
    return this.authenticator.authenticate(presented);
  }

  /** @throws BearerError 403 */
  protected authorise(token: AccessToken, scopes: readonly string[]): void {
    if (!token.allows(...scopes)) throw insufficientScope(scopes);
  }

  /** Writes the headers of the refusal. Whatever a verifier throws unexpectedly counts as "cannot be checked". */
  protected challenge(error: unknown, scopes: readonly string[], response: HeaderWriter): BearerError {
    if (error instanceof BearerError) {
      if (error.detail !== undefined) this.logger.debug(`${error.code}: ${error.detail}`);
      return refuse(error, response, scopes);
    }
    this.logger.error('A token could not be checked', error instanceof Error ? error.stack : String(error));
    return refuse(authorityUnavailable('unexpected error', error), response);
  }
}
