import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import {
  AuthorizationDirectory,
  AuthorizationRevocations,
  idFromText,
  type AuthorizationFilter,
} from '@portcullis/oauth';
import { AdminAccess, Needs } from '../access/admin-access.decorator.js';
import { reachesClient, reachOf, type Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import type { Permission } from '../access/permissions.js';
import { ApiError } from '../errors/api-error.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import {
  GrantFamilyResponse,
  GrantPageResponse,
  RevokedGrantsResponse,
  toGrantFamilyResponse,
  toGrantResponse,
} from './grant.response.js';
import { ListGrantsRequest } from './list-grants.request.js';
import { MatchingGrantsRequest, RevokeGrantsRequest } from './revoke-grants.request.js';

/** What users allowed clients, and the end of it. */
@ApiTags('grants')
@AdminAccess('grants.read')
@Controller('api/grants')
export class GrantsController {
  constructor(
    private readonly directory: AuthorizationDirectory,
    private readonly revocations: AuthorizationRevocations,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List grants, a page at a time' })
  @ApiOkResponse({ type: GrantPageResponse })
  async list(@Query() query: ListGrantsRequest, @CurrentAdmin() admin: Admin): Promise<GrantPageResponse> {
    const { sort = '-created', cursor, limit } = query;
    const { items, ...page } = await this.directory.list({
      ...filterOf(query, admin, 'grants.read'),
      orderBy: sort.replace('-', '') as 'created' | 'expires',
      descending: sort.startsWith('-'),
      cursor,
      limit,
    });
    return { items: items.map(toGrantResponse), ...page };
  }

  @Needs('grants.revoke')
  @Post('revoke')
  @HttpCode(200)
  @ApiOperation({ summary: 'Revoke many grants: some by their ids, or everything that matches' })
  @ApiOkResponse({ type: RevokedGrantsResponse })
  @ApiBadRequestResponse({ type: ApiProblemResponse })
  async revokeMany(
    @Body() { ids, matching, dryRun = false }: RevokeGrantsRequest,
    @CurrentAdmin() admin: Admin,
  ): Promise<RevokedGrantsResponse> {
    if ((ids === undefined) === (matching === undefined)) {
      throw new ApiError(400, 'invalid_request', 'Send either ids or matching.');
    }
    return matching === undefined
      ? this.revokeEach(ids!, dryRun, admin)
      : this.revokeMatching(matching, dryRun, admin);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a grant with the codes and tokens that came of it' })
  @ApiOkResponse({ type: GrantFamilyResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async read(@Param('id') id: string, @CurrentAdmin() admin: Admin): Promise<GrantFamilyResponse> {
    const bytes = idFromText(id);
    const family = bytes ? await this.directory.family(bytes) : null;
    // One of a client that is not assigned is not there for this person.
    if (!family || !reachesClient(admin, 'grants.read', family.authorization.clientId)) throw unknown();
    return toGrantFamilyResponse(family);
  }

  @Needs('grants.revoke')
  @Post(':id/revoke')
  @HttpCode(200)
  @ApiOperation({ summary: 'Revoke a grant: its code, refresh token and access tokens end at once' })
  @ApiOkResponse({ type: GrantFamilyResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async revoke(@Param('id') id: string, @CurrentAdmin() admin: Admin): Promise<GrantFamilyResponse> {
    const bytes = idFromText(id);
    const found = bytes ? await this.directory.find(bytes) : null;
    if (!found || !reachesClient(admin, 'grants.revoke', found.authorization.clientId)) throw unknown();
    await this.revocations.revoke(found.authorization, admin.actor);
    return toGrantFamilyResponse((await this.directory.family(bytes!))!);
  }

  private async revokeEach(
    ids: readonly string[],
    dryRun: boolean,
    admin: Admin,
  ): Promise<RevokedGrantsResponse> {
    const found = await this.directory.named(ids.flatMap((id) => idFromText(id.toLowerCase()) ?? []));
    // All or none: a mistake in the choice must not end half of it.
    if (!found.every(({ clientId }) => reachesClient(admin, 'grants.revoke', clientId))) throw unknown();
    let authorizations = 0;
    for (const authorization of found.filter(({ revokedAt }) => revokedAt === null)) {
      if (dryRun || (await this.revocations.revoke(authorization, admin.actor))) authorizations++;
    }
    return { authorizations, accessTokens: 0 };
  }

  private async revokeMatching(
    matching: MatchingGrantsRequest,
    dryRun: boolean,
    admin: Admin,
  ): Promise<RevokedGrantsResponse> {
    const filter = filterOf(matching, admin, 'grants.revoke');
    if (dryRun) {
      const { total } = await this.directory.count({ ...filter, revoked: false });
      return { authorizations: total, accessTokens: 0 };
    }
    return { authorizations: await this.revocations.revokeMatching(filter, admin.actor), accessTokens: 0 };
  }
}

/** Narrowed to the clients that the person reaches. */
function filterOf(
  { search, state, offline, subject, clientId }: MatchingGrantsRequest,
  admin: Admin,
  permission: Permission,
): AuthorizationFilter {
  return {
    search,
    subject,
    clientId,
    states: state,
    offline: offline && offline === 'yes',
    within: reachOf(admin, permission) === 'own' ? admin.ownClients : undefined,
  };
}

function unknown(): ApiError {
  return new ApiError(404, 'not_found', 'There is no such grant (any more).');
}
