import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { AuthorizationDirectory, AuthorizationRevocations, idFromText } from '@portcullis/oauth';
import { AdminAccess, Needs } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiError } from '../errors/api-error.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { GrantAccessTokenResponse, RevokedGrantsResponse, toAccessToken } from './grant.response.js';

/** More are not listed: they are short-lived. */
const MAX_TOKENS = 100;

/** What one client was allowed, and the access tokens of the client itself (RFC 6749 section 4.4). */
@ApiTags('grants')
@AdminAccess('grants.read')
@Controller('api/clients/:clientId')
export class ClientGrantsController {
  constructor(
    private readonly directory: AuthorizationDirectory,
    private readonly revocations: AuthorizationRevocations,
  ) {}

  @Get('access-tokens')
  @ApiOperation({
    summary: 'Opaque access tokens of the client itself, the latest first; JWT ones are in no table',
  })
  @ApiOkResponse({ type: [GrantAccessTokenResponse] })
  async tokens(@Param('clientId') clientId: string): Promise<GrantAccessTokenResponse[]> {
    return (await this.directory.clientTokens(clientId, MAX_TOKENS)).map(toAccessToken);
  }

  @Needs('grants.revoke')
  @Post('access-tokens/:id/revoke')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke an access token of the client itself' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async revokeToken(
    @Param('clientId') clientId: string,
    @Param('id') id: string,
    @CurrentAdmin() admin: Admin,
  ): Promise<void> {
    const bytes = idFromText(id);
    if (!bytes || !(await this.revocations.revokeClientToken(clientId, bytes, admin.actor))) {
      throw new ApiError(404, 'not_found', 'The client has no such access token (any more).');
    }
  }

  @Needs('grants.revoke')
  @Post('grants/revoke')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Revoke everything that users allowed the client, and its own opaque access tokens',
  })
  @ApiOkResponse({ type: RevokedGrantsResponse })
  async revokeAll(
    @Param('clientId') clientId: string,
    @CurrentAdmin() admin: Admin,
  ): Promise<RevokedGrantsResponse> {
    return this.revocations.revokeAll({ clientId }, admin.actor);
  }
}
