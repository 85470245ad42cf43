import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { WithoutNul } from '../lists/without-nul.decorator.js';

export class SearchRequest {
  @ApiProperty({
    description: 'A name, an id, a key id, or any text with a reference in it.',
    minLength: 1,
    maxLength: 2000,
  })
  @IsString()
  @Length(1, 2000)
  @WithoutNul()
  q: string;
}
