import { Injectable } from '@nestjs/common';
import { AuditEvent } from '../audit/audit-event.entity.js';
import { Clock } from '../primitives/clock.js';
import { above } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { AuthorizationCode } from '../tokens/authorization-code.entity.js';
import { Authorization } from '../tokens/authorization.entity.js';

/** What was written down when somebody did not get as far as a code. */
const FAILURES = [
  'authorization_request.refused',
  'consent.denied',
  'sign_in.failed',
  'sign_in.cancelled',
  'client_authentication.limited',
] as const;

export const SIGN_IN_FAILURES = [...FAILURES, 'code.not_redeemed'] as const;
export type SignInFailure = (typeof SIGN_IN_FAILURES)[number];

/** How far a client has come. `at` is in milliseconds since the epoch. */
export type FirstSignIn =
  | { readonly state: 'waiting' }
  | { readonly state: 'signed_in'; readonly at: number; readonly subject: string }
  | {
      readonly state: 'failed';
      readonly at: number;
      readonly failure: SignInFailure;
      /** Of the event, by which it can be looked up; null when there is none. */
      readonly reference: string | null;
      /** The redirect URI that was not registered; null when that was not what went wrong. */
      readonly received: string | null;
      /** OAuth error code and description, as the client was told; null when it was not. */
      readonly code: string | null;
      readonly description: string | null;
    };

/** An application that has a code redeems it at once; after this it has not managed to. Milliseconds. */
const PATIENCE = 5_000;
/** What went wrong earlier is no news to somebody who waits now. Milliseconds. */
const RECENT = 15 * 60_000;

/** Whether a client has ever signed somebody in, and what came between. For somebody who has just set it up. */
@Injectable()
export class FirstSignIns {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns `failed` for a code left unredeemed or an event of the last 15 minutes; `waiting` for an unknown client too */
  async of(clientId: string): Promise<FirstSignIn> {
    // By their ids, which are ordered by time.
    const [[first], [last]] = await Promise.all([
      this.database.findMany(Authorization, { clientId }, { orderBy: 'id', limit: 1 }),
      this.database.findMany(Authorization, { clientId }, { orderBy: 'id', descending: true, limit: 1 }),
    ]);
    const code = first && last && (await this.pendingCode(first, last));
    if (first && !code) return { state: 'signed_in', at: first.createdAt, subject: first.subject };
    const failed = await this.lastFailure(clientId);
    if (!last || !code || (failed && failed.at > last.createdAt)) return failed ?? { state: 'waiting' };
    if (this.clock.now() - last.createdAt < PATIENCE) return { state: 'waiting' };
    return {
      state: 'failed',
      at: last.createdAt,
      failure: 'code.not_redeemed',
      reference: null,
      received: null,
      code: null,
      description: null,
    };
  }

  /** The code of the latest authorization, while none of this client has been redeemed. */
  private async pendingCode(first: Authorization, last: Authorization): Promise<AuthorizationCode | null> {
    const codes = await this.database.findMany(AuthorizationCode, { id: [first.id, last.id] });
    // One that was pruned was of use in its time; an authorization of a device never had one.
    const isRedeemed = (id: Buffer): boolean => codes.find((code) => code.id.equals(id))?.consumedAt !== null;
    if (isRedeemed(first.id) || isRedeemed(last.id)) return null;
    return codes.find((code) => code.id.equals(last.id)) ?? null;
  }

  private async lastFailure(
    clientId: string,
  ): Promise<Extract<FirstSignIn, { state: 'failed' }> | undefined> {
    const recent = { clientId, event: FAILURES, at: above(this.clock.now() - RECENT) };
    const [event] = await this.database.findMany(AuditEvent, recent, {
      orderBy: 'id',
      descending: true,
      limit: 1,
    });
    return (
      event && {
        state: 'failed',
        at: event.at,
        failure: event.event as SignInFailure,
        reference: event.id,
        received: (event.data['received'] as string | undefined) ?? null,
        code: (event.data['code'] as string | undefined) ?? null,
        description: (event.data['description'] as string | undefined) ?? null,
      }
    );
  }
}
