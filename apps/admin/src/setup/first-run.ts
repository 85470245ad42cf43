import { Injectable } from '@nestjs/common';
import {
  above,
  AuditLog,
  Clock,
  Database,
  DuplicateKey,
  UsernameTaken,
  Users,
  type Rows,
} from '@portcullis/oauth';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { AdminMember } from '../members/admin-member.entity.js';
import { makeOwner } from '../members/owners.js';
import { AdminSettings } from '../settings.js';
import { AdminSetup } from './admin-setup.entity.js';

/** How long a setup link counts. Milliseconds. */
export const SETUP_LASTS = 30 * 60_000;

/** What a setup link is worth; `done`: somebody is an owner by now. */
export type SetupState = 'open' | 'expired' | 'unknown' | 'done';

/** Whom the form makes. */
export interface FirstUser {
  readonly username: string;
  readonly name: string;
  readonly password: string;
}

/** The link was used, replaced or too old when it came to it. */
export class SetupOver extends Error {}

const ONLY = 1;

/** As long as nobody owns the app, whoever starts it gets a link with which to become the owner. It counts once. */
@Injectable()
export class FirstRun {
  constructor(
    private readonly database: Database,
    private readonly users: Users,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly settings: AdminSettings,
  ) {}

  /** @returns the link, for the eyes of whoever runs this; null when there is an owner */
  async issueLink(): Promise<string | null> {
    if (await hasOwner(this.database)) return null;
    const token = randomBytes(32).toString('base64url');
    const setup = { id: ONLY, digest: digestOf(token), expiresAt: this.clock.now() + SETUP_LASTS };
    await this.database.upsert(AdminSetup, [setup]);
    return `${this.settings.url}/setup?token=${token}`;
  }

  async stateOf(token: string): Promise<SetupState> {
    // In this order: the owner comes at the very moment at which the link goes.
    const setup = await this.database.find(AdminSetup, { id: ONLY });
    if (await hasOwner(this.database)) return 'done';
    if (!setup || !timingSafeEqual(setup.digest, digestOf(token))) return 'unknown';
    return setup.expiresAt > this.clock.now() ? 'open' : 'expired';
  }

  /**
   * Makes the first user, who is the owner.
   *
   * @throws SetupOver; UsernameTaken, InvalidUser, and then the link still counts
   */
  async createOwner(token: string, { username, name, password }: FirstUser): Promise<void> {
    const actor = { subject: 'setup', name: 'Setup' };
    const made = this.database.unit(async (rows) => {
      await this.claim(token, rows);
      const { subject } = await this.users.create(username, password, { name }, actor, rows);
      await makeOwner({ subject, name, by: 'setup link' }, rows, this.audit, this.clock.now());
    });
    await made.catch((error: unknown) => {
      throw error instanceof DuplicateKey ? new UsernameTaken(username) : error;
    });
  }

  /**
   * Makes somebody the owner who has just signed in: for accounts that are kept elsewhere.
   *
   * @throws SetupOver
   */
  async adoptOwner(token: string, subject: string, name: string): Promise<void> {
    await this.database.unit(async (rows) => {
      await this.claim(token, rows);
      await makeOwner({ subject, name, by: 'setup link' }, rows, this.audit, this.clock.now());
    });
  }

  /** The delete decides: of two uses of one link exactly one goes on. */
  private async claim(token: string, rows: Rows): Promise<void> {
    const where = { id: ONLY, digest: digestOf(token), expiresAt: above(this.clock.now()) };
    // An owner may have come by the command line while the link lay about.
    if ((await rows.delete(AdminSetup, where)) !== 1 || (await hasOwner(rows))) throw new SetupOver();
  }
}

async function hasOwner(rows: Rows): Promise<boolean> {
  return (await rows.find(AdminMember, { role: 'owner' })) !== null;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
