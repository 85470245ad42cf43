import { ApiProperty } from '@nestjs/swagger';

/** Who is signed in, and what the page needs to speak to the API. */
export class SessionResponse {
  @ApiProperty() subject: string;
  @ApiProperty() name: string;
  @ApiProperty({ enum: ['owner', 'client'] }) role: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'For the header X-CSRF-Token; null with an access token.',
  })
  csrfToken: string | null;
  @ApiProperty({ description: 'The authorization server.' }) issuer: string;
}
