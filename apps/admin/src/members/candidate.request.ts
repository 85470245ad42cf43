import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { WithoutNul } from '../lists/without-nul.decorator.js';

export class FindCandidatesRequest {
  @ApiProperty({
    description: 'Part of a user name, a name or an e-mail address, or a whole subject.',
    maxLength: 200,
  })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  @WithoutNul()
  search: string;
}
