import { All, Controller, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { AccountStore, multiFactor, provenAt } from '../accounts/account-store.js';
import { AuditLog } from '../audit/audit-log.js';
import { methodNotAllowed } from '../errors/catalogue.js';
import { OAuthError } from '../errors/oauth-error.js';
import { InteractionLinks } from '../interaction/interaction-links.js';
import { clientIdOf, type Interaction } from '../interaction/interaction.entity.js';
import { Interactions } from '../interaction/interactions.js';
import { Limits } from '../limits/limits.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { Clock } from '../primitives/clock.js';
import { browserCookieOf, type PageRequest } from '../sessions/browser.js';
import { SignInCompletion } from '../sign-in/sign-in-completion.js';
import { readForm, type FormRequest } from '../wire/form.js';
import { redirect, sendJson, type WireResponse } from '../wire/send.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { passkeyPurpose } from './passkey-challenges.js';
import { Passkeys } from './passkeys.js';

/**
 * Sign-in with a passkey in place of the password. It verifies its user, so it is something they have and something
 * they know or are: nothing more is asked.
 */
@Controller({ path: 'sign_in/passkey', version: VERSION_NEUTRAL })
@UseFilters(PageErrorFilter)
export class SignInPasskeyController {
  constructor(
    private readonly interactions: Interactions,
    private readonly passkeys: Passkeys,
    private readonly accounts: AccountStore,
    private readonly completion: SignInCompletion,
    private readonly limits: Limits,
    private readonly links: InteractionLinks,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  @Post()
  async signIn(
    @Req() request: PageRequest & FormRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    const form = await readForm(request);
    const interaction = await this.interactions.load(form['interaction'], browserCookieOf(request));
    const id = form['interaction']!;
    const source = sourceOf(request);
    let left: number;
    try {
      left = await this.limits.reserve('signInSource', source);
    } catch (error) {
      if (!(error instanceof OAuthError) || error.status !== 429) throw error;
      return this.sendBack(interaction, id, 'limited', response);
    }
    // From before the check, as with a password.
    const begunAt = this.clock.now();
    const proven = await this.passkeys.prove(form['credential'] ?? '', null, purposeOf(interaction));
    const account = proven && (await this.accounts.find(proven.subject));
    if (!account || account.disabled) {
      await this.noteFailure(clientIdOf(interaction), source, left);
      return this.sendBack(interaction, id, 'passkey', response);
    }
    await this.limits.giveBack('signInSource', source);
    const authentication = multiFactor([], proven.method);
    const proof = {
      interaction,
      id,
      account: { ...account, authentication },
      begunAt: provenAt(account, begunAt),
    };
    await this.completion.finish(proof, request, response);
  }

  @All()
  otherMethod(): never {
    throw methodNotAllowed.with({ Allow: 'POST' });
  }

  /** For the script: what to ask a passkey of whomever. */
  @Post('options')
  async options(
    @Req() request: PageRequest & FormRequest & SourceRequest,
    @Res() response: WireResponse,
  ): Promise<void> {
    const form = await readForm(request);
    const interaction = await this.interactions.load(form['interaction'], browserCookieOf(request));
    await this.limits.reserve('authorization', sourceOf(request));
    sendJson(response, 200, await this.passkeys.requestOptions(null, purposeOf(interaction)));
  }

  @All('options')
  otherMethodOfOptions(): never {
    throw methodNotAllowed.with({ Allow: 'POST' });
  }

  /** What is refused unjudged is not written down again: once a window, like passwords. */
  private async noteFailure(clientId: string | null, source: string, left: number): Promise<void> {
    const method = 'passkey';
    await this.audit.record('sign_in.failed', { clientId, source, data: { method } });
    if (left > 0) return;
    await this.audit.record('sign_in.limited', { clientId, source, data: { source, method } });
  }

  private async sendBack(
    interaction: Interaction,
    id: string,
    failure: 'passkey' | 'limited',
    response: WireResponse,
  ): Promise<void> {
    await this.interactions.note(interaction, { failure });
    redirect(response, this.links.page('sign-in', id));
  }
}

function purposeOf({ id }: Interaction): string {
  return passkeyPurpose('sign-in', id.toString('hex'));
}
