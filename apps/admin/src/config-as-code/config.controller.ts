import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { AdminAccess } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiError } from '../errors/api-error.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { AdminSettings } from '../settings.js';
import { readConfig, writeConfig } from './config-document.js';
import { ConfigPlanResponse, toPlanResponse } from './config-plan.response.js';
import { describeProblem, InvalidConfig } from './config-problem.js';
import { Config } from './config.js';
import { ExportConfigRequest, ImportConfigQuery, ImportConfigRequest } from './import-config.request.js';

const TYPES = { yaml: 'application/yaml', json: 'application/json' } as const;

/** Everything at once: for whoever may edit all clients, scopes and resources. */
@ApiTags('config')
@AdminAccess('scopes.edit')
@Controller('api/config')
export class ConfigController {
  constructor(
    private readonly config: Config,
    private readonly settings: AdminSettings,
  ) {}

  @Get('export')
  @ApiOperation({ summary: 'What is registered, as a document without secrets' })
  @ApiProduces(...Object.values(TYPES))
  @ApiOkResponse({ schema: { type: 'string' } })
  async export(@Query() { format }: ExportConfigRequest, @Res() response: Response): Promise<void> {
    const document = await this.config.export(this.settings.clientId);
    response
      .set('Content-Disposition', `attachment; filename="portcullis.${format}"`)
      .type(TYPES[format])
      .send(writeConfig(document, format));
  }

  @Post('import')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make a document true; new clients get their secrets afterwards' })
  @ApiOkResponse({ type: ConfigPlanResponse })
  @ApiBadRequestResponse({ type: ApiProblemResponse, description: 'Names each place in the document.' })
  async import(
    @Query() { dryRun }: ImportConfigQuery,
    @Body() { document }: ImportConfigRequest,
    @CurrentAdmin() { actor }: Admin,
  ): Promise<ConfigPlanResponse> {
    try {
      const plan = await this.config.plan(await readConfig(document), {
        ownClientId: this.settings.clientId,
        prune: false,
      });
      if (!dryRun) await this.config.apply(plan, actor);
      return toPlanResponse(plan);
    } catch (error) {
      throw error instanceof InvalidConfig ? refusal(error) : error;
    }
  }
}

function refusal({ problems }: InvalidConfig): ApiError {
  return new ApiError(
    400,
    'invalid_config',
    'The document was refused; nothing was changed.',
    problems.map((problem) => ({ field: problem.path, message: describeProblem(problem) })),
  );
}
