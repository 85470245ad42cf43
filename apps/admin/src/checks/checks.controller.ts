import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiConflictResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPreconditionFailedResponse,
  ApiTags,
} from '@nestjs/swagger';
import { Database } from '@portcullis/oauth';
import { AdminAccess, Needs } from '../access/admin-access.decorator.js';
import { reachesClient, reachOf, type Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import type { Permission } from '../access/permissions.js';
import { ApiError } from '../errors/api-error.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { versionOf } from '../wire/etag.js';
import { CheckList, type CHECK_ORDERS } from './check-list.js';
import { CheckScans } from './check-scans.js';
import {
  CheckPageResponse,
  ClientCheckCountResponse,
  scanFields,
  toCheckResponse,
} from './check.response.js';
import { Finding } from './finding.entity.js';
import { Fixes } from './fixes.js';
import { CountChecksRequest, ListChecksRequest } from './list-checks.request.js';
import { MuteCheckRequest } from './mute-check.request.js';
import { Mutes } from './mutes.js';

/** What is wrong with clients, secrets, scopes, keys and the configuration. */
@ApiTags('checks')
@AdminAccess('checks.read')
@Controller('api/checks')
export class ChecksController {
  constructor(
    private readonly database: Database,
    private readonly checks: CheckList,
    private readonly scans: CheckScans,
    private readonly mutes: Mutes,
    private readonly fixes: Fixes,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List what the checks have found, the most severe first' })
  @ApiOkResponse({ type: CheckPageResponse })
  async list(@Query() query: ListChecksRequest): Promise<CheckPageResponse> {
    const { search, rule, severity, state, client, sort, cursor, limit } = query;
    const states = state?.length ? state : (['open'] as const);
    const by = sort.replace('-', '') as keyof typeof CHECK_ORDERS;
    const { items, ...page } = await this.checks.page(
      { search, rules: rule, severities: severity, states, clientId: client },
      { by, descending: sort.startsWith('-'), cursor, limit },
    );
    const mutes = await this.mutes.of(items.filter(({ muted }) => muted).map(({ id }) => id));
    return {
      items: items.map((finding) => toCheckResponse(finding, mutes.get(finding.id))),
      ...page,
      ...scanFields(await this.scans.state()),
    };
  }

  @Get('counts')
  @ApiOperation({ summary: 'Count the open issues of several clients; one without any is left out' })
  @ApiOkResponse({ type: [ClientCheckCountResponse] })
  async counts(@Query() { client }: CountChecksRequest): Promise<ClientCheckCountResponse[]> {
    const counts = await this.checks.openByClient(client);
    return [...counts].map(([clientId, open]) => ({ clientId, open }));
  }

  @Needs('checks.mute')
  @Post('run')
  @HttpCode(202)
  @ApiOperation({ summary: 'Look at everything again, in the background' })
  @ApiAcceptedResponse()
  async run(): Promise<void> {
    await this.scans.request();
  }

  @Needs('clients.edit')
  @Post(':id/fix')
  @HttpCode(204)
  @ApiOperation({ summary: 'Put right what has one right way, in the client that you have seen' })
  @ApiHeader({ name: 'If-Match', required: true, description: 'The ETag of the client: `"version"`.' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: 'There is no fix for it.' })
  @ApiPreconditionFailedResponse({ type: ApiProblemResponse, description: 'Somebody else was faster.' })
  async fix(
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentAdmin() admin: Admin,
  ): Promise<void> {
    const version = versionOf(ifMatch);
    await this.fixes.apply(await this.finding(id, admin, 'clients.edit'), version, admin.actor);
  }

  @Needs('checks.mute')
  @Post(':id/mute')
  @HttpCode(204)
  @ApiOperation({ summary: 'Say that it is all right so, and why' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async mute(
    @Param('id') id: string,
    @Body() { reason }: MuteCheckRequest,
    @CurrentAdmin() admin: Admin,
  ): Promise<void> {
    await this.mutes.mute(await this.finding(id, admin, 'checks.mute'), reason.trim(), admin.actor);
  }

  @Needs('checks.mute')
  @Post(':id/unmute')
  @HttpCode(204)
  @ApiOperation({ summary: 'Show it among the open ones again' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async unmute(@Param('id') id: string, @CurrentAdmin() admin: Admin): Promise<void> {
    await this.mutes.unmute(await this.finding(id, admin, 'checks.mute'), admin.actor);
  }

  /** @throws ApiError 404 without such a finding, 403 when it is about somebody else's client */
  private async finding(id: string, admin: Admin, permission: Permission): Promise<Finding> {
    const finding = await this.database.find(Finding, { id });
    if (!finding) throw new ApiError(404, 'not_found', 'There is no such finding, or it is gone.');
    const { clientId } = finding;
    const reaches =
      clientId === null ? reachOf(admin, permission) === 'all' : reachesClient(admin, permission, clientId);
    if (!reaches) throw new ApiError(403, 'not_assigned', 'What it is about is not assigned to you.');
    return finding;
  }
}
