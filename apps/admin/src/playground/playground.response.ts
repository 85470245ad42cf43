import { ApiProperty } from '@nestjs/swagger';

/** What somebody can try out. */
export class PlaygroundResponse {
  @ApiProperty({ description: 'PLAYGROUND is on.' }) on: boolean;
  @ApiProperty() clientId: string;
  @ApiProperty({ type: [String] }) scopes: string[];
}
