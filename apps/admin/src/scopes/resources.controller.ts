import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPreconditionFailedResponse,
  ApiTags,
} from '@nestjs/swagger';
import { ResourceRegistry, UnknownResource, type ListedResource } from '@portcullis/oauth';
import type { Response } from 'express';
import { AdminAccess, Needs } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { etag, versionOf } from '../wire/etag.js';
import { pageOf } from './page-of.js';
import {
  CreateResourceRequest,
  ListResourcesRequest,
  toNewResource,
  toResourceChanges,
  UpdateResourceRequest,
} from './resource.requests.js';
import { ResourcePageResponse, ResourceResponse, toResourceResponse } from './resource.response.js';

const IF_MATCH = { name: 'If-Match', required: true, description: 'The ETag of what you have read.' };

@ApiTags('resources')
@AdminAccess('scopes.read')
@Controller('api/resources')
export class ResourcesController {
  constructor(private readonly resources: ResourceRegistry) {}

  @Get()
  @ApiOperation({ summary: 'List resources by name, a page at a time' })
  @ApiOkResponse({ type: ResourcePageResponse })
  async list(@Query() query: ListResourcesRequest): Promise<ResourcePageResponse> {
    const search = (query.search ?? '').toLowerCase();
    const found = (await this.resources.list()).filter(({ name, audience }) =>
      [name, audience].some((text) => text.toLowerCase().includes(search)),
    );
    const { items, ...page } = pageOf(found, ({ id }) => id, query);
    return { items: items.map(toResourceResponse), ...page };
  }

  @Needs('scopes.edit')
  @Post()
  @ApiOperation({ summary: 'Write a resource' })
  @ApiCreatedResponse({ type: ResourceResponse })
  @ApiBadRequestResponse({ type: ApiProblemResponse })
  async create(@Body() body: CreateResourceRequest, @CurrentAdmin() admin: Admin): Promise<ResourceResponse> {
    return toResourceResponse(await this.resources.create(toNewResource(body), admin.actor));
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a resource' })
  @ApiOkResponse({ type: ResourceResponse, headers: { ETag: { schema: { type: 'string' } } } })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async read(
    @Param('id') id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ResourceResponse> {
    const resource = await this.resources.get(id);
    if (!resource) throw new UnknownResource(id);
    return tagged(resource, response);
  }

  @Needs('scopes.edit')
  @Patch(':id')
  @ApiOperation({ summary: 'Edit a resource that nobody has edited since you read it' })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: ResourceResponse })
  @ApiBadRequestResponse({ type: ApiProblemResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiPreconditionFailedResponse({ type: ApiProblemResponse, description: 'Somebody else was faster.' })
  async update(
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: UpdateResourceRequest,
    @CurrentAdmin() admin: Admin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ResourceResponse> {
    const version = versionOf(ifMatch);
    return tagged(await this.resources.update(id, version, toResourceChanges(body), admin.actor), response);
  }

  @Needs('scopes.edit')
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a resource that no client asks tokens for' })
  @ApiHeader(IF_MATCH)
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: 'A client has it.' })
  @ApiPreconditionFailedResponse({ type: ApiProblemResponse, description: 'Somebody else was faster.' })
  async delete(
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentAdmin() admin: Admin,
  ): Promise<void> {
    await this.resources.delete(id, versionOf(ifMatch), admin.actor);
  }
}

function tagged(resource: ListedResource, response: Response): ResourceResponse {
  response.setHeader('ETag', etag(resource.version));
  return toResourceResponse(resource);
}
