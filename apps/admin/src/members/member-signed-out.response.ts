import { ApiProperty } from '@nestjs/swagger';

export class MemberSignedOutResponse {
  @ApiProperty({ description: 'How many sessions have ended.' }) sessions: number;
}
