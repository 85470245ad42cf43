import { ApiProperty } from '@nestjs/swagger';

export const HIT_KINDS = ['client', 'user', 'key', 'error', 'event'] as const;

/** One thing that was found. */
export class SearchHitResponse {
  @ApiProperty({
    enum: HIT_KINDS,
    description: '`error`: what stands behind the reference of an error page; `event`: of the audit log.',
  })
  kind: (typeof HIT_KINDS)[number];
  @ApiProperty({ description: 'By which its own API knows it.' }) id: string;
  @ApiProperty({ description: 'A name, or the id where it has none.' }) title: string;
  @ApiProperty({ type: String, nullable: true }) detail: string | null;
  @ApiProperty({ description: 'A client or a user that is disabled.' }) disabled: boolean;
}

export class SearchResponse {
  @ApiProperty({ type: [SearchHitResponse], description: 'A few of each kind that the caller may read.' })
  hits: SearchHitResponse[];
}
