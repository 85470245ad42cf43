import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { SigningKeys, UsageReport } from '@portcullis/oauth';
import { AdminAccess, Needs } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { ActivateKeyRequest, PublishKeyRequest } from './key.requests.js';
import { KeyResponse, KeysResponse, toKeyResponse, toKeysResponse } from './key.response.js';

@ApiTags('keys')
@AdminAccess('keys.read')
@Controller('api/keys')
export class KeysController {
  constructor(
    private readonly keys: SigningKeys,
    private readonly usage: UsageReport,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the signing keys, by algorithm in the order in which they sign' })
  @ApiOkResponse({ type: KeysResponse })
  async list(): Promise<KeysResponse> {
    const keys = await this.keys.list();
    return toKeysResponse(keys, await this.usage.signatures(keys.map(({ kid }) => kid)));
  }

  @Needs('keys.edit')
  @Post()
  @ApiOperation({ summary: 'Publish a new key, which signs later' })
  @ApiCreatedResponse({ type: KeyResponse })
  @ApiBadRequestResponse({ type: ApiProblemResponse, description: 'Earlier than caches can know it.' })
  @ApiConflictResponse({ type: ApiProblemResponse, description: 'Enough keys are waiting.' })
  async publish(
    @Body() { algorithm, activatesAt }: PublishKeyRequest,
    @CurrentAdmin() admin: Admin,
  ): Promise<KeyResponse> {
    return toKeyResponse(await this.keys.publish(algorithm, instantOf(activatesAt), admin.actor));
  }

  @Needs('keys.edit')
  @Post(':kid/activate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Choose when a waiting key takes over' })
  @ApiOkResponse({ type: KeyResponse })
  @ApiBadRequestResponse({ type: ApiProblemResponse, description: 'Earlier than caches can know it.' })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: 'It signs already, or was retired.' })
  async activate(
    @Param('kid') kid: string,
    @Body() { activatesAt }: ActivateKeyRequest,
    @CurrentAdmin() admin: Admin,
  ): Promise<KeyResponse> {
    return toKeyResponse(await this.keys.activate(kid, instantOf(activatesAt), admin.actor));
  }

  @Needs('keys.edit')
  @Post(':kid/retire')
  @HttpCode(200)
  @ApiOperation({ summary: 'Retire a key at once: its tokens are refused, and its successor signs' })
  @ApiOkResponse({ type: KeyResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: 'It was retired before.' })
  async retire(@Param('kid') kid: string, @CurrentAdmin() admin: Admin): Promise<KeyResponse> {
    return toKeyResponse(await this.keys.retire(kid, admin.actor));
  }

  @Needs('keys.edit')
  @Delete(':kid')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a key whose last token has expired' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({
    type: ApiProblemResponse,
    description: 'It is in use, or a token of it may be live; then Retry-After says for how long.',
    headers: { 'Retry-After': { schema: { type: 'integer' } } },
  })
  async delete(@Param('kid') kid: string, @CurrentAdmin() admin: Admin): Promise<void> {
    await this.keys.delete(kid, admin.actor);
  }
}

function instantOf(time: string | null | undefined): number | null {
  return time ? Date.parse(time) : null;
}
