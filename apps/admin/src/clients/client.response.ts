import { ApiProperty } from '@nestjs/swagger';
import { APPLICATION_TYPES, applicationTypeOf, type ApplicationType, type Client } from '@portcullis/oauth';
import { isoTime } from '../wire/iso-time.js';

const TEXT_LIST = { type: String, isArray: true } as const;
const OPTIONAL_TEXT = { type: String, nullable: true } as const;
const TIME = { type: String, format: 'date-time' } as const;
const OPTIONAL_TIME = { ...TIME, nullable: true } as const;

/** A registered client as the JSON API shows it. Never a secret. */
export class ClientResponse {
  @ApiProperty({ example: 'acme-wiki' }) clientId: string;
  @ApiProperty({ example: 'Acme Wiki' }) name: string;
  @ApiProperty({ enum: APPLICATION_TYPES }) applicationType: ApplicationType;
  @ApiProperty(OPTIONAL_TEXT) description: string | null;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'The person or team to ask about it.' }) owner: string | null;
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
  @ApiProperty({ type: Number, nullable: true, description: 'How long a refresh token may lie unused.' })
  refreshTokenSeconds: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Seconds; null means the server default.' })
  idTokenSeconds: number | null;
  @ApiProperty() requirePkce: boolean;
  @ApiProperty({ description: 'Our own application: the consent page is skipped.' }) firstParty: boolean;
  @ApiProperty({ description: 'May ask check_access about tokens for its audiences.' })
  mayIntrospect: boolean;
  @ApiProperty(OPTIONAL_TEXT) uri: string | null;
  @ApiProperty(OPTIONAL_TEXT) logoUri: string | null;
  @ApiProperty(OPTIONAL_TEXT) tosUri: string | null;
  @ApiProperty(OPTIONAL_TEXT) policyUri: string | null;
  @ApiProperty(OPTIONAL_TEXT) initiateLoginUri: string | null;
  @ApiProperty(OPTIONAL_TEXT) accent: string | null;
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
    applicationType: client.applicationType ?? applicationTypeOf(client),
    description: client.description,
    owner: client.owner,
    redirectUris: client.redirectUris,
    grantTypes: client.grantTypes,
    scopes: client.scopes,
    audiences: client.audiences,
    tokenEndpointAuthMethod: client.tokenEndpointAuthMethod,
    accessTokenFormat: client.accessTokenFormat,
    accessTokenAlg: client.accessTokenAlg,
    idTokenAlg: client.idTokenAlg,
    accessTokenSeconds: client.accessTokenSeconds,
    refreshTokenSeconds: client.refreshTokenSeconds,
    idTokenSeconds: client.idTokenSeconds,
    requirePkce: client.requirePkce,
    firstParty: client.firstParty,
    mayIntrospect: client.mayIntrospect,
    uri: client.uri,
    logoUri: client.logoUri,
    tosUri: client.tosUri,
    policyUri: client.policyUri,
    initiateLoginUri: client.initiateLoginUri,
    accent: client.accent,
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
