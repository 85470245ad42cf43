import { ApiProperty } from '@nestjs/swagger';

export class GrantUsageResponse {
  @ApiProperty({ example: 'authorization_code' }) grantType: string;
  @ApiProperty() tokens: number;
}

export class ClientUsageResponse {
  @ApiProperty() clientId: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null for one that is not registered (any more).',
  })
  name: string | null;
  @ApiProperty() tokens: number;
}

/** Access tokens that were issued. Both lists sum up to the total. */
export class UsageResponse {
  @ApiProperty({
    type: String,
    format: 'date-time',
    description: 'The hour in which it begins counts whole.',
  })
  since: string;
  @ApiProperty() total: number;
  @ApiProperty({ type: [GrantUsageResponse] }) byGrant: GrantUsageResponse[];
  @ApiProperty({ type: [ClientUsageResponse], description: 'Those with the most tokens.' })
  byClient: ClientUsageResponse[];
  @ApiProperty({ description: 'Of all the clients that are not listed.' }) otherClients: number;
}
