import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { AccountStore } from '../accounts/account-store.js';
import type { Actor } from '../audit/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { Clock } from '../primitives/clock.js';
import { sha256 } from '../primitives/digest.js';
import { idToText, timeOrderedId } from '../primitives/id.js';
import { Database } from '../storage/database.js';
import { increment } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import { DuplicateKey } from '../storage/storage-error.js';
import { ClientSecret } from './client-secret.entity.js';
import {
  checkSettings,
  DEFAULT_SETTINGS,
  InvalidClientSettings,
  type ClientSettings,
} from './client-settings.js';
import { readCursor, writeCursor } from './client-cursor.js';
import { Client, hasSecret, isPublic } from './client.entity.js';
import { ClientOrigin } from './client-origin.entity.js';
import { Clients, MAX_CLIENT_ID } from './clients.js';
import { webOrigins } from './web-origins.js';
import { difference, settingsOf } from './settings-difference.js';

export interface NewClient extends Partial<ClientSettings> {
  readonly name: string;
  /** Default: a generated one. */
  readonly clientId?: string;
}

/** A secret at the only moment its value exists outside the client. */
export interface NewSecret {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly value: string;
  readonly expiresAt: number | null;
}

export interface ClientPage {
  readonly items: Client[];
  /** Pass it as `cursor` to get what follows; null at the end. */
  readonly next: string | null;
}

/** The client was edited since it was read. */
export class StaleVersion extends Error {}

/** Nobody has this client id. */
export class UnknownClient extends Error {}

const MAX_PAGE = 200;
const SECRET_PREFIX = 'pcs_';

