import { Body, Controller, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPreconditionFailedResponse,
  ApiTags,
} from '@nestjs/swagger';
import { ClientRegistry, UnknownClient, type Client } from '@portcullis/oauth';
import type { Response } from 'express';
import { AdminAccess } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { ClientPageResponse } from './client-page.response.js';
import { ClientResponse, toClientResponse } from './client.response.js';
import { CreateClientRequest } from './create-client.request.js';
import { CreatedClientResponse } from './created-client.response.js';
import { etag, versionOf } from './etag.js';
import { ListClientsRequest } from './list-clients.request.js';
import { toNewSecretResponse } from './new-secret.response.js';
import { OwnRegistration } from './own-registration.js';
import { UpdateClientRequest } from './update-client.request.js';

@ApiTags('clients')
@AdminAccess()
@Controller('api/clients')
export class ClientsController {
  constructor(
    private readonly registry: ClientRegistry,
    private readonly own: OwnRegistration,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List clients by name, a page at a time' })
  @ApiOkResponse({ type: ClientPageResponse })
  async list(@Query() query: ListClientsRequest): Promise<ClientPageResponse> {
    const { items, next } = await this.registry.list(query);
    return { items: items.map((client) => this.response(client)), next };
  }

  @Post()
  @ApiOperation({ summary: 'Register a client; the answer holds its secret, this once' })
  @ApiCreatedResponse({ type: CreatedClientResponse })
  async create(
    @Body() body: CreateClientRequest,
    @CurrentAdmin() admin: Admin,
  ): Promise<CreatedClientResponse> {
    const { client, secret } = await this.registry.create(body, admin.actor);
    return { client: this.response(client), secret: secret && toNewSecretResponse(secret) };
  }

  @Get(':clientId')
  @ApiOperation({ summary: 'Read a client' })
  @ApiOkResponse({ type: ClientResponse, headers: { ETag: { schema: { type: 'string' } } } })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async read(
    @Param('clientId') clientId: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ClientResponse> {
    const client = await this.registry.get(clientId);
    if (!client) throw new UnknownClient(clientId);
    return this.tagged(client, response);
  }

  @Patch(':clientId')
  @ApiOperation({ summary: 'Edit a client that nobody has edited since you read it' })
  @ApiHeader({ name: 'If-Match', required: true, description: 'The ETag of the client you have read.' })
  @ApiOkResponse({ type: ClientResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiPreconditionFailedResponse({ type: ApiProblemResponse, description: 'Somebody else was faster.' })
  async update(
    @Param('clientId') clientId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: UpdateClientRequest,
    @CurrentAdmin() admin: Admin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ClientResponse> {
    const version = versionOf(ifMatch);
    this.own.refuseEdit(clientId, body);
    return this.tagged(await this.registry.update(clientId, version, body, admin.actor), response);
  }

  @Post(':clientId/disable')
  @HttpCode(200)
  @ApiOperation({ summary: 'Disable a client: it gets no tokens until it is enabled again' })
  @ApiOkResponse({ type: ClientResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: "The admin app's own client." })
  async disable(
    @Param('clientId') clientId: string,
    @CurrentAdmin() admin: Admin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ClientResponse> {
    this.own.refuseDisabling(clientId);
    return this.tagged(await this.registry.setDisabled(clientId, true, admin.actor), response);
  }

  @Post(':clientId/enable')
  @HttpCode(200)
  @ApiOperation({ summary: 'Enable a disabled client' })
  @ApiOkResponse({ type: ClientResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async enable(
    @Param('clientId') clientId: string,
    @CurrentAdmin() admin: Admin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ClientResponse> {
    return this.tagged(await this.registry.setDisabled(clientId, false, admin.actor), response);
  }

  private tagged(client: Client, response: Response): ClientResponse {
    response.setHeader('ETag', etag(client.version));
    return this.response(client);
  }

  private response(client: Client): ClientResponse {
    return toClientResponse(client, this.own.clientId);
  }
}
