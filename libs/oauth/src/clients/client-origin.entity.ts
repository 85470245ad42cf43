import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, instant } from '../storage/columns.js';

/** An origin from whose pages a client may read our answers (CORS): that of one of its redirect URIs. */
@Entity({ name: 'oauth_client_origin', synchronize: false })
export class ClientOrigin {
  @PrimaryColumn({ name: 'origin', ...exactText }) origin: string;
  @PrimaryColumn({ name: 'client_id', ...exactText }) clientId: string;
  /** Null for a registered client; of one that is known from elsewhere, how long it is. */
  @Column({ name: 'expires_at', ...instant, nullable: true }) expiresAt: number | null;
}
