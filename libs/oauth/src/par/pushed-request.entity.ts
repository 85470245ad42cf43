import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant, json } from '../storage/columns.js';

/** A pushed authorization request (RFC 9126): the parameters as its client sent them, already checked once. */
@Entity({ name: 'oauth_pushed_request', synchronize: false })
export class PushedRequest {
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  /** SHA-256 of the reference in the `request_uri`. */
  @Column({ name: 'digest', ...binary }) digest: Buffer;
  @Column({ name: 'client_id', ...exactText }) clientId: string;
  @Column({ name: 'parameters', ...json }) parameters: Record<string, string>;
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
  /** Set by the one authorization that completes (policy P17). */
  @Column({ name: 'completed_at', ...instant, nullable: true }) completedAt: number | null;
}
