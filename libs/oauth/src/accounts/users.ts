import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { AuditLog } from '../audit/audit-log.js';
import type { Actor } from '../audit/actor.js';
import { Clock } from '../primitives/clock.js';
import type { Changes } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { DuplicateKey } from '../storage/storage-error.js';
import type { Account, UserClaims } from './account-store.js';
import { AccountStore } from './account-store.js';
import { MAX_PASSWORD_BYTES, Passwords } from './passwords.js';
import { User } from './user.entity.js';

/** Another user has this name, or one that people could take for it. */
export class UsernameTaken extends Error {
  constructor(username: string) {
    super(`The user name "${username}" is taken.`);
  }
}

/** A name or password that cannot be kept. */
export class InvalidUser extends Error {}

/** Nobody has this subject. */
export class UnknownUser extends Error {}

const VISIBLE = /[^\p{Z}\p{C}\p{M}]/u;
const MAX_USERNAME = 255;
/** Bytes; a compatibility form can be much longer than what stands for it. */
const MAX_USERNAME_KEY = 1020;

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
    const user = await this.findUser(username);
    const matches = await this.passwords.verify(user?.passwordHash ?? null, password);
    return user && matches ? toAccount(user) : null;
  }

  async find(subject: string): Promise<Account | null> {
    const user = await this.database.find(User, { subject });
    return user && toAccount(user);
  }

  /**
   * @param password at most 1024 bytes
   * @throws UsernameTaken, also for a name that people could take for the other; InvalidUser
   */
  async create(username: string, password: string, claims: UserClaims, actor: Actor): Promise<Account> {
    const usernameKey = skeleton(username);
    const fits = username.length <= MAX_USERNAME && Buffer.byteLength(usernameKey) <= MAX_USERNAME_KEY;
    if (!VISIBLE.test(usernameKey) || !fits) {
      throw new InvalidUser(`A user name has 1 to ${MAX_USERNAME} visible characters.`);
    }
    checkPassword(password);
    const now = this.clock.now();
    const user: User = {
      subject: randomUUID(),
      username: username.normalize(),
      usernameKey,
      passwordHash: await this.passwords.hash(password),
      claims,
      createdAt: now,
      updatedAt: now,
      credentialsChangedAt: now,
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
    const user = await this.findUser(username);
    return user && toAccount(user);
  }

  /** Ends the user's sessions and everything they allowed before, on every process. */
  async setPassword(subject: string, password: string, actor: Actor): Promise<void> {
    checkPassword(password);
    const passwordHash = await this.passwords.hash(password);
    const now = this.clock.now();
    await this.update(subject, { passwordHash, credentialsChangedAt: now, updatedAt: now });
    await this.audit.record('user.password_set', { actor: actor.subject, subject });
  }

  /** Disabling ends sign-in, refresh and every token of the user at once; enabling brings only sign-in back. */
  async setDisabled(subject: string, disabled: boolean, actor: Actor): Promise<void> {
    const now = this.clock.now();
    const changes = disabled ? { disabledAt: now, credentialsChangedAt: now } : { disabledAt: null };
    await this.update(subject, { ...changes, updatedAt: now });
    await this.audit.record(disabled ? 'user.disabled' : 'user.enabled', { actor: actor.subject, subject });
  }

  /** By the exact name: one that only looks like it belongs to nobody. */
  private async findUser(username: string): Promise<User | null> {
    const user = await this.database.find(User, { usernameKey: skeleton(username) });
    return user?.username === username.normalize() ? user : null;
  }

  private async update(subject: string, changes: Changes<User>): Promise<void> {
    if ((await this.database.update(User, { subject }, changes)) === 0) throw new UnknownUser(subject);
  }
}

/** @throws InvalidUser */
function checkPassword(password: string): void {
  if (password === '' || Buffer.byteLength(password) > MAX_PASSWORD_BYTES) {
    throw new InvalidUser(`A password has 1 to ${MAX_PASSWORD_BYTES} bytes.`);
  }
}

/**
 * The same for names that are easily taken for one another: case, compatibility forms, invisible characters, and
 * accents, which are marks on letters of these scripts and letters of their own in others.
 */
function skeleton(username: string): string {
  return username
    .normalize('NFKD')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]/gu, '')
    .replace(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, '$1')
    .trim()
    .toLowerCase();
}

function toAccount(user: User): Account {
  const { subject, username, claims, disabledAt, credentialsChangedAt } = user;
  return {
    subject,
    username,
    claims: { preferred_username: username, ...claims },
    disabled: disabledAt !== null,
    credentialsChangedAt,
  };
}
