import { randomUUID } from 'node:crypto';
import { type ExecutionContext, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy as HttpBearerStrategy } from 'passport-http-bearer';
import type { AccessToken } from '../access-token.js';
import { invalidToken } from '../challenges/refusals.js';
import { TokenVerifier } from '../verifiers/token-verifier.js';

/**
 * Authenticates one token through Passport: `passport-http-bearer`, registered and called the way `@nestjs/passport`
 * does it. Passport's registry is one per process, hence a name of its own for every module.
 */
@Injectable()
export class BearerAuthenticator implements OnApplicationShutdown {
  private readonly strategy = `portcullis-bearer-${randomUUID()}`;
  private readonly passport: PassportRun;

  constructor(verifier: TokenVerifier) {
    registerStrategy(this.strategy, verifier);
    this.passport = new PassportRun({ defaultStrategy: this.strategy, session: false });
  }

  /**
   * @param token as presented
   * @throws what the verifier throws
   */
  authenticate(token: string): Promise<AccessToken> {
    return this.passport.authenticate(token);
  }

  onApplicationShutdown(): void {
    passport.unuse(this.strategy);
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
 * body, and Passport writes login functions on whatever request it is given.
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
