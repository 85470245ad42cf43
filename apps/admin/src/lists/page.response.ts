import { ApiProperty } from '@nestjs/swagger';

/** What every list answers beside its `items`. */
export class PageResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The cursor of the next page; null on the last.',
  })
  next: string | null;

  @ApiProperty({ description: 'How many there are on all pages, as far as they were counted.' })
  total: number;

  @ApiProperty({ description: 'There are more than `total`.' })
  more: boolean;
}
