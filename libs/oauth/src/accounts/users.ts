import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { AuditLog } from '../audit/audit-log.js';
import type { Actor } from '../audit/actor.js';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import { DuplicateKey } from '../storage/storage-error.js';
import type { Account, UserClaims } from './account-store.js';
import { AccountStore } from './account-store.js';
import { Passwords } from './passwords.js';
import { User } from './user.entity.js';

export class UsernameTaken extends Error {
  constructor(username: string) {
    super(`The user name "${username}" is taken.`);
  }
}

/** The default `AccountStore`: accounts in the `User` entity, passwords as argon2id. */
@Injectable()
export class Users extends AccountStore {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {
    super();
  }

  async authenticate(username: string, password: string): Promise<Account | null> {
    const user = await this.database.find(User, { usernameKey: normalise(username) });
    const matches = await this.passwords.verify(user?.passwordHash ?? null, password);
    return user && matches ? toAccount(user) : null;
  }

  async find(subject: string): Promise<Account | null> {
    const user = await this.database.find(User, { subject });
    return user && toAccount(user);
  }

  /** @throws UsernameTaken, also for a name that differs only in case or in the form of its characters */
  async create(username: string, password: string, claims: UserClaims, actor: Actor): Promise<Account> {
    const now = this.clock.now();
    const user: User = {
      subject: randomUUID(),
      username,
      usernameKey: normalise(username),
      passwordHash: await this.passwords.hash(password),
      claims,
      createdAt: now,
      updatedAt: now,
      disabledAt: null,
    };
    try {
      await this.database.insert(User, user);
    } catch (error) {
      throw error instanceof DuplicateKey ? new UsernameTaken(username) : error;
    }
    await this.audit.record('user.created', {
      actor: actor.subject,
      subject: user.subject,
      data: { username },
    });
    return toAccount(user);
  }

  async findByUsername(username: string): Promise<Account | null> {
    const user = await this.database.find(User, { usernameKey: normalise(username) });
    return user && toAccount(user);
  }

  async setPassword(subject: string, password: string, actor: Actor): Promise<void> {
    const passwordHash = await this.passwords.hash(password);
    await this.database.update(User, { subject }, { passwordHash, updatedAt: this.clock.now() });
    await this.audit.record('user.password_set', { actor: actor.subject, subject });
  }

  /** Ends sign-in, refresh and every token of the user at once. */
  async setDisabled(subject: string, disabled: boolean, actor: Actor): Promise<void> {
    const now = this.clock.now();
    await this.database.update(User, { subject }, { disabledAt: disabled ? now : null, updatedAt: now });
    await this.audit.record(disabled ? 'user.disabled' : 'user.enabled', { actor: actor.subject, subject });
  }
}

/** One form for names that people cannot tell apart: compatibility forms folded, case ignored, spaces trimmed. */
function normalise(username: string): string {
  return username.normalize('NFKC').trim().toLowerCase();
}

function toAccount({ subject, username, claims, disabledAt }: User): Account {
  return {
    subject,
    username,
    claims: { preferred_username: username, ...claims },
    disabled: disabledAt !== null,
  };
}
