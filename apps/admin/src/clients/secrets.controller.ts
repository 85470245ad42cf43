import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ClientRegistry, UnknownClient } from '@portcullis/oauth';
import { AdminAccess } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { AddSecretRequest } from './add-secret.request.js';
import { NewSecretResponse, toNewSecretResponse } from './new-secret.response.js';
import { OwnRegistration } from './own-registration.js';
import { SecretResponse, toSecretResponse } from './secret.response.js';

@ApiTags('secrets')
@AdminAccess()
@Controller('api/clients/:clientId/secrets')
export class SecretsController {
  constructor(
    private readonly registry: ClientRegistry,
    private readonly own: OwnRegistration,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the secrets of a client, without their values' })
  @ApiOkResponse({ type: [SecretResponse] })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async list(@Param('clientId') clientId: string): Promise<SecretResponse[]> {
    if (!(await this.registry.get(clientId))) throw new UnknownClient(clientId);
    return (await this.registry.secrets(clientId)).map(toSecretResponse);
  }

  @Post()
  @ApiOperation({ summary: 'Add a secret beside those that are live; the answer holds it, this once' })
  @ApiCreatedResponse({ type: NewSecretResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async add(
    @Param('clientId') clientId: string,
    @Body() { name, expiresAt }: AddSecretRequest,
    @CurrentAdmin() admin: Admin,
  ): Promise<NewSecretResponse> {
    const input = { name, expiresAt: expiresAt ? Date.parse(expiresAt) : null };
    return toNewSecretResponse(await this.registry.addSecret(clientId, input, admin.actor));
  }

  @Post(':id/disable')
  @HttpCode(204)
  @ApiOperation({ summary: 'Disable a secret; the others keep working' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({
    type: ApiProblemResponse,
    description: 'The secret that the admin app itself uses.',
  })
  async disable(
    @Param('clientId') clientId: string,
    @Param('id') id: string,
    @CurrentAdmin() admin: Admin,
  ): Promise<void> {
    await this.own.refuseDisablingSecret(clientId, id);
    await this.registry.setSecretDisabled(clientId, id, true, admin.actor);
  }
}
