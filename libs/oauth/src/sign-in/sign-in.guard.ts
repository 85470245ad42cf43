import { Injectable, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { AccountStore, type Account } from '../accounts/account-store.js';
import { MAX_PASSWORD_BYTES } from '../accounts/passwords.js';
import { OAuthError } from '../errors/oauth-error.js';
import { Clock } from '../primitives/clock.js';
import type { Parameters } from '../primitives/parameters.js';
import { readForm, type FormRequest } from '../wire/form.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { browserCookieOf, type PageRequest } from '../sessions/browser.js';
import { clientIdOf, type Interaction } from '../interaction/interaction.entity.js';
import { Interactions } from '../interaction/interactions.js';
import { PASSWORD_STRATEGY, type PasswordRequest } from './password.strategy.js';
import { SignInLimits } from './sign-in-limits.js';

/** Longer than any name. Characters. */
const MAX_NAME = 255;

/** How a sign-in attempt ended. */
export type SignInOutcome = Account | 'credentials' | 'busy' | 'limited' | 'cancelled';

export interface SignInRequest extends FormRequest {
  readonly url: string;
  form: Parameters;
  interaction: Interaction;
  user: SignInOutcome;
  /** When the check of the password began. Milliseconds since the epoch. */
  begunAt: number;
}

/** Checks that the form belongs to a pending request of this browser, then lets passport-local check the password. */
@Injectable()
export class SignInGuard extends AuthGuard(PASSWORD_STRATEGY) {
  constructor(
    private readonly interactions: Interactions,
    private readonly accounts: AccountStore,
    private readonly limits: SignInLimits,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context
      .switchToHttp()
      .getRequest<SignInRequest & PageRequest & PasswordRequest & SourceRequest>();
    const form = await readForm(request);
    request.form = form;
    request.interaction = await this.interactions.load(form['interaction'], browserCookieOf(request));
    if (form['action'] === 'cancel') {
      request.user = 'cancelled';
      return true;
    }
    const { username, password } = form;
    const source = sourceOf(request);
    const clientId = clientIdOf(request.interaction);
    // Judged here, because passport-local would look into the query string for what the form lacks.
    if (
      !username ||
      !password ||
      username.length > MAX_NAME ||
      Buffer.byteLength(password) > MAX_PASSWORD_BYTES
    ) {
      request.user = await this.waste(source, clientId);
      return true;
    }
    request.body = { username, password };
    // From before the check: a password that changes meanwhile must not find this session newer than itself.
    request.begunAt = this.clock.now();
    request.checkPassword = (username, password) =>
      this.limits.attempt({ username, source, clientId }, () =>
        this.accounts.authenticate(username, password),
      );
    return (await super.canActivate(context)) as boolean;
  }

  /** Nothing can be checked, but it is written down: not without end. */
  private async waste(source: string, clientId: string | null): Promise<SignInOutcome> {
    try {
      await this.limits.waste({ source, clientId });
      return 'credentials';
    } catch (error) {
      return this.handleRequest(error, false);
    }
  }

  /** A failure is an outcome for the page, not an exception: "wrong", or why it was not checked. */
  override handleRequest<Outcome = SignInOutcome>(error: unknown, account: Account | false): Outcome {
    if (error instanceof OAuthError && error.status === 503) return 'busy' as Outcome;
    if (error instanceof OAuthError && error.status === 429) return 'limited' as Outcome;
    if (error) throw error;
    return (account || 'credentials') as Outcome;
  }
}
