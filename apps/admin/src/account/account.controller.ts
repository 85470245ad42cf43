import { Body, Controller, Delete, Get, HttpCode, Param, Patch } from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { idToText } from '@portcullis/oauth';
import { AdminAccess } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiError } from '../errors/api-error.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { EndedSessionsResponse, OwnSessionsResponse, toOwnSession } from './own-session.response.js';
import { OwnSessions } from './own-sessions.js';
import { Preferences } from './preferences.js';
import { PreferencesRequest } from './preferences.request.js';
import { PreferencesResponse } from './preferences.response.js';

/** What everybody may see and change about themselves. */
@ApiTags('account')
@AdminAccess('member')
@Controller('api/account')
export class AccountController {
  constructor(
    private readonly preferences: Preferences,
    private readonly sessions: OwnSessions,
  ) {}

  @Patch('preferences')
  @ApiOperation({ summary: 'Choose a language, or switch the single-letter shortcuts on and off' })
  @ApiOkResponse({ type: PreferencesResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse, description: 'The caller is a program, not a member.' })
  async choose(
    @Body() body: PreferencesRequest,
    @CurrentAdmin() { actor }: Admin,
  ): Promise<PreferencesResponse> {
    if (!(await this.preferences.choose(actor.subject, body)))
      throw new ApiError(404, 'not_found', 'Only a member has preferences.');
    return this.preferences.of(actor.subject);
  }

  @Get('sessions')
  @ApiOperation({ summary: 'The browsers in which you are signed in to the admin app' })
  @ApiOkResponse({ type: OwnSessionsResponse })
  async list(@CurrentAdmin() { actor, session }: Admin): Promise<OwnSessionsResponse> {
    const own = await this.sessions.of(actor);
    return { items: own.map((each) => toOwnSession(each, session)) };
  }

  @Delete('sessions')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign out everywhere but here' })
  @ApiOkResponse({ type: EndedSessionsResponse })
  async endOthers(@CurrentAdmin() { actor, session }: Admin): Promise<EndedSessionsResponse> {
    const own = await this.sessions.of(actor);
    const others = own.filter(({ id }) => !(session && id.equals(session.id)));
    return { ended: await this.sessions.end(others, actor) };
  }

  @Delete('sessions/:sessionId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out one browser' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async endOne(@Param('sessionId') sessionId: string, @CurrentAdmin() { actor }: Admin): Promise<void> {
    const own = await this.sessions.of(actor);
    const named = own.find(({ id }) => idToText(id) === sessionId);
    if (!named) throw new ApiError(404, 'not_found', 'You have no such session; it may have ended.');
    await this.sessions.end([named], actor);
  }
}
