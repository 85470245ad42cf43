import { PreferencesResponse } from '../account/preferences.response.js';
import { ADMIN_ROLES } from '../access/roles.js';
import type { Permissions } from '../access/permissions.js';
import { ApiProperty } from '@nestjs/swagger';

/** Who is signed in, and what the page needs to speak to the API. */
export class SessionResponse {
  @ApiProperty() subject: string;
  @ApiProperty() name: string;
  @ApiProperty({ enum: [...ADMIN_ROLES, 'client'] }) role: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { enum: ['all', 'own', 'users', 'keys'] },
    description: 'What this person may do, and how far.',
  })
  permissions: Permissions;
  @ApiProperty({ type: [String], description: 'The clients within the reach `own`.' }) ownClients: string[];
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'For the header X-CSRF-Token; null with an access token.',
  })
  csrfToken: string | null;
  @ApiProperty({ description: 'The authorization server.' }) issuer: string;
  @ApiProperty({ description: 'What this person has chosen.' }) preferences: PreferencesResponse;
}
