import { Injectable } from '@nestjs/common';
import { HandedOverResets, type Actor } from '@portcullis/oauth';
import { Authority } from '../authority/authority.js';
import { toPasswordLinkResponse, type PasswordLinkResponse } from './user.response.js';

/** A user may get it at once, or on the next working day. Seconds. */
const LIFETIME = 86_400;

/** Links with which users choose a password, at the authorization server. */
@Injectable()
export class PasswordLinks {
  constructor(
    private readonly resets: HandedOverResets,
    private readonly authority: Authority,
  ) {}

  /** @throws AuthorityUnreachable; then nothing was issued */
  async issue(subject: string, actor: Actor): Promise<PasswordLinkResponse> {
    const address = await this.authority.address('password/reset');
    const reset = await this.resets.issue(subject, LIFETIME, actor);
    return toPasswordLinkResponse(reset, `${address}?${new URLSearchParams({ token: reset.token })}`);
  }
}
