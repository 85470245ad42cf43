import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, instant } from '../storage/columns.js';

/** That a user allowed a client one scope. */
@Entity({ name: 'oauth_consent', synchronize: false })
export class Consent {
  @PrimaryColumn({ name: 'subject', ...exactText }) subject: string;
  @PrimaryColumn({ name: 'client_id', ...exactText }) clientId: string;
  @PrimaryColumn({ name: 'scope', ...exactText }) scope: string;
  @Column({ name: 'granted_at', ...instant }) grantedAt: number;
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
}
