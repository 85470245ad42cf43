import { ApiProperty } from '@nestjs/swagger';

/** One value that is in force. */
export class SettingResponse {
  @ApiProperty({ example: 'lifetimes.accessToken' }) name: string;
  @ApiProperty({ type: String, nullable: true, description: 'As JSON; null when it is not set.' })
  value: string | null;
  @ApiProperty({ enum: ['default', 'option', 'environment'] }) source: string;
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'LIFETIMES',
    description: 'The environment variable that it was read from.',
  })
  variable: string | null;
}

/** What is in force at the authorization server and in this app. Never a secret. */
export class ServerSettingsResponse {
  @ApiProperty({ type: [SettingResponse], description: 'Options of the authorization server.' })
  server: SettingResponse[];
  @ApiProperty({ type: [SettingResponse], description: 'Of this admin app.' }) admin: SettingResponse[];
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Shows the pages of the authorization server in every state; null where it is off.',
  })
  gallery: string | null;
}
