import { ApiProperty } from '@nestjs/swagger';

/** A user who could become a member. */
export class CandidateResponse {
  @ApiProperty() subject: string;
  @ApiProperty() username: string;
  @ApiProperty() name: string;
  @ApiProperty({ description: 'Is one already.' }) member: boolean;
}
