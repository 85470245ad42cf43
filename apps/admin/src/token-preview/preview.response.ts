import { ApiProperty } from '@nestjs/swagger';
import type { PreviewedAnswer, PreviewedClaims } from '@portcullis/oauth';

const ORIGINS = ['protocol', 'server', 'client', 'user', 'scope', 'sign_in', 'request'] as const;
const REASONS = [
  'no_value',
  'scope_not_requested',
  'scope_not_registered',
  'no_scope',
  'at_userinfo',
  'not_requested',
] as const;

export class PreviewedClaimResponse {
  @ApiProperty({ example: 'email' }) name: string;
  @ApiProperty({ description: 'As JSON.', example: '"ada@example.com"' }) value: string;
  @ApiProperty({ enum: ORIGINS, description: 'Who or what decides about it.' })
  origin: (typeof ORIGINS)[number];
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'email',
    description: 'The option, setting, attribute, scope or parameter.',
  })
  from: string | null;
  @ApiProperty({ description: 'A made-up value: every token gets its own.' }) varies: boolean;
}

export class AbsentClaimResponse {
  @ApiProperty() name: string;
  @ApiProperty({ enum: REASONS }) reason: (typeof REASONS)[number];
  @ApiProperty({ type: String, nullable: true, description: 'The scope that releases it.' })
  scope: string | null;
}

export class PreviewedClaimsResponse {
  @ApiProperty({ type: [PreviewedClaimResponse] }) claims: PreviewedClaimResponse[];
  @ApiProperty({ type: [AbsentClaimResponse] }) absent: AbsentClaimResponse[];
}

export class PreviewedIdTokenResponse extends PreviewedClaimsResponse {
  @ApiProperty({ example: 'RS256' }) alg: string;
  @ApiProperty({ description: 'Seconds.' }) expiresIn: number;
}

export class PreviewedAccessTokenResponse extends PreviewedClaimsResponse {
  @ApiProperty({ enum: ['jwt', 'opaque'] }) format: string;
  @ApiProperty({ type: String, nullable: true, example: 'ES256' }) alg: string | null;
  @ApiProperty({ description: 'Seconds.' }) expiresIn: number;
}

export class PreviewedRefreshTokenResponse {
  @ApiProperty({ description: 'Unused for this long, it ends. Seconds.' }) idle: number;
  @ApiProperty({ description: 'It ends after this in any case. Seconds.' }) absolute: number;
}

export class PreviewedUserResponse {
  @ApiProperty() subject: string;
  @ApiProperty() username: string;
}

/** What the client would get. Nothing was issued. */
export class PreviewResponse {
  @ApiProperty() clientId: string;
  @ApiProperty({ type: PreviewedUserResponse, nullable: true }) user: PreviewedUserResponse | null;
  @ApiProperty({ type: [String] }) scopes: string[];
  @ApiProperty({ type: PreviewedAccessTokenResponse }) accessToken: PreviewedAccessTokenResponse;
  @ApiProperty({
    type: PreviewedIdTokenResponse,
    nullable: true,
    description: 'Null without the scope openid, and without a user.',
  })
  idToken: PreviewedIdTokenResponse | null;
  @ApiProperty({ type: PreviewedClaimsResponse, nullable: true }) userinfo: PreviewedClaimsResponse | null;
  @ApiProperty({ type: PreviewedRefreshTokenResponse, nullable: true })
  refreshToken: PreviewedRefreshTokenResponse | null;
}

export function toPreviewResponse(answer: PreviewedAnswer): PreviewResponse {
  const { access_token: access, id_token: id, userinfo } = answer;
  return {
    clientId: answer.client_id,
    user: answer.user && { subject: answer.user.subject, username: answer.user.username },
    scopes: [...answer.scopes],
    accessToken: {
      ...toClaims(access),
      format: access.format,
      alg: access.alg,
      expiresIn: access.expires_in,
    },
    idToken: id && { ...toClaims(id), alg: id.alg, expiresIn: id.expires_in },
    userinfo: userinfo && toClaims(userinfo),
    refreshToken: answer.refresh_token && { ...answer.refresh_token },
  };
}

function toClaims({ claims, absent }: PreviewedClaims): PreviewedClaimsResponse {
  return {
    claims: claims.map(({ value, ...claim }) => ({ ...claim, value: JSON.stringify(value) })),
    absent: absent.map((claim) => ({ ...claim })),
  };
}
