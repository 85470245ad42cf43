import { Inject, Injectable } from '@nestjs/common';
import { BearerGuard, readAccessToken, type AccessToken } from '@portcullis/bearer';
import type { Response } from 'express';
import { ApiError } from '../errors/api-error.js';
import { AdminMembers } from '../members/admin-members.js';
import type { AdminRequest } from './admin-request.js';
import type { Admin } from './admin.js';

/** What an access token for this API must have been granted. */
export const BEARER_NEEDS = { scopes: ['admin:clients'] };

/** The admin behind an access token: the steps of the library's guard, then our own members. */
@Injectable()
export class BearerAdmin extends BearerGuard {
  @Inject() private readonly members: AdminMembers;

  presentsToken(request: AdminRequest): boolean {
    return readAccessToken(request).kind !== 'none';
  }

  /** @throws BearerError (RFC 6750 section 3.1), ApiError 403 when the person behind the token is no member */
  async identify(request: AdminRequest, response: Response): Promise<Admin> {
    const token = await this.accepted(request, response);
    // No person stands behind a client's own token; whoever granted it the scope has decided.
    if (token.isClientToken) {
      return { actor: { subject: token.clientId, name: token.clientId }, role: 'client', session: null };
    }
    const member = await this.members.find(token.subject);
    if (!member)
      throw new ApiError(403, 'forbidden', 'The user of this access token is no member of the admin app.');
    return { actor: { subject: token.subject, name: member.name }, role: member.role, session: null };
  }

  private async accepted(request: AdminRequest, response: Response): Promise<AccessToken> {
    try {
      const token = await this.verify(this.extract(request));
      this.authorise(token, BEARER_NEEDS);
      return token;
    } catch (error) {
      const refusal = this.refusal(error);
      this.challenge(refusal, { request, response }, BEARER_NEEDS);
      throw refusal;
    }
  }
}
