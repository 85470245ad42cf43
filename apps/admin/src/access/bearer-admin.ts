import { Inject, Injectable } from '@nestjs/common';
import { BearerGuard, readAccessToken, type AccessToken } from '@portcullis/bearer';
import { sourceOf } from '@portcullis/oauth';
import type { Response } from 'express';
import { ApiError } from '../errors/api-error.js';
import { AdminMembers } from '../members/admin-members.js';
import type { AdminRequest } from './admin-request.js';
import type { Admin } from './admin.js';
import type { Permission, Permissions } from './permissions.js';
import { SCOPE_PERMISSIONS, scopesFor } from './roles.js';

export const API_SCOPES = Object.keys(SCOPE_PERMISSIONS);

/** The admin behind an access token: the steps of the library's guard, then our own members. */
@Injectable()
export class BearerAdmin extends BearerGuard {
  @Inject() private readonly members: AdminMembers;

  presentsToken(request: AdminRequest): boolean {
    return readAccessToken(request).kind !== 'none';
  }

  /**
   * @param permission what the route needs
   * @throws BearerError (RFC 6750 section 3.1), ApiError 403 when the person behind the token is no member
   */
  async identify(
    request: AdminRequest,
    response: Response,
    permission: Permission | 'member',
  ): Promise<Admin> {
    const token = await this.accepted(request, response, scopesFor(permission));
    const source = sourceOf(request);
    const granted = permitted(token);
    // No person stands behind a client's own token; whoever granted it the scope has decided.
    if (token.isClientToken) {
      const actor = { subject: token.clientId, name: token.clientId, source };
      return { actor, role: 'client', permissions: granted, ownClients: new Set(), session: null };
    }
    const member = await this.members.find(token.subject);
    if (!member)
      throw new ApiError(403, 'forbidden', 'The user of this access token is no member of the admin app.');
    // A token never reaches further than the person behind it.
    const permissions = Object.fromEntries(
      Object.entries(member.permissions).filter(([permission]) => permission in granted),
    );
    const { name, role, ownClients } = member;
    return { actor: { subject: token.subject, name, source }, role, permissions, ownClients, session: null };
  }

  /** @param sufficient any of these scopes will do; the first is the one to ask for */
  private async accepted(
    request: AdminRequest,
    response: Response,
    sufficient: readonly string[],
  ): Promise<AccessToken> {
    const needs = { scopes: sufficient.slice(0, 1) };
    try {
      const token = await this.verify(this.extract(request));
      if (!sufficient.some((scope) => token.scopes.includes(scope))) this.authorise(token, needs);
      return token;
    } catch (error) {
      const refusal = this.refusal(error);
      this.challenge(refusal, { request, response }, needs);
      throw refusal;
    }
  }
}

function permitted({ scopes }: AccessToken): Permissions {
  const permissions = API_SCOPES.filter((scope) => scopes.includes(scope)).flatMap(
    (scope) => SCOPE_PERMISSIONS[scope]!,
  );
  return Object.fromEntries(permissions.map((permission) => [permission, 'all' as const]));
}