/** Registers clients and hands out their secrets: what the admin app is for. Every change leaves an audit event. */
@Injectable()
export class ClientRegistry {
  constructor(
    private readonly database: Database,
    private readonly clients: Clients,
    private readonly accounts: AccountStore,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * Clients by name, in pages.
   *
   * @param query.search part of the name, or a whole client id
   * @param query.limit at most 200
   */
  async list(query: { search?: string; cursor?: string; limit: number }): Promise<ClientPage> {
    const limit = Math.min(Math.max(1, Math.trunc(query.limit)), MAX_PAGE);
    const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
    const items = await this.database.run((manager) => {
      const list = manager.createQueryBuilder(Client, 'client');
      if (query.search) {
        list.andWhere("(client.name LIKE :like ESCAPE '!' OR client.clientId = :id)", {
          like: `%${query.search.replace(/[!%_]/g, '!$&')}%`,
          id: Buffer.from(query.search),
        });
      }
      if (after) {
        list.andWhere('(client.name > :name OR (client.name = :name AND client.clientId > :after))', {
          name: after.name,
          after: Buffer.from(after.clientId),
        });
      }
      return list
        .orderBy('client.name')
        .addOrderBy('client.clientId')
        .limit(limit + 1)
        .getMany();
    });
    const page = items.slice(0, limit);
    return { items: page, next: items.length > limit ? writeCursor(page.at(-1)!) : null };
  }

  get(clientId: string): Promise<Client | null> {
    return this.database.find(Client, { clientId });
  }

  /**
   * @returns the client and, when it authenticates with one, its first secret
   * @throws InvalidClientSettings
   */
  async create(input: NewClient, actor: Actor): Promise<{ client: Client; secret: NewSecret | null }> {
    const { clientId = randomBytes(12).toString('hex'), ...settings } = input;
    const complete = { ...DEFAULT_SETTINGS, ...settings };
    if (!/^[A-Za-z0-9._~:/-]+$/.test(clientId) || clientId.length > MAX_CLIENT_ID) {
      throw new InvalidClientSettings([
        { field: 'clientId', message: `Use letters, digits and . _ ~ : / -, at most ${MAX_CLIENT_ID}.` },
      ]);
    }
    checkSettings(complete);
    // An API reads `sub` alone: a client must not be able to pose as a user (RFC 9700 section 4.15).
    if (input.clientId !== undefined && (await this.accounts.find(clientId))) {
      throw new InvalidClientSettings([{ field: 'clientId', message: 'A user has this id.' }]);
    }
    const now = this.clock.now();
    const client: Client = {
      ...complete,
      clientId,
      createdAt: now,
      updatedAt: now,
      disabledAt: null,
      version: 1,
    };
    const secret = hasSecret(client) ? this.mintSecret(client.clientId, 'First secret', null, actor) : null;
    try {
      await this.database.unit(async (rows) => {
        await rows.insert(Client, client);
        await noteOrigins(client, rows);
        if (secret) await rows.insert(ClientSecret, secret.row);
        await this.record('client.created', clientId, actor, { after: complete }, rows);
      });
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
      throw new InvalidClientSettings([{ field: 'clientId', message: 'Another client has this id.' }]);
    }
    this.clients.forget(clientId);
    return { client, secret: secret && secret.shown };
  }

  /**
   * @param version the version the editor saw
   * @throws StaleVersion, UnknownClient, InvalidClientSettings
   */
  async update(
    clientId: string,
    version: number,
    changes: Partial<ClientSettings>,
    actor: Actor,
  ): Promise<Client> {
    const before = await this.get(clientId);
    if (!before) throw new UnknownClient(clientId);
    const settings = settingsOf({ ...before, ...changes });
    checkSettings(settings);
    if (isPublic(settings) !== isPublic(before)) {
      const message =
        'A public client stays public and a confidential one confidential; register another client.';
      throw new InvalidClientSettings([{ field: 'tokenEndpointAuthMethod', message }]);
    }
    const updatedAt = this.clock.now();
    await this.database.unit(async (rows) => {
      const changed = await rows.update(
        Client,
        { clientId, version },
        { ...settings, updatedAt, version: increment() },
      );
      if (changed === 0) throw new StaleVersion(clientId);
      await noteOrigins({ clientId, redirectUris: settings.redirectUris }, rows);
      await this.record('client.updated', clientId, actor, difference(settingsOf(before), settings), rows);
    });
    this.clients.forget(clientId);
    return { ...before, ...settings, updatedAt, version: version + 1 };
  }

  /** A disabled client can do nothing: no new tokens, no refresh, and its live tokens count as inactive. */
  async setDisabled(clientId: string, disabled: boolean, actor: Actor): Promise<Client> {
    const now = this.clock.now();
    await this.database.unit(async (rows) => {
      const changes = { disabledAt: disabled ? now : null, updatedAt: now, version: increment() };
      if ((await rows.update(Client, { clientId }, changes)) === 0) throw new UnknownClient(clientId);
      await this.record(disabled ? 'client.disabled' : 'client.enabled', clientId, actor, {}, rows);
    });
    this.clients.forget(clientId);
    return (await this.get(clientId))!;
  }

  secrets(clientId: string): Promise<ClientSecret[]> {
    return this.database.findMany(ClientSecret, { clientId }, { orderBy: 'createdAt' });
  }

  /** Adds a secret beside the live ones, so that a client can be moved over without downtime. */
  async addSecret(
    clientId: string,
    input: { name: string; expiresAt: number | null },
    actor: Actor,
  ): Promise<NewSecret> {
    const client = await this.get(clientId);
    if (!client) throw new UnknownClient(clientId);
    if (isPublic(client)) {
      const message = 'A public client has no secret.';
      throw new InvalidClientSettings([{ field: 'tokenEndpointAuthMethod', message }]);
    }
    if (input.expiresAt !== null && input.expiresAt <= this.clock.now()) {
      throw new InvalidClientSettings([
        { field: 'expiresAt', message: 'The secret would have expired already.' },
      ]);
    }
    const { row, shown } = this.mintSecret(clientId, input.name, input.expiresAt, actor);
    await this.database.unit(async (rows) => {
      await rows.insert(ClientSecret, row);
      const { id, name, prefix, expiresAt } = shown;
      await this.record('client_secret.created', clientId, actor, { id, name, prefix, expiresAt }, rows);
    });
    this.clients.forget(clientId);
    return shown;
  }

  async setSecretDisabled(
    clientId: string,
    secretId: string,
    disabled: boolean,
    actor: Actor,
  ): Promise<void> {
    await this.database.unit(async (rows) => {
      const disabledAt = disabled ? this.clock.now() : null;
      if ((await rows.update(ClientSecret, { id: secretId, clientId }, { disabledAt })) === 0) {
        throw new UnknownClient(`${clientId} has no secret ${secretId}`);
      }
      const event = disabled ? 'client_secret.disabled' : 'client_secret.enabled';
      await this.record(event, clientId, actor, { id: secretId }, rows);
    });
    this.clients.forget(clientId);
  }

  /** 256 random bits; the prefix makes a leaked one recognisable to secret scanners. */
  private mintSecret(
    clientId: string,
    name: string,
    expiresAt: number | null,
    actor: Actor,
  ): { row: ClientSecret; shown: NewSecret } {
    const createdAt = this.clock.now();
    const value = SECRET_PREFIX + randomBytes(32).toString('base64url');
    const shown: NewSecret = {
      id: idToText(timeOrderedId(createdAt)),
      name,
      prefix: value.slice(0, SECRET_PREFIX.length + 4),
      value,
      expiresAt,
    };
    const row: ClientSecret = {
      id: shown.id,
      clientId,
      name,
      prefix: shown.prefix,
      digest: sha256(value),
      createdAt,
      createdBy: actor.name,
      expiresAt,
      lastUsedAt: null,
      disabledAt: null,
    };
    return { row, shown };
  }

  private async record(
    event: string,
    clientId: string,
    actor: Actor,
    data: Record<string, unknown>,
    rows: Rows,
  ) {
    await this.audit.record(event, { actor: actor.subject, clientId, data }, rows);
  }
}

async function noteOrigins(
  { clientId, redirectUris }: Pick<Client, 'clientId' | 'redirectUris'>,
  rows: Rows,
): Promise<void> {
  await rows.delete(ClientOrigin, { clientId });
  const origins = webOrigins(redirectUris).map((origin) => ({ origin, clientId, expiresAt: null }));
  if (origins.length > 0) await rows.insertMany(ClientOrigin, origins);
}
