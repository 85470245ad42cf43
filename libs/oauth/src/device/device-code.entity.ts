import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant, json } from '../storage/columns.js';

export type DeviceStatus = 'pending' | 'approved' | 'denied';

/** A device code and the user code that stands for it on the user's screen (RFC 8628 section 3.2). */
@Entity({ name: 'oauth_device_code', synchronize: false })
export class DeviceCode {
  /** Also the id of the authorization that the user's approval creates. */
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  /** SHA-256 of the device code. */
  @Column({ name: 'digest', ...binary }) digest: Buffer;
  /** HMAC of the user code under a key of this purpose: the code is too short for a bare digest to hide it. */
  @Column({ name: 'user_code_digest', ...binary }) userCodeDigest: Buffer;
  @Column({ name: 'client_id', ...exactText }) clientId: string;
  @Column({ name: 'scopes', ...json }) scopes: string[];
  /** RFC 8707; empty when the request named none. */
  @Column({ name: 'resources', ...json }) resources: string[];
  @Column({ name: 'status', type: 'varchar' }) status: DeviceStatus;
  /** Seconds between two polls; grows with every one that comes too early (section 3.5). */
  @Column({ name: 'poll_interval', type: 'int' }) pollInterval: number;
  /** The next poll may come from here on. */
  @Column({ name: 'next_poll_at', ...instant }) nextPollAt: number;
  @Column({ name: 'created_at', ...instant }) createdAt: number;
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
  /** Set by the one poll that gets the tokens. */
  @Column({ name: 'consumed_at', ...instant, nullable: true }) consumedAt: number | null;
}
