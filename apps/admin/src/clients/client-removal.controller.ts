import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ClientRegistry, ClientRemoval, UnknownClient } from '@portcullis/oauth';
import { AdminAccess, Needs } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { ClientAssignments } from '../members/client-assignments.js';
import { DependentsResponse, RevokedResponse } from './dependents.response.js';
import { OwnRegistration } from './own-registration.js';

@ApiTags('clients')
@AdminAccess('clients.read')
@Controller('api/clients/:clientId')
export class ClientRemovalController {
  constructor(
    private readonly registry: ClientRegistry,
    private readonly removal: ClientRemoval,
    private readonly assignments: ClientAssignments,
    private readonly own: OwnRegistration,
  ) {}

  @Get('dependents')
  @ApiOperation({ summary: 'Count what would end with a client: users, authorizations, refresh tokens' })
  @ApiOkResponse({ type: DependentsResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async dependents(@Param('clientId') clientId: string): Promise<DependentsResponse> {
    if (!(await this.registry.get(clientId))) throw new UnknownClient(clientId);
    return this.removal.dependents(clientId);
  }

  @Needs('clients.end')
  @Post('revoke_tokens')
  @HttpCode(200)
  @ApiOperation({ summary: 'Revoke every token of a client: its users sign in again' })
  @ApiOkResponse({ type: RevokedResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: "The admin app's own client." })
  async revokeTokens(
    @Param('clientId') clientId: string,
    @CurrentAdmin() admin: Admin,
  ): Promise<RevokedResponse> {
    this.own.refuseEnding(clientId);
    return { authorizations: await this.removal.revokeTokens(clientId, admin.actor) };
  }

  @Needs('clients.end')
  @Delete()
  @ApiOperation({ summary: 'Delete a client with its secrets, and revoke everything it was allowed' })
  @ApiOkResponse({ type: RevokedResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: "The admin app's own client." })
  async delete(@Param('clientId') clientId: string, @CurrentAdmin() admin: Admin): Promise<RevokedResponse> {
    this.own.refuseEnding(clientId);
    const forget = this.assignments.forget(clientId);
    return { authorizations: await this.removal.delete(clientId, admin.actor, forget) };
  }
}
