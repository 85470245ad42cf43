import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { AuditLog } from '../audit/audit-log.js';
import type { Actor } from '../audit/actor.js';
import { Clock } from '../primitives/clock.js';
import { isVisible } from '../primitives/visible-text.js';
import { increment, type Changes } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import { DuplicateKey } from '../storage/storage-error.js';
import type { Account, UserClaims } from './account-store.js';
import { AccountStore } from './account-store.js';
import { MAX_PASSWORD_BYTES, Passwords } from './passwords.js';
import { skeleton } from './skeleton.js';
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

/** The user was edited since they were read. */
export class StaleUser extends Error {}

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
   * @param rows the open unit when the user must commit together with something else; a name that is taken is then a
   *   `DuplicateKey` of the unit
   * @throws UsernameTaken, also for a name that people could take for the other; InvalidUser
   */
  async create(
    username: string,
    password: string,
    claims: UserClaims,
    actor: Actor,
    rows?: Rows,
  ): Promise<Account> {
    const usernameKey = skeleton(username);
    const fits = username.length <= MAX_USERNAME && Buffer.byteLength(usernameKey) <= MAX_USERNAME_KEY;
    if (!isVisible(usernameKey) || !fits) {
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
      ...listed(claims),
      createdAt: now,
      updatedAt: now,
      credentialsChangedAt: now,
      disabledAt: null,
      lastSignInAt: 0,
      version: 1,
    };
    const { subject } = user;
    const write = async (unit: Rows): Promise<void> => {
      await unit.insert(User, user);
      await this.audit.record('user.created', { actor, subject, data: { username } }, unit);
    };
    try {
      await (rows ? write(rows) : this.database.unit(write));
    } catch (error) {
      throw error instanceof DuplicateKey ? new UsernameTaken(username) : error;
    }
    return toAccount(user);
  }

  /** @returns everything that is kept of a user, the digest of the password too; null when nobody has the subject */
  read(subject: string): Promise<User | null> {
    return this.database.find(User, { subject });
  }

  /**
   * Changes what is known about a user. Claims that are not named stay.
   *
   * @param version the version the editor saw
   * @param changes null takes a claim away
   * @throws UnknownUser, StaleUser
   */
  async edit(
    subject: string,
    version: number,
    changes: Readonly<Record<string, unknown>>,
    actor: Actor,
  ): Promise<User> {
    const before = await this.read(subject);
    if (!before) throw new UnknownUser(subject);
    const claims: UserClaims = Object.fromEntries(
      Object.entries({ ...before.claims, ...changes }).filter(([, value]) => value !== null),
    );
    const updatedAt = this.clock.now();
    const after = { claims, ...listed(claims), updatedAt };
    const named = Object.keys(changes);
    const of = (from: UserClaims): Record<string, unknown> =>
      Object.fromEntries(named.map((name) => [name, from[name] ?? null]));
    await this.database.unit(async (rows) => {
      const edited = await rows.update(User, { subject, version }, { ...after, version: increment() });
      if (edited === 0) throw new StaleUser(subject);
      const data = { before: of(before.claims), after: of(claims) };
      await this.audit.record('user.updated', { actor, subject, data }, rows);
    });
    return { ...before, ...after, version: version + 1 };
  }

  override async noteSignIn(subject: string): Promise<void> {
    await this.database.update(User, { subject }, { lastSignInAt: this.clock.now() });
  }

  override async findByUsername(username: string): Promise<Account | null> {
    const user = await this.findUser(username);
    return user && toAccount(user);
  }

  /**
   * Ends the user's sessions and everything they allowed before, on every process.
   *
   * @param actor who does this to somebody else's account, which is written down here; left out, the caller does that
   */
  override async setPassword(subject: string, password: string, actor?: Actor): Promise<void> {
    checkPassword(password);
    const passwordHash = await this.passwords.hash(password);
    const now = this.clock.now();
    await this.database.unit(async (rows) => {
      await this.update(subject, { passwordHash, credentialsChangedAt: now, updatedAt: now }, rows);
      if (actor) await this.audit.record('user.password_set', { actor, subject }, rows);
    });
  }

  /** Disabling ends sign-in, refresh and every token of the user at once; enabling brings only sign-in back. */
  async setDisabled(subject: string, disabled: boolean, actor: Actor): Promise<void> {
    const now = this.clock.now();
    const changes = disabled ? { disabledAt: now, credentialsChangedAt: now } : { disabledAt: null };
    await this.database.unit(async (rows) => {
      await this.update(subject, { ...changes, updatedAt: now }, rows);
      const event = disabled ? 'user.disabled' : 'user.enabled';
      await this.audit.record(event, { actor, subject }, rows);
    });
  }

  /** By the exact name: one that only looks like it belongs to nobody. */
  private async findUser(username: string): Promise<User | null> {
    const user = await this.database.find(User, { usernameKey: skeleton(username) });
    return user?.username === username.normalize() ? user : null;
  }

  private async update(subject: string, changes: Changes<User>, rows: Rows): Promise<void> {
    const edited = await rows.update(User, { subject }, { ...changes, version: increment() });
    if (edited === 0) throw new UnknownUser(subject);
  }
}

/** Columns of the claims by which lists are searched and sorted; as long as they are. */
function listed({ name, email }: UserClaims): Pick<User, 'name' | 'email'> {
  const short = (claim: unknown): string =>
    typeof claim === 'string' ? [...claim].slice(0, 255).join('') : '';
  return { name: short(name), email: short(email) };
}

/** @throws InvalidUser */
function checkPassword(password: string): void {
  if (password === '' || Buffer.byteLength(password) > MAX_PASSWORD_BYTES) {
    throw new InvalidUser(`A password has 1 to ${MAX_PASSWORD_BYTES} bytes.`);
  }
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
