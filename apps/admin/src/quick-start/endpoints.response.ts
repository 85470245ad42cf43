import { ApiProperty } from '@nestjs/swagger';

/** Where the authorization server is, as its metadata says (RFC 8414). */
export class EndpointsResponse {
  @ApiProperty() issuer: string;
  @ApiProperty() authorizationEndpoint: string;
  @ApiProperty() tokenEndpoint: string;
  @ApiProperty() userinfoEndpoint: string;
  @ApiProperty() introspectionEndpoint: string;
  @ApiProperty() jwksUri: string;
  @ApiProperty({ type: String, nullable: true }) deviceAuthorizationEndpoint: string | null;
}
