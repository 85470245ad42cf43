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
import { ClientList, ClientRegistry, UnknownClient, type Client, type ClientOrder } from '@portcullis/oauth';
import type { Response } from 'express';
import { AdminAccess, Needs } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { ClientAssignments } from '../members/client-assignments.js';
import { etag, versionOf } from '../wire/etag.js';
import { toClientQuery } from './client-filter.request.js';
import { toListItem } from './client-list-item.response.js';
import { ClientPageResponse } from './client-page.response.js';
import { ClientResponse, toClientResponse } from './client.response.js';
import { CreateClientRequest } from './create-client.request.js';
import { CreatedClientResponse } from './created-client.response.js';
import { ListClientsRequest } from './list-clients.request.js';
import { toNewSecretResponse } from './new-secret.response.js';
import { OwnRegistration } from './own-registration.js';
import { UpdateClientRequest } from './update-client.request.js';

@ApiTags('clients')
@AdminAccess('clients.read')
@Controller('api/clients')
export class ClientsController {
  constructor(
    private readonly registry: ClientRegistry,
    private readonly clients: ClientList,
    private readonly assignments: ClientAssignments,
    private readonly own: OwnRegistration,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List clients, a page at a time' })
  @ApiOkResponse({ type: ClientPageResponse })
  async list(@Query() query: ListClientsRequest): Promise<ClientPageResponse> {
    const { sort = 'name', cursor, limit } = query;
    const { items, ...page } = await this.clients.page({
      ...toClientQuery(query),
      orderBy: sort.replace(/^-/, '') as ClientOrder,
      descending: sort.startsWith('-'),
      cursor,
      limit,
    });
    const highlights = await this.clients.highlights(items.map(({ clientId }) => clientId));
    return {
      items: items.map((client) => toListItem(client, highlights(client.clientId), this.own.clientId)),
      ...page,
    };
  }

  @Needs('clients.edit')
  @Post()
  @ApiOperation({ summary: 'Register a client; the answer holds its secret, this once' })
  @ApiCreatedResponse({ type: CreatedClientResponse })
  async create(
    @Body() body: CreateClientRequest,
    @CurrentAdmin() admin: Admin,
  ): Promise<CreatedClientResponse> {
    const { client, secret } = await this.registry.create(
      body,
      admin.actor,
      this.assignments.assignTo(admin),
    );
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

  @Needs('clients.edit')
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

  @Needs('clients.edit')
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
    this.own.refuseEnding(clientId);
    return this.tagged(await this.registry.setDisabled(clientId, true, admin.actor), response);
  }

  @Needs('clients.edit')
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
