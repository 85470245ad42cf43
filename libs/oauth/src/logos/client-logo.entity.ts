import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant } from '../storage/columns.js';

/** A client's logo as our pages show it. Fetched by the server: its host must not learn who signs in. */
@Entity({ name: 'oauth_client_logo', synchronize: false })
export class ClientLogo {
  @PrimaryColumn({ name: 'client_id', ...exactText }) clientId: string;
  /** Where it came from; a client that names another one has none until that is fetched. */
  @Column({ name: 'uri', type: 'varchar' }) uri: string;
  /** SHA-256 of the content; null when it could not be had. */
  @Column({ name: 'version', ...binary, nullable: true }) version: Buffer | null;
  @Column({ name: 'media_type', type: 'varchar', nullable: true }) mediaType: string | null;
  @Column({ name: 'content', ...binary, nullable: true }) content: Buffer | null;
  /** For the last time with success; before that, when it was first tried. */
  @Column({ name: 'fetched_at', ...instant }) fetchedAt: number;
  /** From then on it is fetched again. Whoever moves it on, in one statement, does so. */
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
}
