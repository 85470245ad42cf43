import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, flag, instant, json } from '../storage/columns.js';

/** `token_endpoint_auth_method` of RFC 7591 section 2; `none` is a public client. */
export type ClientAuthMethod = 'client_secret_basic' | 'client_secret_post' | 'none';
export type AccessTokenFormat = 'jwt' | 'opaque';
export type SigningAlgorithm = 'ES256' | 'RS256';

/** A registered client (RFC 6749 section 2). */
@Entity({ name: 'oauth_client', synchronize: false })
export class Client {
  @PrimaryColumn({ name: 'client_id', ...exactText }) clientId: string;
  @Column({ name: 'name', type: 'varchar' }) name: string;
  @Column({ name: 'token_endpoint_auth_method', type: 'varchar' }) tokenEndpointAuthMethod: ClientAuthMethod;
  @Column({ name: 'grant_types', ...json }) grantTypes: string[];
  @Column({ name: 'redirect_uris', ...json }) redirectUris: string[];
  @Column({ name: 'scopes', ...json }) scopes: string[];
  /** Resources the client may ask tokens for; the first is the default audience. Empty: the issuer itself. */
  @Column({ name: 'audiences', ...json }) audiences: string[];
  @Column({ name: 'access_token_format', type: 'varchar' }) accessTokenFormat: AccessTokenFormat;
  @Column({ name: 'access_token_alg', type: 'varchar' }) accessTokenAlg: SigningAlgorithm;
  @Column({ name: 'id_token_alg', type: 'varchar' }) idTokenAlg: SigningAlgorithm;
  /** Lifetime in seconds; null: the server's default. */
  @Column({ name: 'access_token_seconds', type: 'int', nullable: true }) accessTokenSeconds: number | null;
  /** Off only for a confidential client, by an administrator (policy P1). */
  @Column({ name: 'require_pkce', ...flag }) requirePkce: boolean;
  /** Our own application: the consent page is skipped (policy P19). */
  @Column({ name: 'first_party', ...flag }) firstParty: boolean;
  /** A resource server: may ask `/oauth/check_access` about tokens for its audiences. */
  @Column({ name: 'may_introspect', ...flag }) mayIntrospect: boolean;
  @Column({ name: 'uri', type: 'varchar', nullable: true }) uri: string | null;
  @Column({ name: 'logo_uri', type: 'varchar', nullable: true }) logoUri: string | null;
  @Column({ name: 'created_at', ...instant }) createdAt: number;
  @Column({ name: 'updated_at', ...instant }) updatedAt: number;
  @Column({ name: 'disabled_at', ...instant, nullable: true }) disabledAt: number | null;
  /** Grows with every edit; an editor names the version it saw. */
  @Column({ name: 'version', type: 'int' }) version: number;
}

export function isPublic(client: Pick<Client, 'tokenEndpointAuthMethod'>): boolean {
  return client.tokenEndpointAuthMethod === 'none';
}
