import { type CanActivate, type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { AccessToken } from '../access-token.js';
import { BearerError } from '../challenges/bearer.error.js';
import { Challenger } from '../challenges/challenger.js';
import type { Exchange, GuardedRequest } from '../challenges/exchange.js';
import { readAccessToken } from '../challenges/read-access-token.js';
import {
  authorityUnavailable,
  closedRoute,
  invalidRequest,
  invalidToken,
  missingToken,
} from '../challenges/refusals.js';
import type { PresentedAccess } from '../dpop/proof-of-possession.js';
import { ResolvedBearerOptions } from '../resolved-bearer.options.js';
import { accessOf, type Requirements } from './access.js';
import { BearerAuthenticator } from './bearer.authenticator.js';
import { exchangeOf } from './exchange-of.js';
import { grantToken } from './granted-token.js';
import { GraphQLRefusal } from './graphql-refusal.js';
import { unmet } from './requirements.js';

const TOKEN_LIMIT_BYTES = 16 * 1024;

/** A request at the door of a route. */
interface Entry {
  readonly context: ExecutionContext;
  readonly exchange: Exchange;
  readonly access: Requirements | undefined;
}

/**
 * Lets a request pass when it carries a good access token with all that the route asks for. `@Bearer()` puts it in
 * place; a route that declares nothing, and every context in which there is no HTTP request, stays closed.
 */
@Injectable()
export class BearerGuard implements CanActivate {
  private readonly logger = new Logger('BearerGuard');
  private readonly reported = new WeakSet<object>();

  constructor(
    private readonly authenticator: BearerAuthenticator,
    private readonly challenger: Challenger,
    private readonly options: ResolvedBearerOptions,
  ) {}

  /** At once where that is possible: Nest waits for a promise only. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = accessOf(context.getHandler(), context.getClass());
    if (access?.kind === 'public') return true;
    const exchange = exchangeOf(context);
    if (!exchange) return this.report(context);
    const entry: Entry = { context, exchange, access };
    try {
      if (!access) throw closedRoute();
      const token = this.verify(this.extract(exchange.request));
      if (token instanceof AccessToken) return this.admit(token, access, entry);
      return this.admitLater(token, access, entry);
    } catch (error) {
      throw this.refuse(error, entry);
    }
  }

  private async admitLater(token: Promise<AccessToken>, needs: Requirements, entry: Entry): Promise<boolean> {
    try {
      return this.admit(await token, needs, entry);
    } catch (error) {
      throw this.refuse(error, entry);
    }
  }

  private admit(token: AccessToken, needs: Requirements, { context, exchange }: Entry): true {
    this.authorise(token, needs);
    grantToken(exchange.request, context, token);
    this.challenger.offerNonce(exchange);
    return true;
  }

  private refuse(error: unknown, { context, exchange, access }: Entry): Error {
    const refusal = this.refusal(error);
    const challenges = this.challenge(refusal, exchange, access);
    return context.getType<string>() === 'graphql' ? new GraphQLRefusal(refusal, challenges) : refusal;
  }

  /** Once for each handler, or anybody could fill the log. */
  private report(context: ExecutionContext): false {
    const handler = context.getHandler();
    if (this.reported.has(handler)) return false;
    this.reported.add(handler);
    this.logger.warn(
      `${context.getClass().name}.${handler.name} is under @Bearer(), but was not called by an HTTP request ` +
        `(${context.getType()}). No token can be checked there, so it is closed.`,
    );
    return false;
  }

  /** True when this authenticator is the one that is asked, and not that of another module. */
  asks(authenticator: BearerAuthenticator): boolean {
    return this.authenticator === authenticator;
  }

  /** @throws BearerError 401 or 400 when the request does not present one token in an accepted way */
  protected extract(request: GuardedRequest): PresentedAccess {
    const presented = readAccessToken(request, this.options.dpop ? ['Bearer', 'DPoP'] : ['Bearer']);
    if (presented.kind === 'none') throw missingToken();
    if (presented.kind !== 'token') throw invalidRequest(presented.reason);
    const { scheme, token } = presented;
    if (token.length > TOKEN_LIMIT_BYTES) throw invalidToken(`longer than ${TOKEN_LIMIT_BYTES} bytes`);
    return { scheme, token, request };
  }

  /** @throws BearerError 401 or 503, or rejects with it */
  protected verify(presented: PresentedAccess): AccessToken | Promise<AccessToken> {
    return this.authenticator.authenticate(presented);
  }

  /** @throws BearerError 401 or 403 when a good token does not suffice for the route */
  protected authorise(token: AccessToken, needs: Requirements): void {
    const { clockToleranceSeconds } = this.options;
    const refusal = unmet(token, needs, { now: Date.now() / 1000, clockToleranceSeconds });
    if (refusal) throw refusal;
  }

  /** Whatever a verifier throws unexpectedly counts as "cannot be checked". */
  protected refusal(error: unknown): BearerError {
    if (error instanceof BearerError) {
      if (error.detail !== undefined)
        this.logger.debug(error.code ? `${error.code}: ${error.detail}` : error.detail);
      return error;
    }
    this.logger.error('A token could not be checked', error instanceof Error ? error.stack : String(error));
    return authorityUnavailable('unexpected error', error);
  }

  /**
   * Writes the headers of the refusal.
   *
   * @returns the values of `WWW-Authenticate`
   */
  protected challenge(refusal: BearerError, exchange: Exchange, needs?: Requirements): string[] {
    return this.challenger.refuse(refusal, exchange, needs);
  }
}
