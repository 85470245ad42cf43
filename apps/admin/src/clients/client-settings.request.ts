import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { APPLICATION_TYPES, type ClientSettings } from '@portcullis/oauth';
import { MAX_REFRESH_TOKEN_SECONDS, MAX_TOKEN_SECONDS } from '@portcullis/oauth/browser';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { IfNotNull, IfPresent } from '../wire/optional-field.js';

const AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const;
const FORMATS = ['jwt', 'opaque'] as const;
const ALGORITHMS = ['ES256', 'RS256'] as const;
const ASSERTION_ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA'] as const;
const REFRESH_POLICIES = ['rotate', 'reuse'] as const;

/** A lifetime; null: the server's own. */
function SecondsUpTo(maximum: number, description = 'Seconds.'): PropertyDecorator {
  return applyDecorators(
    Max(maximum),
    Min(1),
    IsInt(),
    IfNotNull(),
    ApiPropertyOptional({ type: Number, nullable: true, minimum: 1, maximum, description }),
  );
}

/**
 * What can be set about a client. Shapes and sizes are judged here; what the values mean (which URIs, which
 * combinations) is judged by the client registry, for every caller alike.
 */
export class ClientSettingsRequest {
  @ApiPropertyOptional({
    enum: APPLICATION_TYPES,
    nullable: true,
    description: 'What kind of application it is; null or absent: what its settings tell.',
  })
  @IfNotNull()
  @IsIn(APPLICATION_TYPES)
  applicationType?: ClientSettings['applicationType'];

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 1000, description: 'For administrators.' })
  @IfNotNull()
  @IsString()
  @MaxLength(1000)
  description?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 200,
    example: 'Platform team',
    description: 'The person or team to ask about it.',
  })
  @IfNotNull()
  @IsString()
  @MaxLength(200)
  owner?: string | null;

  @ApiPropertyOptional({ type: [String], maxItems: 100, example: ['https://wiki.acme.example/callback'] })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(2000, { each: true })
  redirectUris?: string[];

  @ApiPropertyOptional({ type: [String], maxItems: 100, example: ['authorization_code', 'refresh_token'] })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  grantTypes?: string[];

  @ApiPropertyOptional({ type: [String], maxItems: 100, example: ['openid', 'profile'] })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(128, { each: true })
  scopes?: string[];

  @ApiPropertyOptional({ type: [String], maxItems: 50, example: ['https://orders.acme.example'] })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(2000, { each: true })
  audiences?: string[];

  @ApiPropertyOptional({ enum: AUTH_METHODS })
  @IfPresent()
  @IsIn(AUTH_METHODS)
  tokenEndpointAuthMethod?: ClientSettings['tokenEndpointAuthMethod'];

  @ApiPropertyOptional({ enum: FORMATS })
  @IfPresent()
  @IsIn(FORMATS)
  accessTokenFormat?: ClientSettings['accessTokenFormat'];

  @ApiPropertyOptional({ enum: ALGORITHMS })
  @IfPresent()
  @IsIn(ALGORITHMS)
  accessTokenAlg?: ClientSettings['accessTokenAlg'];

  @ApiPropertyOptional({ enum: ALGORITHMS })
  @IfPresent()
  @IsIn(ALGORITHMS)
  idTokenAlg?: ClientSettings['idTokenAlg'];

  @SecondsUpTo(MAX_TOKEN_SECONDS)
  accessTokenSeconds?: number | null;

  @SecondsUpTo(MAX_REFRESH_TOKEN_SECONDS, 'How long a refresh token may lie unused. Seconds.')
  refreshTokenSeconds?: number | null;

  @SecondsUpTo(MAX_TOKEN_SECONDS)
  idTokenSeconds?: number | null;

  @ApiPropertyOptional()
  @IfPresent()
  @IsBoolean()
  requirePkce?: boolean;

  @ApiPropertyOptional()
  @IfPresent()
  @IsBoolean()
  firstParty?: boolean;

  @ApiPropertyOptional()
  @IfPresent()
  @IsBoolean()
  mayIntrospect?: boolean;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 2000, description: 'https only.' })
  @IfNotNull()
  @IsString()
  @MaxLength(2000)
  uri?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 2000, description: 'https only.' })
  @IfNotNull()
  @IsString()
  @MaxLength(2000)
  logoUri?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 2000,
    description: 'Terms of service. https only.',
  })
  @IfNotNull()
  @IsString()
  @MaxLength(2000)
  tosUri?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 2000,
    description: 'Privacy policy. https only.',
  })
  @IfNotNull()
  @IsString()
  @MaxLength(2000)
  policyUri?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 2000,
    description: 'Where a sign-in is begun again. https only.',
  })
  @IfNotNull()
  @IsString()
  @MaxLength(2000)
  initiateLoginUri?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 7,
    example: '#364fc7',
    description: 'Colour of its buttons and links on the pages of the authorization server.',
  })
  @IfNotNull()
  @IsString()
  @MaxLength(7)
  accent?: string | null;

  @ApiPropertyOptional({
    type: Object,
    nullable: true,
    description: 'JWK Set with the public keys of a client with private_key_jwt; instead of jwksUri.',
  })
  @IfNotNull()
  @IsObject()
  jwks?: ClientSettings['jwks'];

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 2000, description: 'https only.' })
  @IfNotNull()
  @IsString()
  @MaxLength(2000)
  jwksUri?: string | null;

  @ApiPropertyOptional({
    enum: ASSERTION_ALGORITHMS,
    nullable: true,
    description: 'The only one its assertions may be signed with.',
  })
  @IfNotNull()
  @IsIn(ASSERTION_ALGORITHMS)
  authSigningAlg?: ClientSettings['authSigningAlg'];

  @ApiPropertyOptional({ description: 'Its assertions name the issuer alone as their audience.' })
  @IfPresent()
  @IsBoolean()
  strictAssertionAudience?: boolean;

  @ApiPropertyOptional({ description: 'It must push its authorization requests (RFC 9126).' })
  @IfPresent()
  @IsBoolean()
  requirePushedAuthorizationRequests?: boolean;

  @ApiPropertyOptional({ description: 'It gets no tokens but DPoP-bound ones (RFC 9449).' })
  @IfPresent()
  @IsBoolean()
  dpopBoundAccessTokens?: boolean;

  @ApiPropertyOptional({ enum: REFRESH_POLICIES })
  @IfPresent()
  @IsIn(REFRESH_POLICIES)
  refreshPolicy?: ClientSettings['refreshPolicy'];

  @ApiPropertyOptional({ type: [String], maxItems: 100, example: ['https://wiki.acme.example/signed-out'] })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(2000, { each: true })
  postLogoutRedirectUris?: string[];

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 2000, description: 'https only.' })
  @IfNotNull()
  @IsString()
  @MaxLength(2000)
  backchannelLogoutUri?: string | null;

  @ApiPropertyOptional({ description: 'Its logout tokens name the session.' })
  @IfPresent()
  @IsBoolean()
  backchannelLogoutSessionRequired?: boolean;
}
