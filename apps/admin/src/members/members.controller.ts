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
import type { Response } from 'express';
import { AdminAccess, Needs } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { etag, versionOf } from '../wire/etag.js';
import { FindCandidatesRequest } from './candidate.request.js';
import { CandidateResponse } from './candidate.response.js';
import { Candidates } from './candidates.js';
import { ListMembersRequest } from './list-members.request.js';
import { MemberRegistry } from './member-registry.js';
import { AddMemberRequest, MemberRoleRequest } from './member.request.js';
import { MemberPageResponse, MemberResponse, toMemberResponse } from './member.response.js';
import type { Member } from './member.js';
import { MemberSignedOutResponse } from './member-signed-out.response.js';

const IF_MATCH = { name: 'If-Match', required: true, description: 'The ETag of the member you have read.' };

@ApiTags('members')
@AdminAccess('members.read')
@Controller('api/members')
export class MembersController {
  constructor(
    private readonly members: MemberRegistry,
    private readonly candidates: Candidates,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List members, a page at a time' })
  @ApiOkResponse({ type: MemberPageResponse })
  async list(@Query() query: ListMembersRequest): Promise<MemberPageResponse> {
    const { items, ...page } = await this.members.list(query);
    return { items: items.map(toMemberResponse), ...page };
  }

  @Get('candidates')
  @ApiOperation({ summary: 'Find users who could become members' })
  @ApiOkResponse({ type: [CandidateResponse] })
  findCandidates(@Query() { search }: FindCandidatesRequest): Promise<CandidateResponse[]> {
    return this.candidates.find(search);
  }

  @Needs('members.edit')
  @Post()
  @ApiOperation({ summary: 'Make somebody a member' })
  @ApiCreatedResponse({ type: MemberResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: 'They are one already.' })
  async add(
    @Body() { subject, name, role, clients = null }: AddMemberRequest,
    @CurrentAdmin() { actor }: Admin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MemberResponse> {
    return tagged(await this.members.add(subject, name, { role, clients }, actor), response);
  }

  @Get(':subject')
  @ApiOperation({ summary: 'Read a member' })
  @ApiOkResponse({ type: MemberResponse, headers: { ETag: { schema: { type: 'string' } } } })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async read(
    @Param('subject') subject: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MemberResponse> {
    return tagged(await this.members.get(subject), response);
  }

  @Needs('members.edit')
  @Patch(':subject')
  @ApiOperation({
    summary: 'Give a member another role, or other clients; it counts from their next request on',
  })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: MemberResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: 'The last owner.' })
  @ApiPreconditionFailedResponse({ type: ApiProblemResponse, description: 'Somebody else was faster.' })
  async change(
    @Param('subject') subject: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() { role, clients = null }: MemberRoleRequest,
    @CurrentAdmin() { actor }: Admin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MemberResponse> {
    const version = versionOf(ifMatch);
    return tagged(await this.members.change(subject, version, { role, clients }, actor), response);
  }

  @Needs('members.edit')
  @Delete(':subject')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a member; their sessions end at once' })
  @ApiHeader(IF_MATCH)
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: 'The last owner.' })
  @ApiPreconditionFailedResponse({ type: ApiProblemResponse, description: 'Somebody else was faster.' })
  async remove(
    @Param('subject') subject: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentAdmin() { actor }: Admin,
  ): Promise<void> {
    await this.members.remove(subject, versionOf(ifMatch), actor);
  }

  @Needs('members.edit')
  @Post(':subject/sign-out')
  @HttpCode(200)
  @ApiOperation({ summary: 'End every session of a member in the admin app' })
  @ApiOkResponse({ type: MemberSignedOutResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async signOut(
    @Param('subject') subject: string,
    @CurrentAdmin() { actor }: Admin,
  ): Promise<MemberSignedOutResponse> {
    return { sessions: await this.members.signOut(subject, actor) };
  }
}

function tagged(member: Member, response: Response): MemberResponse {
  response.setHeader('ETag', etag(member.version));
  return toMemberResponse(member);
}
