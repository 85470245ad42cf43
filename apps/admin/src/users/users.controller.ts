import { randomBytes } from 'node:crypto';
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
import {
  DEFAULT_PASSWORDS,
  passwordProblem,
  UnknownUser,
  UserDirectory,
  Users,
  type User,
  type UserClaims,
  type UserOrder,
} from '@portcullis/oauth';
import type { Response } from 'express';
import { AdminAccess, Needs } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiError } from '../errors/api-error.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { etag, versionOf } from '../wire/etag.js';
import { CreateUserRequest } from './create-user.request.js';
import { ListUsersRequest } from './list-users.request.js';
import { MemberShield } from './member-shield.js';
import { PasswordLinks } from './password-links.js';
import { UserCircumstancesReader } from './user-circumstances.js';
import { UserClaimsRequest } from './user-claims.request.js';
import {
  CreatedUserResponse,
  PasswordLinkResponse,
  toListedUserResponse,
  toUserResponse,
  UserPageResponse,
  UserResponse,
} from './user.response.js';

/** Users of the built-in account store. Those of a host's own store are edited where the host keeps them. */
@ApiTags('users')
@AdminAccess('users.read')
@Controller('api/users')
export class UsersController {
  constructor(
    private readonly users: Users,
    private readonly directory: UserDirectory,
    private readonly circumstances: UserCircumstancesReader,
    private readonly links: PasswordLinks,
    private readonly shield: MemberShield,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List users of the built-in account store, a page at a time' })
  @ApiOkResponse({ type: UserPageResponse })
  async list(@Query() query: ListUsersRequest): Promise<UserPageResponse> {
    const { sort, status, secondFactor, search, cursor, limit } = query;
    const { items, ...page } = await this.directory.list({
      search,
      cursor,
      limit,
      orderBy: sort?.replace('-', '') as UserOrder | undefined,
      descending: sort?.startsWith('-'),
      disabled: status && status === 'disabled',
      secondFactor: secondFactor && secondFactor === 'set_up',
    });
    const known = await this.circumstances.of(items.map(({ subject }) => subject));
    return { items: items.map((user) => toListedUserResponse(user, known(user.subject))), ...page };
  }

  @Needs('users.edit')
  @Post()
  @ApiOperation({ summary: 'Create a user, with an initial password or a link to choose one' })
  @ApiCreatedResponse({ type: CreatedUserResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: 'The name is taken.' })
  async create(
    @Body() { username, claims = {}, password }: CreateUserRequest,
    @CurrentAdmin() admin: Admin,
  ): Promise<CreatedUserResponse> {
    if (password !== undefined) refuseWeak(password, username);
    const { subject } = await this.users.create(
      username.trim(),
      // Nobody knows it: the link is the only way in.
      password ?? randomBytes(32).toString('base64url'),
      present(claims),
      admin.actor,
    );
    const link = password === undefined ? await this.links.issue(subject, admin.actor) : null;
    return { user: await this.response(await this.read(subject), admin), link };
  }

  @Get(':subject')
  @ApiOperation({ summary: 'Read a user' })
  @ApiOkResponse({ type: UserResponse, headers: { ETag: { schema: { type: 'string' } } } })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async one(
    @Param('subject') subject: string,
    @CurrentAdmin() admin: Admin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserResponse> {
    return this.tagged(await this.read(subject), admin, response);
  }

  @Needs('users.edit')
  @Patch(':subject')
  @ApiOperation({ summary: 'Edit the claims of a user whom nobody has edited since you read them' })
  @ApiHeader({ name: 'If-Match', required: true, description: 'The ETag of the user you have read.' })
  @ApiOkResponse({ type: UserResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiPreconditionFailedResponse({ type: ApiProblemResponse, description: 'Somebody else was faster.' })
  async edit(
    @Param('subject') subject: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: UserClaimsRequest,
    @CurrentAdmin() admin: Admin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserResponse> {
    const version = versionOf(ifMatch);
    await this.shield.refuse(subject, admin);
    const changes = Object.fromEntries(
      Object.entries(body).map(([name, value]) => [name, value === '' ? null : value]),
    );
    return this.tagged(await this.users.edit(subject, version, changes, admin.actor), admin, response);
  }

  @Needs('users.edit')
  @Post(':subject/disable')
  @HttpCode(200)
  @ApiOperation({ summary: 'Disable a user: sign-in, sessions, grants and tokens end at once' })
  @ApiOkResponse({ type: UserResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: 'Your own account.' })
  async disable(
    @Param('subject') subject: string,
    @CurrentAdmin() admin: Admin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserResponse> {
    this.shield.refuseSelf(subject, admin);
    return this.setDisabled(subject, true, admin, response);
  }

  @Needs('users.edit')
  @Post(':subject/enable')
  @HttpCode(200)
  @ApiOperation({ summary: 'Enable a disabled user: they can sign in again' })
  @ApiOkResponse({ type: UserResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async enable(
    @Param('subject') subject: string,
    @CurrentAdmin() admin: Admin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserResponse> {
    return this.setDisabled(subject, false, admin, response);
  }

  @Needs('users.edit')
  @Post(':subject/password-link')
  @HttpCode(200)
  @ApiOperation({ summary: 'A link with which the user chooses a new password, to be handed over' })
  @ApiOkResponse({ type: PasswordLinkResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  @ApiConflictResponse({ type: ApiProblemResponse, description: 'The user is disabled.' })
  async passwordLink(
    @Param('subject') subject: string,
    @CurrentAdmin() admin: Admin,
  ): Promise<PasswordLinkResponse> {
    await this.shield.refuse(subject, admin);
    const { disabledAt } = await this.read(subject);
    if (disabledAt !== null) throw new ApiError(409, 'user_disabled', 'Enable the user first.');
    return this.links.issue(subject, admin.actor);
  }

  private async setDisabled(
    subject: string,
    disabled: boolean,
    admin: Admin,
    response: Response,
  ): Promise<UserResponse> {
    await this.shield.refuse(subject, admin);
    await this.users.setDisabled(subject, disabled, admin.actor);
    return this.tagged(await this.read(subject), admin, response);
  }

  private async read(subject: string): Promise<User> {
    const user = await this.users.read(subject);
    if (!user) throw new UnknownUser(subject);
    return user;
  }

  private tagged(user: User, admin: Admin, response: Response): Promise<UserResponse> {
    response.setHeader('ETag', etag(user.version));
    return this.response(user, admin);
  }

  private async response(user: User, admin: Admin): Promise<UserResponse> {
    const [known, isProtected] = await Promise.all([
      this.circumstances.of([user.subject]),
      this.shield.covers(user.subject, admin),
    ]);
    return toUserResponse(user, known(user.subject), isProtected);
  }
}

/** What was left empty is no claim. */
function present(claims: UserClaimsRequest): UserClaims {
  const given = Object.entries(claims).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  return Object.fromEntries(given);
}

/** @throws ApiError 400 */
function refuseWeak(password: string, username: string): void {
  const { minLength } = DEFAULT_PASSWORDS;
  const problem = passwordProblem(password, { username, minLength });
  if (problem === null) return;
  const reasons = {
    'too-short': `It needs at least ${minLength} characters.`,
    'too-long': 'It is too long.',
    'contains-username': 'It contains the user name.',
    common: 'It is one that guessers try first.',
  };
  throw new ApiError(400, 'weak_password', `This password cannot be used. ${reasons[problem]}`, [
    { field: 'password', message: problem },
  ]);
}
