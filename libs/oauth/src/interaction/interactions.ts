import { Injectable } from '@nestjs/common';
import {
  claimsCoveredBy,
  permissionsOf,
  type PermissionRequest,
} from '../authorize/authorization.request.js';
import { isPublic, type Client } from '../clients/client.entity.js';
import { Consents, mayRemember } from '../consent/consents.js';
import { isDeviceRequest } from '../device/device.request.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { sameDigest } from '../primitives/digest.js';
import { mintHandle, readHandle } from '../primitives/handle.js';
import { isSubset } from '../primitives/scope.js';
import type { Changes } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import type { Permission } from '../tokens/permission.js';
import { browserDigest } from './browser.js';
import { InteractionGone } from './interaction-gone.js';
import { Interaction } from './interaction.entity.js';
import { sidOf, type SignedIn } from './sessions.js';

/** What still stands between a request and its code, or its device. */
export type Step = 'sign-in' | 'consent' | 'nothing' | 'denied' | 'unmet';

/** The stored request of a user who is on our pages. */
@Injectable()
export class Interactions {
  constructor(
    private readonly database: Database,
    private readonly consents: Consents,
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
    const { clientId } = interaction.request;
    if (interaction.completedAt !== null) throw new InteractionGone('used', clientId);
    if (interaction.expiresAt <= this.clock.now()) throw new InteractionGone('expired', clientId);
    return interaction;
  }

  /** The same for one that has ended, so that the page which says so can be loaded again. */
  async loadCompleted(value: string | undefined, browserCookie: string | undefined): Promise<Interaction> {
    const interaction = await this.find(value, browserCookie);
    const isThere = interaction.completedAt !== null && interaction.expiresAt > this.clock.now();
    if (!isThere) throw new InteractionGone('expired', interaction.request.clientId);
    return interaction;
  }

  /**
   * What is still needed?
   *
   * @param interaction null when the request has just arrived
   */
  async nextStep(
    client: Client,
    request: Interaction['request'],
    signedIn: SignedIn | null,
    interaction: Interaction | null,
  ): Promise<Step> {
    // Cancelled on the sign-in page, by nobody we know.
    if (interaction?.decision === 'deny' && interaction.decidedBy === null) return 'denied';
    if (!signedIn || this.mustSignInAgain(request, signedIn, interaction)) return 'sign-in';
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
   * After a sign-in the browser has a new cookie; its pending requests, in every tab, move along. What another account
   * decided about this one is void.
   */
  async signedIn(
    interaction: Interaction,
    formerCookie: string | undefined,
    newCookie: string,
  ): Promise<void> {
    await this.note(interaction, { failure: null, decision: null, decidedBy: null, allowedScopes: null });
    if (formerCookie === undefined) return;
    const where = { browser: browserDigest(formerCookie), completedAt: null };
    await this.database.update(Interaction, where, { browser: browserDigest(newCookie) });
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
    if (decided !== 1) throw new InteractionGone('used', interaction.request.clientId);
  }

  /**
   * Ends the interaction: the gate before a code is written.
   *
   * @throws InteractionGone for everybody but the first
   */
  async complete(interaction: Interaction): Promise<void> {
    if (!(await this.note(interaction, { completedAt: this.clock.now() }))) {
      throw new InteractionGone('used', interaction.request.clientId);
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
      throw new InteractionGone('other-browser', interaction.request.clientId);
    }
    return interaction;
  }

  /**
   * OpenID Connect Core section 3.1.2.1. Decided from the stored request and the session alone, so that no link or
   * form field can talk the server out of it.
   */
  private mustSignInAgain(
    request: PermissionRequest,
    { session, account }: SignedIn,
    interaction: Interaction | null,
  ): boolean {
    if (request.hintedSubject !== null && request.hintedSubject !== account.subject) return true;
    // Signed in since this request was stored: that was the answer to it.
    if (interaction && session.authenticatedAt >= interaction.createdAt) return false;
    if (request.prompt.includes('login') || request.prompt.includes('select_account')) return true;
    // Only for what can be attested here: another wish is the client's, and the answer tells what it got.
    const acrValues = request.acrValues.filter((acr) => this.options.acrValues.includes(acr));
    if (acrValues.length > 0 && !acrValues.includes(session.acr ?? '')) return true;
    return request.maxAge !== null && this.clock.now() - session.authenticatedAt > request.maxAge * 1000;
  }

  private async needsConsent(
    client: Client,
    request: Interaction['request'],
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
