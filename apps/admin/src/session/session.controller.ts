import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AdminAccess } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { Preferences } from '../account/preferences.js';
import { AdminSettings } from '../settings.js';
import { AdminSessions } from './admin-sessions.js';
import { SessionResponse } from './session.response.js';

@ApiTags('session')
@AdminAccess('member')
@Controller('api/session')
export class SessionController {
  constructor(
    private readonly sessions: AdminSessions,
    private readonly settings: AdminSettings,
    private readonly preferences: Preferences,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who am I' })
  @ApiOkResponse({ type: SessionResponse })
  async read(
    @CurrentAdmin() { actor, role, permissions, ownClients, session }: Admin,
  ): Promise<SessionResponse> {
    return {
      subject: actor.subject,
      name: actor.name,
      role,
      permissions,
      ownClients: [...ownClients],
      csrfToken: session && this.sessions.csrfToken(session),
      issuer: this.settings.issuer,
      preferences: await this.preferences.of(actor.subject),
    };
  }
}
