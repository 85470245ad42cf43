import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AdminAccess } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { AdminSettings } from '../settings.js';
import { AdminSessions } from './admin-sessions.js';
import { SessionResponse } from './session.response.js';

@ApiTags('session')
@AdminAccess()
@Controller('api/session')
export class SessionController {
  constructor(
    private readonly sessions: AdminSessions,
    private readonly settings: AdminSettings,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who am I' })
  @ApiOkResponse({ type: SessionResponse })
  read(@CurrentAdmin() { actor, role, session }: Admin): SessionResponse {
    return {
      ...actor,
      role,
      csrfToken: session && this.sessions.csrfToken(session),
      issuer: this.settings.issuer,
    };
  }
}
