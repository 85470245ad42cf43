import { ApiProperty } from '@nestjs/swagger';

/** What would end with a client. */
export class DependentsResponse {
  @ApiProperty({ description: 'Users with a live authorization.' }) users: number;
  @ApiProperty({ description: 'Live authorizations.' }) authorizations: number;
  @ApiProperty({ description: 'Live refresh tokens.' }) refreshTokens: number;
}

export class RevokedResponse {
  @ApiProperty({ description: 'Authorizations that were still standing.' }) authorizations: number;
}
