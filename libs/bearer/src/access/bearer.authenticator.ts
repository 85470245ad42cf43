import { randomUUID } from 'node:crypto';
import { type ExecutionContext, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy as HttpBearerStrategy } from 'passport-http-bearer';
import type { AccessToken } from '../access-token.js';
import { invalidToken } from '../challenges/refusals.js';
import { type PresentedAccess, ProofOfPossession } from '../dpop/proof-of-possession.js';
import { ResolvedBearerOptions } from '../resolved-bearer.options.js';
import { TokenVerifier } from '../verifiers/token-verifier.js';
import { ScopeHierarchy } from './scope-hierarchy.js';

interface Judgement {
  readonly token: string;
  readonly outcome: Promise<AccessToken>;
}

/**
 * Authenticates one token through Passport: `passport-http-bearer`, registered and called the way `@nestjs/passport`
 * does it. Passport's registry is one per process, hence a name of its own for every module. Then asks for the proof
 * that the token is its sender's, where it is bound to a key.
 */
@Injectable()
export class BearerAuthenticator implements OnApplicationShutdown {
  private readonly strategy = `portcullis-bearer-${randomUUID()}`;
  private readonly passport: PassportRun;
  private readonly hierarchy: ScopeHierarchy;
  /** Several guards judge one request, as do several fields of one GraphQL operation; its proof is good for one use. */
  private readonly judged = new WeakMap<object, Judgement>();
  private readonly broadened = new WeakMap<AccessToken, AccessToken>();

  constructor(
    private readonly verifier: TokenVerifier,
    private readonly possession: ProofOfPossession,
    { scopeHierarchy }: ResolvedBearerOptions,
  ) {
    registerStrategy(this.strategy, verifier);
    this.passport = new PassportRun({ defaultStrategy: this.strategy, session: false });
    this.hierarchy = new ScopeHierarchy(scopeHierarchy);
  }

  /**
   * @param presented the token and the request that brought it
   * @returns the token at once where it was verified before and needs no proof, otherwise a promise
   * @throws what the verifier throws; BearerError 401 when the token is not the sender's
   */
  authenticate(presented: PresentedAccess): AccessToken | Promise<AccessToken> {
    if (presented.scheme === 'Bearer') {
      const remembered = this.verifier.recall(presented.token);
      if (remembered) {
        this.possession.checkUnproven(remembered, presented.request);
        return this.broaden(remembered);
      }
    }
    const known = this.judged.get(presented.request);
    if (known?.token === presented.token) return known.outcome;
    const outcome = this.judge(presented);
    this.judged.set(presented.request, { token: presented.token, outcome });
    return outcome;
  }

  onApplicationShutdown(): void {
    passport.unuse(this.strategy);
  }

  private async judge(presented: PresentedAccess): Promise<AccessToken> {
    const token = await this.passport.authenticate(presented.token);
    await this.possession.check(token, presented);
    return this.broaden(token);
  }

  /** Verifiers remember tokens, so the same one comes often. */
  private broaden(token: AccessToken): AccessToken {
    const implied = this.hierarchy.impliedBy(token.scopes);
    if (implied.length === 0) return token;
    const broad = this.broadened.get(token) ?? token.implying(implied);
    this.broadened.set(token, broad);
    return broad;
  }
}

function registerStrategy(name: string, verifier: TokenVerifier): void {
  class BearerStrategy extends PassportStrategy(HttpBearerStrategy, name) {
    validate(token: string): Promise<AccessToken> {
      return verifier.verify(token);
    }
  }
  // The constructor registers the strategy under its name.
  new BearerStrategy();
}

interface PassportRequest {
  readonly headers: { readonly authorization: string };
  user?: AccessToken;
}

/**
 * Shows Passport nothing but the one token. `passport-http-bearer` would also take tokens from the query string and the
 * body, and Passport writes login functions on whatever request it is given. A token under DPoP is shown as any other:
 * what it is bound to is judged afterwards.
 *
 * It is made by hand: Nest would inject the defaults of a host's PassportModule into it, another strategy among them.
 */
class PassportRun extends AuthGuard() {
  async authenticate(token: string): Promise<AccessToken> {
    const request: PassportRequest = { headers: { authorization: `Bearer ${token}` } };
    const http = { getRequest: () => request, getResponse: () => undefined };
    await this.canActivate({ switchToHttp: () => http } as unknown as ExecutionContext);
    return request.user!;
  }

  /** Passport's outcome: what the verifier threw is passed on as it is, and no user is no token. */
  override handleRequest<User>(error: unknown, user: User | false | null | undefined): User {
    if (error) throw error;
    if (!user) throw invalidToken('the verifier does not know the token');
    return user;
  }
}
