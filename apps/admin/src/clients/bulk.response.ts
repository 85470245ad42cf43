import { ApiProperty } from '@nestjs/swagger';

export class BulkFailure {
  @ApiProperty({ description: 'Client id.' }) key: string;
  @ApiProperty({ example: 'not_assigned', description: 'An error code of this API.' }) reason: string;
}

export class BulkResponse {
  @ApiProperty({ description: 'Clients that it is about, those that fail included.' }) count: number;
  @ApiProperty({ description: 'Clients that were changed; 0 of a dry run.' }) done: number;
  @ApiProperty({ type: [BulkFailure] }) failed: BulkFailure[];
}
