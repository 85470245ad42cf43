import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, flag, instant, json } from '../storage/columns.js';
import type { AuthorizationRequest } from '../authorize/authorization.request.js';
import type { OwnPageRequest } from './own-page.request.js';
import type { DeviceRequest } from '../device/device.request.js';

/**
 * The stored request between `/oauth/authorize`, `/oauth/device` or a page of our own, sign-in and consent. Everything the pages need is
 * here and nothing of it travels through the browser, so nothing can be edited on the way.
 */
@Entity({ name: 'oauth_interaction', synchronize: false })
export class Interaction {
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  /** SHA-256 of the id the browser carries; it is the CSRF token too. */
  @Column({ name: 'digest', ...binary }) digest: Buffer;
  /** SHA-256 of the cookie of the browser that started it. */
  @Column({ name: 'browser', ...binary }) browser: Buffer;
  @Column({ name: 'request', ...json }) request: AuthorizationRequest | DeviceRequest | OwnPageRequest;
  /** The language that the user chose on one of our pages, on the way. */
  @Column({ name: 'language', type: 'varchar', nullable: true }) language: string | null;
  /** The account that the user chose from those of this browser; empty for one that is not among them. */
  @Column({ name: 'chosen', ...exactText, nullable: true }) chosen: string | null;
  /**
   * Whose password was right, and when, while a second factor is still missing. There is no session yet: whoever is
   * half-way signed in is nobody.
   */
  @Column({ name: 'proven_subject', ...exactText, nullable: true }) provenSubject: string | null;
  @Column({ name: 'proven_at', ...instant, nullable: true }) provenAt: number | null;
  /** ... and how (RFC 8176). */
  @Column({ name: 'proven_amr', ...json, nullable: true }) provenAmr: string[] | null;
  /** The user asked to stay signed in. */
  @Column({ name: 'keep', ...flag }) keep: boolean;
  /** What the user typed last as their name. */
  @Column({ name: 'username', ...exactText, nullable: true }) username: string | null;
  @Column({ name: 'failure', type: 'varchar', nullable: true }) failure:
    'credentials' | 'busy' | 'limited' | 'passkey' | null;
  /** The consent decision of this occasion. */
  @Column({ name: 'decision', type: 'varchar', nullable: true }) decision: 'allow' | 'deny' | null;
  @Column({ name: 'allowed_scopes', ...json, nullable: true }) allowedScopes: string[] | null;
  /** Whose consent it was: a decision of one account says nothing about another. */
  @Column({ name: 'decided_by', ...exactText, nullable: true }) decidedBy: string | null;
  @Column({ name: 'created_at', ...instant }) createdAt: number;
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
  @Column({ name: 'completed_at', ...instant, nullable: true }) completedAt: number | null;
}

/** Of the client that waits; null on the way to a page of our own. */
export function clientIdOf({ request }: Pick<Interaction, 'request'>): string | null {
  return 'clientId' in request ? request.clientId : null;
}
