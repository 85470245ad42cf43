import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
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
import { AdminAccess, Needs } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { AddSecretRequest } from './add-secret.request.js';
import { NewSecretResponse, toNewSecretResponse } from './new-secret.response.js';
import { OwnRegistration } from './own-registration.js';
import { RevokedSecretsResponse, SecretResponse, toSecretResponse } from './secret.response.js';

@ApiTags('secrets')
@AdminAccess('clients.read')
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

  @Needs('clients.edit')
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

  @Needs('clients.edit')
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

  @Needs('clients.edit')
  @Post(':id/enable')
  @HttpCode(204)
  @ApiOperation({ summary: 'Enable a disabled secret again' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async enable(
    @Param('clientId') clientId: string,
    @Param('id') id: string,
    @CurrentAdmin() admin: Admin,
  ): Promise<void> {
    await this.registry.setSecretDisabled(clientId, id, false, admin.actor);
  }

  @Needs('clients.edit')
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a secret that is disabled or has expired' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: 'It still works: disable it first.' })
  async delete(
    @Param('clientId') clientId: string,
    @Param('id') id: string,
    @CurrentAdmin() admin: Admin,
  ): Promise<void> {
    await this.registry.deleteSecret(clientId, id, admin.actor);
  }

  @Needs('clients.edit')
  @Post('revoke_all')
  @HttpCode(200)
  @ApiOperation({ summary: 'Disable every secret of a client at once, for one that has leaked' })
  @ApiOkResponse({ type: RevokedSecretsResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: "The admin app's own client." })
  async revokeAll(
    @Param('clientId') clientId: string,
    @CurrentAdmin() admin: Admin,
  ): Promise<RevokedSecretsResponse> {
    this.own.refuseEnding(clientId);
    return { secrets: await this.registry.revokeSecrets(clientId, admin.actor) };
  }
}
