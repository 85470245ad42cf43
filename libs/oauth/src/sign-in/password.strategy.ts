import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-local';
import type { Account } from '../accounts/account-store.js';

/** Passport keeps strategies per process, not per application. */
export const PASSWORD_STRATEGY = 'portcullis-password';

/** What the guard leaves on the request for the strategy. */
export interface PasswordRequest {
  /** @returns the account that may sign in, or null */
  checkPassword(username: string, password: string): Promise<Account | null>;
}

/**
 * Reads user name and password with passport-local. It holds no state and asks the request's own application to check
 * them, because two applications in one process share it.
 */
@Injectable()
export class PasswordStrategy extends PassportStrategy(Strategy, PASSWORD_STRATEGY) {
  constructor() {
    super({ usernameField: 'username', passwordField: 'password', passReqToCallback: true });
  }

  async validate(request: PasswordRequest, username: string, password: string): Promise<Account | false> {
    return (await request.checkPassword(username, password)) ?? false;
  }
}
