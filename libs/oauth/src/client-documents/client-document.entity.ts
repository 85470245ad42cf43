import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, instant, json } from '../storage/columns.js';

/** A client ID metadata document as it was last fetched (draft-ietf-oauth-client-id-metadata-document). */
@Entity({ name: 'oauth_client_document', synchronize: false })
export class ClientDocument {
  /** The URL, which is the `client_id`. */
  @PrimaryColumn({ name: 'client_id', ...exactText }) clientId: string;
  @Column({ name: 'document', ...json }) document: Record<string, unknown>;
  @Column({ name: 'fetched_at', ...instant }) fetchedAt: number;
  /** The first time, unless it was forgotten in between; null in a row from before this was written down. */
  @Column({ name: 'first_fetched_at', ...instant, nullable: true }) firstFetchedAt: number | null;
  /** From here on it is fetched again before it is used. */
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
}
