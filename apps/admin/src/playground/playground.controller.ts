import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { AdminAccess } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { ActRequest } from './act.request.js';
import { Playground } from './playground.js';
import { PLAYGROUND_CLIENT, PlaygroundClient } from './playground-client.js';
import { PlaygroundRuns, type OpenRun } from './playground-runs.js';
import { PlaygroundResponse } from './playground.response.js';
import { RunResponse, toRunResponse } from './run.response.js';
import { StartRunRequest } from './start-run.request.js';

/** Flows to try out, with everything that is sent. A run belongs to whoever started it. */
@ApiTags('playground')
@AdminAccess('playground.run')
@Controller('api/playground')
export class PlaygroundController {
  constructor(
    private readonly playground: Playground,
    private readonly own: PlaygroundClient,
    private readonly runs: PlaygroundRuns,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Is there a playground, and what can be asked for in it' })
  @ApiOkResponse({ type: PlaygroundResponse })
  async describe(): Promise<PlaygroundResponse> {
    if (!this.own.isOn) return { on: false, clientId: PLAYGROUND_CLIENT, scopes: [] };
    const { client } = await this.own.get();
    return { on: true, clientId: client.clientId, scopes: client.scopes };
  }

  @Post('runs')
  @ApiOperation({ summary: 'Begin a run' })
  @ApiCreatedResponse({ type: RunResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse, description: 'PLAYGROUND is off.' })
  @ApiServiceUnavailableResponse({ type: ApiProblemResponse })
  async start(
    @Body() { flow, scopes = [] }: StartRunRequest,
    @CurrentAdmin() { actor }: Admin,
  ): Promise<RunResponse> {
    return this.response(await this.playground.start(flow, scopes, actor.subject));
  }

  @Get('runs/:id')
  @ApiOperation({ summary: 'Read a run of your own' })
  @ApiOkResponse({ type: RunResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async read(@Param('id') id: string, @CurrentAdmin() { actor }: Admin): Promise<RunResponse> {
    return this.response(await this.runs.find(id, actor.subject));
  }

  @Post('runs/:id/acts')
  @HttpCode(200)
  @ApiOperation({ summary: 'Do something with the tokens of a run' })
  @ApiOkResponse({ type: RunResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: 'Not now, or another act was faster.' })
  @ApiServiceUnavailableResponse({ type: ApiProblemResponse })
  async act(
    @Param('id') id: string,
    @Body() { act }: ActRequest,
    @CurrentAdmin() { actor }: Admin,
  ): Promise<RunResponse> {
    const opened = await this.runs.find(id, actor.subject);
    return this.response(await this.playground.act(opened, act));
  }

  private async response(opened: OpenRun): Promise<RunResponse> {
    return toRunResponse(opened, await this.playground.read(opened.run));
  }
}
