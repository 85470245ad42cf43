import { Controller, Get, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ClientRegistry, References } from '@portcullis/oauth';
import { AdminAccess } from '../access/admin-access.decorator.js';
import { ApiError } from '../errors/api-error.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { ReferenceResponse, toReferenceResponse } from './reference.response.js';

/** What stands behind the reference on an error page of the authorization server. */
@ApiTags('references')
@AdminAccess('errors.read')
@Controller('api/references')
export class ReferencesController {
  constructor(
    private readonly references: References,
    private readonly registry: ClientRegistry,
  ) {}

  @Get(':reference')
  @ApiOperation({ summary: 'Look up an error that somebody was shown' })
  @ApiOkResponse({ type: ReferenceResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse, description: 'Nobody was shown it, or it is too old.' })
  async read(@Param('reference') reference: string): Promise<ReferenceResponse> {
    // Of one length and alphabet: nothing else need be asked for.
    const error = /^[0-9a-f-]{36}$/.test(reference) ? await this.references.find(reference) : null;
    if (!error) throw new ApiError(404, 'not_found', 'No error has this reference, or it is too old.');
    const client = error.clientId === null ? null : await this.registry.get(error.clientId);
    return toReferenceResponse(error, client);
  }
}
