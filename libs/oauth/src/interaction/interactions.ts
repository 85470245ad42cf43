import { Injectable } from '@nestjs/common';
import {
  claimsCoveredBy,
  type AuthorizationRequest,
  permissionsOf,
  type PermissionRequest,
} from '../authorize/authorization.request.js';
import { isPublic, type Client } from '../clients/client.entity.js';
import { Consents, mayRemember } from '../consent/consents.js';
import { isDeviceRequest, type DeviceRequest } from '../device/device.request.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { sameDigest } from '../primitives/digest.js';
import { mintHandle, readHandle } from '../primitives/handle.js';
import { isSubset } from '../primitives/scope.js';
import type { Changes } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import type { Permission } from '../tokens/permission.js';
import { BrowserAccounts, type KnownAccount } from '../sessions/browser-accounts.js';
import { browserDigest } from '../sessions/browser.js';
import { sidOf } from '../sessions/session.entity.js';
import { InteractionGone } from '../pages/interaction-gone.js';
import { clientIdOf, Interaction } from './interaction.entity.js';
import { isOwnPageRequest } from './own-page.request.js';
import type { SignInWish } from './sign-in-wish.js';
import type { Following, SignedIn } from '../sessions/sessions.js';

/** A page of ours that asks the user for something. */
export type PageStep = 'sign-in' | 'choose' | 'consent';

/** What still stands between a request and its code, or its device. */
export type Step = PageStep | 'nothing' | 'denied' | 'unmet';

export function asksUser(step: Step): step is PageStep {
  return step === 'sign-in' || step === 'choose' || step === 'consent';
}

/** Another account has nothing to do with what this one decided, or was half-way through with. */
const ANOTHER_ACCOUNT: Changes<Interaction> = {
  failure: null,
  decision: null,
  decidedBy: null,
  allowedScopes: null,
  provenSubject: null,
  provenAt: null,
  provenAmr: null,
};

/** So many pending requests, in so many tabs, move along with their browser. */
const MAX_TABS = 50;

