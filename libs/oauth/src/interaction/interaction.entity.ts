import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant, json } from '../storage/columns.js';
import type { AuthorizationRequest } from '../authorize/authorization.request.js';
import type { DeviceRequest } from '../device/device.request.js';

/**
 * The stored request between `/oauth/authorize` or `/oauth/device`, sign-in and consent. Everything the pages need is
 * here and nothing of it travels through the browser, so nothing can be edited on the way.
 */
@Entity({ name: 'oauth_interaction', synchronize: false })
export class Interaction {
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  /** SHA-256 of the id the browser carries; it is the CSRF token too. */
  @Column({ name: 'digest', ...binary }) digest: Buffer;
  /** SHA-256 of the cookie of the browser that started it. */
  @Column({ name: 'browser', ...binary }) browser: Buffer;
  @Column({ name: 'request', ...json }) request: AuthorizationRequest | DeviceRequest;
  /** What the user typed last as their name. */
  @Column({ name: 'username', ...exactText, nullable: true }) username: string | null;
  @Column({ name: 'failure', type: 'varchar', nullable: true }) failure:
    'credentials' | 'busy' | 'limited' | null;
  /** The consent decision of this occasion. */
  @Column({ name: 'decision', type: 'varchar', nullable: true }) decision: 'allow' | 'deny' | null;
  @Column({ name: 'allowed_scopes', ...json, nullable: true }) allowedScopes: string[] | null;
  /** Whose consent it was: a decision of one account says nothing about another. */
  @Column({ name: 'decided_by', ...exactText, nullable: true }) decidedBy: string | null;
  @Column({ name: 'created_at', ...instant }) createdAt: number;
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
  @Column({ name: 'completed_at', ...instant, nullable: true }) completedAt: number | null;
}
