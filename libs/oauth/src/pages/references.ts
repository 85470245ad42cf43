import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import type { FailureDetail } from '../errors/failure-detail.js';
import type { ErrorKind } from './definitions/error.page.js';

/** What an error page can be looked up by. */
export const REFERRED_EVENTS = [
  'authorization_request.refused',
  'logout_request.refused',
  'request.failed',
] as const;

export type ReferredEvent = (typeof REFERRED_EVENTS)[number];

/** What was written down about an error that somebody was shown. */
export interface ReferredError {
  readonly reference: string;
  readonly event: ReferredEvent;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: ErrorKind;
  /** Of the answer. */
  readonly status: number;
  /** OAuth error code. */
  readonly code: string;
  readonly description: string;
  /** The redirect URI that was not registered, or the id of the unknown client; null for any other error. */
  readonly received: string | null;
  readonly clientId: string | null;
  /** Of the request that failed, without its query; null for a refusal. */
  readonly method: string | null;
  readonly path: string | null;
  /** Not for the person who was shown the error. */
  readonly failure: FailureDetail | null;
}

/** Errors that people were shown, by the reference on the page. */
@Injectable()
export class References {
  constructor(private readonly audit: AuditLog) {}

  /** @returns null for a reference that nobody gave out, or that belongs to something else */
  async find(reference: string): Promise<ReferredError | null> {
    const found = await this.audit.find(reference);
    const event = REFERRED_EVENTS.find((name) => name === found?.event);
    if (!found || event === undefined) return null;
    const { data } = found;
    return {
      reference: found.id,
      event,
      at: found.at,
      kind: data['kind'] as ErrorKind,
      status: (data['status'] as number | undefined) ?? 400,
      code: String(data['code']),
      description: String(data['description']),
      received: (data['received'] as string | undefined) ?? null,
      clientId: found.clientId,
      method: (data['method'] as string | undefined) ?? null,
      path: (data['path'] as string | undefined) ?? null,
      failure: (data['failure'] as FailureDetail | undefined) ?? null,
    };
  }
}