/** The stored request of a user who is on our pages. */
@Injectable()
export class Interactions {
  constructor(
    private readonly database: Database,
    private readonly consents: Consents,
    private readonly browserAccounts: BrowserAccounts,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  /** @returns the id that the browser carries from page to page */
  async begin(request: Interaction['request'], browserCookie: string): Promise<string> {
    const now = this.clock.now();
    const { value, id, digest } = mintHandle(now);
    await this.database.insert(Interaction, {
      id,
      digest,
      browser: browserDigest(browserCookie),
      request,
      keep: false,
      username: request.loginHint,
      createdAt: now,
      expiresAt: now + this.options.lifetimes.interaction * 1000,
    });
    return value;
  }

  /**
   * @param value the id as the browser sent it, in a link or a form
   * @throws InteractionGone unless it is pending and belongs to this browser
   */
  async load(value: string | undefined, browserCookie: string | undefined): Promise<Interaction> {
    const interaction = await this.find(value, browserCookie);
    const clientId = clientIdOf(interaction);
    if (interaction.completedAt !== null) throw new InteractionGone('used', clientId);
    if (interaction.expiresAt <= this.clock.now()) throw new InteractionGone('expired', clientId);
    return interaction;
  }

  /** The same for one that has ended, so that the page which says so can be loaded again. */
  async loadCompleted(value: string | undefined, browserCookie: string | undefined): Promise<Interaction> {
    const interaction = await this.find(value, browserCookie);
    const isThere = interaction.completedAt !== null && interaction.expiresAt > this.clock.now();
    if (!isThere) throw new InteractionGone('expired', clientIdOf(interaction));
    return interaction;
  }

  /**
   * What is still needed?
   *
   * @param client null for a page of our own
   * @param interaction null when the request has just arrived
   * @param cookie of the browser, where no interaction tells which one it is
   */
  async nextStep(
    client: Client | null,
    request: Interaction['request'],
    signedIn: SignedIn | null,
    interaction: Interaction | null,
    cookie?: string,
  ): Promise<Step> {
    // Cancelled before anybody was asked for consent.
    if (interaction?.decision === 'deny' && interaction.decidedBy === null) return 'denied';
    const browser = interaction?.browser ?? (cookie === undefined ? null : browserDigest(cookie));
    const step = await this.stepToAccount(request, signedIn, interaction, browser);
    if (step !== null || !signedIn) return step ?? 'sign-in';
    if (client === null || isOwnPageRequest(request)) return 'nothing';
    // Signed in, but not in the way without which the client wants nothing.
    if (request.essentialAcr && !request.acrValues.includes(signedIn.session.acr ?? '')) return 'unmet';
    if (interaction?.decision && interaction.decidedBy === signedIn.account.subject) {
      return interaction.decision === 'allow' ? 'nothing' : 'denied';
    }
    return (await this.needsConsent(client, request, signedIn)) ? 'consent' : 'nothing';
  }

  /**
   * What the user allows: what they left checked, or all that was asked for when nobody had to ask.
   *
   * @param interaction null when no page was needed
   */
  permissionOf(
    client: Client,
    request: PermissionRequest,
    { session, account }: SignedIn,
    interaction: Interaction | null,
  ): Permission {
    const allowed = interaction?.allowedScopes ?? permissionsOf(request);
    return {
      client,
      subject: account.subject,
      sessionId: sidOf(session),
      authenticatedAt: session.authenticatedAt,
      acr: session.acr,
      amr: session.amr,
      scopes: request.scopes.filter((scope) => allowed.includes(scope)),
      requestedScopes: request.scopes,
      claims: request.claims && claimsCoveredBy(allowed, request.claims),
      resources: request.resources,
    };
  }

  /** Notes on the pending interaction; false when it was completed meanwhile. */
  async note(interaction: Interaction, changes: Changes<Interaction>): Promise<boolean> {
    return (
      (await this.database.update(Interaction, { id: interaction.id, completedAt: null }, changes)) === 1
    );
  }

  /**
   * When its cookie changes, a browser's pending requests, in every tab, move along.
   *
   * @param answered the one that the change is an answer to: it moves once, so of several answers one counts. What
   *   another account decided about it is void.
   * @param changes further ones of that one
   */
  async following(
    cookie: string,
    answered: Interaction | null,
    changes: Changes<Interaction> = {},
  ): Promise<Following> {
    const browser = browserDigest(cookie);
    const pending = { browser, completedAt: null };
    const tabs = await this.database.findMany(Interaction, pending, { orderBy: 'id', limit: MAX_TABS });
    const others = tabs.map(({ id }) => id).filter((id) => !answered?.id.equals(id));
    return async (rows, to) => {
      if (answered) {
        const { id } = answered;
        const all = { ...ANOTHER_ACCOUNT, ...changes, browser: to };
        if ((await rows.update(Interaction, { ...pending, id }, all)) !== 1) {
          throw new InteractionGone('used', clientIdOf(answered));
        }
      }
      // Whoever is half-way signed in starts again.
      const halfway = { provenSubject: null, provenAt: null, provenAmr: null };
      // By their ids: a range would lock the gaps in which other browsers' requests are about to appear.
      if (others.length > 0) {
        await rows.update(Interaction, { ...pending, id: others }, { browser: to, ...halfway });
      }
    };
  }

  /**
   * Takes the user's decision, once.
   *
   * @param subject null for a user who cancelled before signing in
   * @throws InteractionGone when a decision was made before
   */
  async decide(
    interaction: Interaction,
    subject: string | null,
    decision: 'allow' | 'deny',
    allowedScopes: readonly string[],
  ): Promise<void> {
    const decided = await this.database.update(
      Interaction,
      { id: interaction.id, decision: null, completedAt: null },
      { decision, decidedBy: subject, allowedScopes: [...allowedScopes] },
    );
    if (decided !== 1) throw new InteractionGone('used', clientIdOf(interaction));
  }

  /**
   * Ends the interaction: the gate before a code is written.
   *
   * @throws InteractionGone for everybody but the first
   */
  async complete(interaction: Interaction): Promise<void> {
    if (!(await this.note(interaction, { completedAt: this.clock.now() }))) {
      throw new InteractionGone('used', clientIdOf(interaction));
    }
  }

  private async find(value: string | undefined, browserCookie: string | undefined): Promise<Interaction> {
    const handle = value === undefined ? undefined : readHandle(value);
    const interaction = handle && (await this.database.find(Interaction, { id: handle.id }));
    if (!interaction || !sameDigest(interaction.digest, handle.digest)) {
      throw new InteractionGone(value === undefined ? 'nothing-pending' : 'expired');
    }
    // A browser without a cookie has begun nothing. Nor has one that posts from another site: Lax cookies stay behind.
    if (browserCookie === undefined || !sameDigest(interaction.browser, browserDigest(browserCookie))) {
      throw new InteractionGone('other-browser', clientIdOf(interaction));
    }
    return interaction;
  }

  /**
   * Which page leads to the account that the request wants; null when it is there. OpenID Connect Core section 3.1.2.1:
   * decided from what is stored alone, so that no link or form field can talk the server out of it.
   */
  private async stepToAccount(
    request: SignInWish,
    signedIn: SignedIn | null,
    interaction: Interaction | null,
    browser: Buffer | null,
  ): Promise<'sign-in' | 'choose' | null> {
    const { prompt, hintedSubject } = request;
    const subject = signedIn?.account.subject ?? null;
    if (signedIn === null || (hintedSubject !== null && hintedSubject !== subject)) {
      const known = browser === null ? [] : await this.browserAccounts.of(browser, signedIn);
      return canChoose(request, known) ? 'choose' : 'sign-in';
    }
    // Signed in since this request was stored: that was the answer to it.
    if (interaction && signedIn.session.authenticatedAt >= interaction.createdAt) return null;
    if (prompt.includes('select_account') && interaction?.chosen !== subject) return 'choose';
    return this.mustSignInAgain(request, signedIn) ? 'sign-in' : null;
  }

  private mustSignInAgain(request: SignInWish, { session }: SignedIn): boolean {
    if (request.prompt.includes('login')) return true;
    // Only for what can be attested here: another wish is the client's, and the answer tells what it got.
    const acrValues = request.acrValues.filter((acr) => this.options.acrValues.includes(acr));
    if (acrValues.length > 0 && !acrValues.includes(session.acr ?? '')) return true;
    return request.maxAge !== null && this.clock.now() - session.authenticatedAt > request.maxAge * 1000;
  }

  private async needsConsent(
    client: Client,
    request: AuthorizationRequest | DeviceRequest,
    { account }: SignedIn,
  ): Promise<boolean> {
    // Whoever holds the device chose this user, so it is never enough that the user agreed at another time.
    if (isDeviceRequest(request) || request.prompt.includes('consent')) return true;
    if (client.firstParty && !(isPublic(client) && !mayRemember(client, request.redirectUri))) return false;
    if (!mayRemember(client, request.redirectUri)) return true;
    // Consent is remembered per scope, so for a request without any there is none to remember.
    if (request.scopes.length === 0) return true;
    return !isSubset(permissionsOf(request), await this.consents.granted(account.subject, client.clientId));
  }
}

/** Nobody is current, or another one than the client wants. Is it enough to say who it is? */
function canChoose({ prompt, hintedSubject }: SignInWish, known: readonly KnownAccount[]): boolean {
  const here = known.filter(({ session }) => session !== null);
  if (hintedSubject !== null) return here.some(({ account }) => account.subject === hintedSubject);
  if (prompt.includes('select_account')) return known.length > 0;
  return here.length > 0 && !prompt.includes('login');
}
