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
import { ScopeRegistry, UnknownScope, type ListedScope } from '@portcullis/oauth';
import type { Response } from 'express';
import { AdminAccess, Needs } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { etag, versionOf } from '../wire/etag.js';
import { pageOf } from './page-of.js';
import {
  CreateScopeRequest,
  DeleteScopeRequest,
  ListScopesRequest,
  toNewScope,
  toScopeChanges,
  UpdateScopeRequest,
} from './scope.requests.js';
import { ScopePageResponse, ScopeResponse, toScopeResponse } from './scope.response.js';

const IF_MATCH = { name: 'If-Match', required: true, description: 'The ETag of what you have read.' };

@ApiTags('scopes')
@AdminAccess('scopes.read')
@Controller('api/scopes')
export class ScopesController {
  constructor(private readonly scopes: ScopeRegistry) {}

  @Get()
  @ApiOperation({ summary: 'List scopes, wherever they are defined, a page at a time' })
  @ApiOkResponse({ type: ScopePageResponse })
  async list(@Query() query: ListScopesRequest): Promise<ScopePageResponse> {
    const found = (await this.scopes.list()).filter(
      (scope) => matches(scope, query.search) && (query.source?.includes(scope.source) ?? true),
    );
    const { items, ...page } = pageOf(sorted(found, query.sort), ({ name }) => name, query);
    return { items: items.map(toScopeResponse), ...page };
  }

  @Needs('scopes.edit')
  @Post()
  @ApiOperation({ summary: 'Write a scope' })
  @ApiCreatedResponse({ type: ScopeResponse })
  @ApiBadRequestResponse({ type: ApiProblemResponse })
  async create(@Body() body: CreateScopeRequest, @CurrentAdmin() admin: Admin): Promise<ScopeResponse> {
    return toScopeResponse(await this.scopes.create(toNewScope(body), admin.actor));
  }

  @Get(':name')
  @ApiOperation({ summary: 'Read a scope' })
  @ApiOkResponse({ type: ScopeResponse, headers: { ETag: { schema: { type: 'string' } } } })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async read(
    @Param('name') name: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ScopeResponse> {
    const scope = await this.scopes.get(name);
    if (!scope) throw new UnknownScope(name);
    return tagged(scope, response);
  }

  @Needs('scopes.edit')
  @Patch(':name')
  @ApiOperation({ summary: 'Edit a scope that nobody has edited since you read it' })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: ScopeResponse })
  @ApiBadRequestResponse({ type: ApiProblemResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse, description: 'Also for one that is not in the database.' })
  @ApiPreconditionFailedResponse({ type: ApiProblemResponse, description: 'Somebody else was faster.' })
  async update(
    @Param('name') name: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: UpdateScopeRequest,
    @CurrentAdmin() admin: Admin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ScopeResponse> {
    const version = versionOf(ifMatch);
    return tagged(await this.scopes.update(name, version, toScopeChanges(body), admin.actor), response);
  }

  @Needs('scopes.edit')
  @Delete(':name')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a scope that no client has, or take it away from those that do' })
  @ApiHeader(IF_MATCH)
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: 'A client has it.' })
  @ApiPreconditionFailedResponse({ type: ApiProblemResponse, description: 'Somebody else was faster.' })
  async delete(
    @Param('name') name: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Query() { fromClients }: DeleteScopeRequest,
    @CurrentAdmin() admin: Admin,
  ): Promise<void> {
    await this.scopes.delete(name, versionOf(ifMatch), fromClients === 'true', admin.actor);
  }
}

function matches({ name, title, description }: ListedScope, search = ''): boolean {
  const texts = [name, ...Object.values(title), ...Object.values(description)];
  return texts.some((text) => text.toLowerCase().includes(search.toLowerCase()));
}

function sorted(scopes: readonly ListedScope[], sort: ListScopesRequest['sort']): readonly ListedScope[] {
  if (sort === 'usedBy') return scopes.toSorted((a, b) => a.usedBy - b.usedBy);
  if (sort === '-usedBy') return scopes.toSorted((a, b) => b.usedBy - a.usedBy);
  return sort === '-name' ? scopes.toReversed() : scopes;
}

function tagged(scope: ListedScope, response: Response): ScopeResponse {
  response.setHeader('ETag', etag(scope.version));
  return toScopeResponse(scope);
}
