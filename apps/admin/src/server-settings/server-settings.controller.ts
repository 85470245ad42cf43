import { Controller, Get } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Setting } from '@portcullis/oauth';
import { AdminAccess } from '../access/admin-access.decorator.js';
import { Console } from '../authority/console.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { AdminSettings } from '../settings.js';
import { ServerSettingsResponse, type SettingResponse } from './server-settings.response.js';

/** The settings, to read: they are changed where the servers are started. */
@ApiTags('server settings')
@AdminAccess('settings.read')
@Controller('api/configuration')
export class ServerSettingsController {
  constructor(
    private readonly authorityConsole: Console,
    private readonly settings: AdminSettings,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Read what is in force, and where each value comes from' })
  @ApiOkResponse({ type: ServerSettingsResponse })
  @ApiConflictResponse({
    type: ApiProblemResponse,
    description: 'The authorization server does not know this app.',
  })
  @ApiServiceUnavailableResponse({ type: ApiProblemResponse })
  async read(): Promise<ServerSettingsResponse> {
    const { settings, gallery } = await this.authorityConsole.configuration();
    return { server: settings.map(toSettingResponse), admin: this.own(), gallery };
  }

  /** By the names of the variables: this app has no other options. */
  private own(): SettingResponse[] {
    const { url, issuer, port, clientId, playground, databaseUrl } = this.settings;
    const values: readonly (readonly [string, unknown])[] = [
      ['ADMIN_URL', url],
      ['ISSUER', issuer],
      ['PORT', port],
      ['ADMIN_CLIENT_ID', clientId],
      // Its address holds the password of the database.
      [
        'DATABASE_URL',
        databaseUrl.startsWith('sqlite:') ? 'sqlite' : new URL(databaseUrl).protocol.slice(0, -1),
      ],
      ['PLAYGROUND', playground],
    ];
    return values.map(([name, value]) => {
      const isSet = Boolean(process.env[name]);
      return toSettingResponse({
        name,
        value,
        source: isSet ? 'environment' : 'default',
        variable: isSet ? name : null,
      });
    });
  }
}

function toSettingResponse({ name, value, source, variable }: Setting): SettingResponse {
  return { name, value: value === null ? null : JSON.stringify(value), source, variable };
}
