import { Column, Entity, PrimaryColumn } from 'typeorm';
import { binary, exactText, instant } from '../storage/columns.js';

/** An authorization code (RFC 6749 section 1.3.1): one minute, one use. */
@Entity({ name: 'oauth_authorization_code', synchronize: false })
export class AuthorizationCode {
  @PrimaryColumn({ name: 'id', ...binary }) id: Buffer;
  @Column({ name: 'digest', ...binary }) digest: Buffer;
  @Column({ name: 'redirect_uri', ...exactText }) redirectUri: string;
  /** S256 challenge (RFC 7636); null only for a confidential client whose PKCE switch is off. */
  @Column({ name: 'code_challenge', ...exactText, nullable: true }) codeChallenge: string | null;
  @Column({ name: 'nonce', ...exactText, nullable: true }) nonce: string | null;
  /** Thumbprint of the key that the redemption must prove (RFC 9449 section 10). */
  @Column({ name: 'dpop_jkt', ...exactText, nullable: true }) dpopJkt: string | null;
  @Column({ name: 'expires_at', ...instant }) expiresAt: number;
  /** Set by the one redemption that wins. */
  @Column({ name: 'consumed_at', ...instant, nullable: true }) consumedAt: number | null;
}
