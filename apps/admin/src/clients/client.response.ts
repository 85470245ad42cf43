import { ApiProperty } from '@nestjs/swagger';
import type { Client } from '@portcullis/oauth';
import { isoTime } from './iso-time.js';

const TEXT_LIST = { type: String, isArray: true } as const;
const OPTIONAL_TEXT = { type: String, nullable: true } as const;
const TIME = { type: String, format: 'date-time' } as const;
const OPTIONAL_TIME = { ...TIME, nullable: true } as const;

/** A registered client as the JSON API shows it. Never a secret. */
export class ClientResponse {
  @ApiProperty({ example: 'acme-wiki' }) clientId: string;
  @ApiProperty({ example: 'Acme Wiki' }) name: string;
  @ApiProperty(TEXT_LIST) redirectUris: string[];
  @ApiProperty(TEXT_LIST) grantTypes: string[];
  @ApiProperty(TEXT_LIST) scopes: string[];
  @ApiProperty(TEXT_LIST) audiences: string[];
  @ApiProperty({ enum: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] })
  tokenEndpointAuthMethod: string;
  @ApiProperty({ enum: ['jwt', 'opaque'] }) accessTokenFormat: string;
  @ApiProperty({ enum: ['ES256', 'RS256'] }) accessTokenAlg: string;
  @ApiProperty({ enum: ['ES256', 'RS256'] }) idTokenAlg: string;
  @ApiProperty({ type: Number, nullable: true, description: 'Seconds; null means the server default.' })
  accessTokenSeconds: number | null;
  @ApiProperty() requirePkce: boolean;
  @ApiProperty({ description: 'Our own application: the consent page is skipped.' }) firstParty: boolean;
  @ApiProperty({ description: 'May ask check_access about tokens for its audiences.' })
  mayIntrospect: boolean;
  @ApiProperty(OPTIONAL_TEXT) uri: string | null;
  @ApiProperty(OPTIONAL_TEXT) logoUri: string | null;
  @ApiProperty({ type: Object, nullable: true, description: 'JWK Set, public keys only.' })
  jwks: Client['jwks'];
  @ApiProperty(OPTIONAL_TEXT) jwksUri: string | null;
  @ApiProperty({ enum: ['ES256', 'RS256', 'PS256', 'EdDSA'], nullable: true })
  authSigningAlg: string | null;
  @ApiProperty() strictAssertionAudience: boolean;
  @ApiProperty() requirePushedAuthorizationRequests: boolean;
  @ApiProperty() dpopBoundAccessTokens: boolean;
  @ApiProperty({ enum: ['rotate', 'reuse'] }) refreshPolicy: string;
  @ApiProperty(TEXT_LIST) postLogoutRedirectUris: string[];
  @ApiProperty(OPTIONAL_TEXT) backchannelLogoutUri: string | null;
  @ApiProperty() backchannelLogoutSessionRequired: boolean;
  @ApiProperty(TIME) createdAt: string;
  @ApiProperty(TIME) updatedAt: string;
  @ApiProperty(OPTIONAL_TIME) disabledAt: string | null;
  @ApiProperty({ description: 'Grows with every edit. The ETag carries it.' }) version: number;
  @ApiProperty({ description: "This app's own registration: it cannot be disabled here." })
  protected: boolean;
}

/** @param ownClientId the registration of the admin app itself */
export function toClientResponse(client: Client, ownClientId: string): ClientResponse {
  return {
    clientId: client.clientId,
    name: client.name,
    redirectUris: client.redirectUris,
    grantTypes: client.grantTypes,
    scopes: client.scopes,
    audiences: client.audiences,
    tokenEndpointAuthMethod: client.tokenEndpointAuthMethod,
    accessTokenFormat: client.accessTokenFormat,
    accessTokenAlg: client.accessTokenAlg,
    idTokenAlg: client.idTokenAlg,
    accessTokenSeconds: client.accessTokenSeconds,
    requirePkce: client.requirePkce,
    firstParty: client.firstParty,
    mayIntrospect: client.mayIntrospect,
    uri: client.uri,
    logoUri: client.logoUri,
    jwks: client.jwks,
    jwksUri: client.jwksUri,
    authSigningAlg: client.authSigningAlg,
    strictAssertionAudience: client.strictAssertionAudience,
    requirePushedAuthorizationRequests: client.requirePushedAuthorizationRequests,
    dpopBoundAccessTokens: client.dpopBoundAccessTokens,
    refreshPolicy: client.refreshPolicy,
    postLogoutRedirectUris: client.postLogoutRedirectUris,
    backchannelLogoutUri: client.backchannelLogoutUri,
    backchannelLogoutSessionRequired: client.backchannelLogoutSessionRequired,
    createdAt: isoTime(client.createdAt),
    updatedAt: isoTime(client.updatedAt),
    disabledAt: isoTime(client.disabledAt),
    version: client.version,
    protected: client.clientId === ownClientId,
  };
}
