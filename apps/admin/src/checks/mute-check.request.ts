import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';

export class MuteCheckRequest {
  @ApiProperty({ example: 'Their network has no other way.', minLength: 1, maxLength: 500 })
  @IsString()
  @Matches(/\S/, { message: 'Say why it is all right.' })
  @MaxLength(500)
  reason: string;
}
