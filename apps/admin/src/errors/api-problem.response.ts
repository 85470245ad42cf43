import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class FieldProblemResponse {
  @ApiProperty({ example: 'redirectUris' })
  field: string;

  @ApiProperty()
  message: string;
}

/** Every refusal of the JSON API. */
export class ApiProblemResponse {
  @ApiProperty({ description: 'Stable code for programs.', example: 'invalid_request' })
  error: string;

  @ApiProperty({ description: 'A sentence for people.' })
  message: string;

  @ApiPropertyOptional({ type: [FieldProblemResponse], description: 'Which fields were refused, and why.' })
  fields?: FieldProblemResponse[];

  @ApiPropertyOptional({ description: 'Finds the entry in the log; only with status 500.' })
  reference?: string;
}
