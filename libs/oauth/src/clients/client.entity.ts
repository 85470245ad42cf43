import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JSONWebKeySet } from 'jose';
import { exactText, flag, instant, json, jsonList } from '../storage/columns.js';

/** What kind of application a client is, in the words of those who register it. It decides nothing by itself. */
export type ApplicationType = 'web' | 'spa' | 'native' | 'machine' | 'device' | 'api';
/** `token_endpoint_auth_method` of RFC 7591 section 2; `none` is a public client. */
export type ClientAuthMethod = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none';
export type AccessTokenFormat = 'jwt' | 'opaque';
export type SigningAlgorithm = 'ES256' | 'RS256';
/** Signature algorithms a client may be pinned to for its own assertions (RFC 7518 section 3.1, RFC 8037). */
export type AssertionAlgorithm = 'ES256' | 'RS256' | 'PS256' | 'EdDSA';
/**
 * What a refresh does with the presented token (policy P9): `rotate` replaces it, `reuse` keeps it, which only a
 * confidential client may.
 */
export type RefreshPolicy = 'rotate' | 'reuse';

/** A registered client (RFC 6749 section 2). */
@Entity({ name: 'oauth_client', synchronize: false })
export class Client {
  @PrimaryColumn({ name: 'client_id', ...exactText }) clientId: string;
  @Column({ name: 'name', type: 'varchar' }) name: string;
  /** Null in a row of a process from before there was this column: what the settings tell. */
  @Column({ name: 'application_type', type: 'varchar', nullable: true })
  applicationType: ApplicationType | null;
  /** What it is for; for administrators alone. */
  @Column({ name: 'description', type: 'text', nullable: true }) description: string | null;
  /** The person or team to ask about it; for administrators alone. */
  @Column({ name: 'owner', type: 'varchar', nullable: true }) owner: string | null;
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
  /** How long a refresh token may lie unused, in seconds; null: the server's default. */
  @Column({ name: 'refresh_token_seconds', type: 'int', nullable: true }) refreshTokenSeconds: number | null;
  /** Lifetime in seconds; null: the server's default. */
  @Column({ name: 'id_token_seconds', type: 'int', nullable: true }) idTokenSeconds: number | null;
  /** Off only for a confidential client, by an administrator (policy P1). */
  @Column({ name: 'require_pkce', ...flag }) requirePkce: boolean;
  /** Our own application: the consent page is skipped (policy P19). */
  @Column({ name: 'first_party', ...flag }) firstParty: boolean;
  /** A resource server: may ask `/oauth/check_access` about tokens for its audiences. */
  @Column({ name: 'may_introspect', ...flag }) mayIntrospect: boolean;
  @Column({ name: 'uri', type: 'varchar', nullable: true }) uri: string | null;
  @Column({ name: 'logo_uri', type: 'varchar', nullable: true }) logoUri: string | null;
  /** Terms of service (RFC 7591 section 2). */
  @Column({ name: 'tos_uri', type: 'varchar', nullable: true }) tosUri: string | null;
  /** Privacy policy (RFC 7591 section 2). */
  @Column({ name: 'policy_uri', type: 'varchar', nullable: true }) policyUri: string | null;
  /** Where a sign-in is begun again (OpenID Connect Core section 4). */
  @Column({ name: 'initiate_login_uri', type: 'varchar', nullable: true }) initiateLoginUri: string | null;
  /** Colour of its buttons and links on our pages, `#rrggbb`; null: that of the server. */
  @Column({ name: 'accent', type: 'varchar', nullable: true }) accent: string | null;
  /** Public keys of a client with `private_key_jwt`; instead of `jwksUri` (RFC 7591 section 2). */
  @Column({ name: 'jwks', ...json, nullable: true }) jwks: JSONWebKeySet | null;
  @Column({ name: 'jwks_uri', type: 'varchar', nullable: true }) jwksUri: string | null;
  /** `token_endpoint_auth_signing_alg`: the only one its assertions may use; null: any the server accepts. */
  @Column({ name: 'auth_signing_alg', type: 'varchar', nullable: true })
  authSigningAlg: AssertionAlgorithm | null;
  /** Its assertions must name the issuer, and nothing else, as their audience (policy P15). */
  @Column({ name: 'strict_assertion_audience', ...flag }) strictAssertionAudience: boolean;
  /** `require_pushed_authorization_requests` (RFC 9126 section 6). */
  @Column({ name: 'require_par', ...flag }) requirePushedAuthorizationRequests: boolean;
  /** `dpop_bound_access_tokens` (RFC 9449 section 5.2): without a proof it gets no token. */
  @Column({ name: 'dpop_bound', ...flag }) dpopBoundAccessTokens: boolean;
  @Column({ name: 'refresh_policy', type: 'varchar' }) refreshPolicy: RefreshPolicy;
  /** Where the user may be sent after signing out (OpenID Connect RP-Initiated Logout section 3.1). */
  @Column({ name: 'post_logout_redirect_uris', ...jsonList, nullable: true })
  postLogoutRedirectUris: string[];
  /** Is told when a session ends in which it got tokens (OpenID Connect Back-Channel Logout section 2.2). */
  @Column({ name: 'backchannel_logout_uri', type: 'varchar', nullable: true })
  backchannelLogoutUri: string | null;
  /** Its logout tokens must name the session, not only the user. */
  @Column({ name: 'backchannel_logout_session_required', ...flag })
  backchannelLogoutSessionRequired: boolean;
  @Column({ name: 'created_at', ...instant }) createdAt: number;
  @Column({ name: 'updated_at', ...instant }) updatedAt: number;
  @Column({ name: 'disabled_at', ...instant, nullable: true }) disabledAt: number | null;
  /** Access tokens that were issued until then are dead, whatever they say. */
  @Column({ name: 'tokens_revoked_at', ...instant, nullable: true }) tokensRevokedAt: number | null;
  /** Grows with every edit; an editor names the version it saw. */
  @Column({ name: 'version', type: 'int' }) version: number;
}

export function isPublic(client: Pick<Client, 'tokenEndpointAuthMethod'>): boolean {
  return client.tokenEndpointAuthMethod === 'none';
}

/** Does it authenticate with a secret that we hand out? */
export function hasSecret({
  tokenEndpointAuthMethod: method,
}: Pick<Client, 'tokenEndpointAuthMethod'>): boolean {
  return method === 'client_secret_basic' || method === 'client_secret_post';
}

/**
 * Does the client still stand behind an access token? Not behind one from before all its tokens were revoked.
 *
 * @param issuedAt `iat`: whole seconds, so that a token of the very second of the revocation is dead too
 */
export function standsBehind({ tokensRevokedAt }: Client, issuedAt: number): boolean {
  return tokensRevokedAt === null || issuedAt * 1000 > tokensRevokedAt;
}
