import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import {
  AuthorizationRevocations,
  idFromText,
  SecondFactors,
  UserApps,
  UserSessions,
} from '@portcullis/oauth';
import { AdminAccess, Needs } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiError } from '../errors/api-error.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { MemberShield } from './member-shield.js';
import { SignOutRequest } from './sign-out.request.js';
import {
  SecondFactorResponse,
  toSecondFactorResponse,
  toUserAppResponse,
  toUserSessionResponse,
  UserAppResponse,
  UserSessionResponse,
} from './user-access.response.js';
import { SignedOutEverywhereResponse, toSignedOutResponse } from './user.response.js';

/** More are not listed: whoever ends some finds the rest. */
const MAX_SESSIONS = 100;

/** Where a user is signed in, by what, and which clients got access. Of any subject, whatever store it is in. */
@ApiTags('users')
@AdminAccess('users.read')
@Controller('api/users/:subject')
export class UserAccessController {
  constructor(
    private readonly sessions: UserSessions,
    private readonly apps: UserApps,
    private readonly revocations: AuthorizationRevocations,
    private readonly factors: SecondFactors,
    private readonly shield: MemberShield,
  ) {}

  @Get('sessions')
  @ApiOperation({ summary: 'The browsers in which a user is signed in, the latest first' })
  @ApiOkResponse({ type: [UserSessionResponse] })
  async listSessions(@Param('subject') subject: string): Promise<UserSessionResponse[]> {
    return (await this.sessions.list(subject, MAX_SESSIONS)).map(toUserSessionResponse);
  }

  @Needs('users.edit')
  @Post('sessions/:id/end')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign a user out in one browser; its clients are told' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async endSession(
    @Param('subject') subject: string,
    @Param('id') id: string,
    @CurrentAdmin() admin: Admin,
  ): Promise<void> {
    const sessionId = idFromText(id);
    if (!sessionId || !(await this.sessions.end(subject, sessionId, admin.actor))) {
      throw new ApiError(404, 'not_found', 'The user has no such session (any more).');
    }
  }

  @Needs('users.edit')
  @Post('sign-out')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign a user out everywhere; clients are told' })
  @ApiOkResponse({ type: SignedOutEverywhereResponse })
  async signOut(
    @Param('subject') subject: string,
    @Body() { everything = false }: SignOutRequest,
    @CurrentAdmin() admin: Admin,
  ): Promise<SignedOutEverywhereResponse> {
    return toSignedOutResponse(await this.sessions.endAll(subject, everything, admin.actor));
  }

  @Get('apps')
  @ApiOperation({ summary: 'The clients to which a user gave access' })
  @ApiOkResponse({ type: [UserAppResponse] })
  async listApps(@Param('subject') subject: string): Promise<UserAppResponse[]> {
    return (await this.apps.of(subject)).map(toUserAppResponse);
  }

  @Needs('grants.revoke')
  @Post('apps/:clientId/remove')
  @HttpCode(204)
  @ApiOperation({ summary: 'End all that a user allowed a client, and forget the consent' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async removeApp(
    @Param('subject') subject: string,
    @Param('clientId') clientId: string,
    @CurrentAdmin() admin: Admin,
  ): Promise<void> {
    if (!(await this.revocations.removeApp(subject, clientId, admin.actor))) {
      throw new ApiError(404, 'not_found', 'The client has no access to this account (any more).');
    }
  }

  @Get('second-factor')
  @ApiOperation({ summary: 'What a user can prove beside a password' })
  @ApiOkResponse({ type: SecondFactorResponse })
  async secondFactor(@Param('subject') subject: string): Promise<SecondFactorResponse> {
    return toSecondFactorResponse(await this.factors.of(subject));
  }

  @Needs('users.edit')
  @Post('second-factor/reset')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take away authenticator app, passkeys and recovery codes of a user' })
  @ApiNoContentResponse()
  async resetSecondFactor(@Param('subject') subject: string, @CurrentAdmin() admin: Admin): Promise<void> {
    await this.shield.refuse(subject, admin);
    await this.factors.reset(subject, admin.actor);
  }
}
