import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { AccountStore } from '../accounts/account-store.js';
import type { Actor } from '../audit/actor.js';
import { AuditEvent } from '../audit/audit-event.entity.js';
import { AuditLog } from '../audit/audit-log.js';
import { changesBetween } from '../audit/changes-between.js';
import type { AuditEventName } from '../audit/events.js';
import { Clock, CLOCK_DIFFERENCE } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import { above, atMost, increment } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import { DuplicateKey } from '../storage/storage-error.js';
import { applicationTypeOf } from './application-type.js';
import { SecretInUse, StaleVersion, UnknownClient } from './client-errors.js';
import { ClientSecret } from './client-secret.entity.js';
import {
  checkSettings,
  DEFAULT_SETTINGS,
  InvalidClientSettings,
  type ClientSettings,
} from './client-settings.js';
import { Client, hasSecret, isPublic } from './client.entity.js';
import { ClientOrigin } from './client-origin.entity.js';
import { Clients, MAX_CLIENT_ID } from './clients.js';
import { mintSecret, type NewSecret } from './mint-secret.js';
import { webOrigins } from './web-origins.js';
import { settingsOf } from './settings-of.js';

export interface NewClient extends Partial<ClientSettings> {
  readonly name: string;
  /** Default: a generated one. */
  readonly clientId?: string;
  /** False: it gets its secret later. Default true. */
  readonly withSecret?: boolean;
  /** True: it can do nothing until it is enabled. Default false. */
  readonly disabled?: boolean;
}

/** What is left out stays as it is. */
export interface ClientChanges extends Partial<ClientSettings> {
  readonly disabled?: boolean;
}

const CLIENT_ID = /^[A-Za-z0-9._~:/-]+$/;

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

  /** @returns the client as it is stored now, disabled or not; null when nobody has this id */
  get(clientId: string): Promise<Client | null> {
    return this.database.find(Client, { clientId });
  }

  /**
   * Would `create` take it, as far as that can be told before?
   *
   * @returns its settings, complete
   * @throws InvalidClientSettings
   */
  async check({ clientId, withSecret: _, disabled: __, ...settings }: NewClient): Promise<ClientSettings> {
    const given = { ...DEFAULT_SETTINGS, ...settings };
    const complete = { ...given, applicationType: given.applicationType ?? applicationTypeOf(given) };
    if (clientId !== undefined && (!CLIENT_ID.test(clientId) || clientId.length > MAX_CLIENT_ID)) {
      throw new InvalidClientSettings([
        { field: 'clientId', message: `Use letters, digits and . _ ~ : / -, at most ${MAX_CLIENT_ID}.` },
      ]);
    }
    checkSettings(complete);
    // An API reads `sub` alone: a client must not be able to pose as a user (RFC 9700 section 4.15).
    if (clientId !== undefined && (await this.accounts.find(clientId))) {
      throw new InvalidClientSettings([{ field: 'clientId', message: 'A user has this id.' }]);
    }
    return complete;
  }

  /**
   * @param further what the caller has to write in the same unit
   * @returns the client and, when it authenticates with one, its first secret
   * @throws InvalidClientSettings
   */
  async create(
    input: NewClient,
    actor: Actor,
    further?: (client: Client, rows: Rows) => Promise<unknown>,
  ): Promise<{ client: Client; secret: NewSecret | null }> {
    const { clientId = randomBytes(12).toString('hex'), withSecret = true, disabled = false } = input;
    const complete = await this.check(input);
    const now = this.clock.now();
    const client: Client = {
      ...complete,
      clientId,
      createdAt: now,
      updatedAt: now,
      disabledAt: disabled ? now : null,
      tokensRevokedAt: input.clientId === undefined ? null : await this.endOfFormer(clientId, now),
      version: 1,
    };
    const first = { clientId, name: 'First secret', expiresAt: null, createdAt: now };
    const secret = withSecret && hasSecret(client) ? mintSecret(first, actor) : null;
    try {
      await this.database.unit(async (rows) => {
        await rows.insert(Client, client);
        await noteOrigins(client, rows);
        if (secret) await rows.insert(ClientSecret, secret.row);
        await further?.(client, rows);
        await this.record('client.created', clientId, actor, { after: complete }, rows);
        if (disabled) await this.record('client.disabled', clientId, actor, {}, rows);
      });
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
      throw new InvalidClientSettings([{ field: 'clientId', message: 'Another client has this id.' }]);
    }
    this.clients.forget(clientId);
    return { client, secret: secret && secret.shown };
  }

  /** From when on tokens are those of this client, not of one that had its id before. Milliseconds since the epoch. */
  private async endOfFormer(clientId: string, now: number): Promise<number> {
    const [deletion] = await this.database.findMany(
      AuditEvent,
      { clientId, event: 'client.deleted' },
      { orderBy: 'id', descending: true, limit: 1 },
    );
    return Math.max(now - CLOCK_DIFFERENCE, deletion?.at ?? 0);
  }

  /**
   * @param version the version the editor saw
   * @throws StaleVersion, UnknownClient, InvalidClientSettings
   */
  async update(
    clientId: string,
    version: number,
    { disabled, ...changes }: ClientChanges,
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
    const turned = disabled !== undefined && disabled !== (before.disabledAt !== null);
    const disabledAt = turned ? (disabled ? updatedAt : null) : before.disabledAt;
    await this.database.unit(async (rows) => {
      const changed = await rows.update(
        Client,
        { clientId, version },
        { ...settings, disabledAt, updatedAt, version: increment() },
      );
      if (changed === 0) throw new StaleVersion(clientId);
      await noteOrigins({ clientId, redirectUris: settings.redirectUris }, rows);
      await this.record(
        'client.updated',
        clientId,
        actor,
        changesBetween(settingsOf(before), settings),
        rows,
      );
      if (turned)
        await this.record(disabled ? 'client.disabled' : 'client.enabled', clientId, actor, {}, rows);
    });
    this.clients.forget(clientId);
    return { ...before, ...settings, disabledAt, updatedAt, version: version + 1 };
  }

  /**
   * A disabled client can do nothing: no new tokens, no refresh, and its live tokens count as inactive.
   *
   * @throws UnknownClient
   */
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

  /** @returns all secrets of a client, oldest first, disabled and expired ones among them; none of an unknown client */
  secrets(clientId: string): Promise<ClientSecret[]> {
    return this.database.findMany(ClientSecret, { clientId }, { orderBy: 'createdAt' });
  }

  /**
   * Adds a secret beside the live ones, so that a client can be moved over without downtime.
   *
   * @param input its `expiresAt` in milliseconds since the epoch; null: it never ends
   * @throws UnknownClient, InvalidClientSettings when the client is public or the secret would have expired already
   */
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
    const createdAt = this.clock.now();
    if (input.expiresAt !== null && input.expiresAt <= createdAt) {
      throw new InvalidClientSettings([
        { field: 'expiresAt', message: 'The secret would have expired already.' },
      ]);
    }
    const { row, shown } = mintSecret({ ...input, clientId, createdAt }, actor);
    await this.database.unit(async (rows) => {
      await rows.insert(ClientSecret, row);
      const { id, name, prefix, expiresAt } = shown;
      await this.record('client_secret.created', clientId, actor, { id, name, prefix, expiresAt }, rows);
    });
    this.clients.forget(clientId);
    return shown;
  }

  /**
   * A disabled secret is refused until it is enabled again.
   *
   * @throws UnknownClient also when the client has no such secret
   */
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

  /**
   * Deletes a secret that works no more.
   *
   * @throws UnknownClient, SecretInUse when it is neither disabled nor expired
   */
  async deleteSecret(clientId: string, secretId: string, actor: Actor): Promise<void> {
    await this.database.unit(async (rows) => {
      const secret = await rows.find(ClientSecret, { id: secretId, clientId });
      if (!secret) throw new UnknownClient(`${clientId} has no secret ${secretId}`);
      // The conditions are part of the statement: somebody may be enabling it at this moment.
      const gone =
        (await rows.delete(ClientSecret, { id: secretId, clientId, disabledAt: above(0) })) +
        (await rows.delete(ClientSecret, { id: secretId, clientId, expiresAt: atMost(this.clock.now()) }));
      if (gone === 0) throw new SecretInUse(secretId);
      const { id, name, prefix } = secret;
      await this.record('client_secret.deleted', clientId, actor, { id, name, prefix }, rows);
    });
  }

  /**
   * Disables every secret of a client at once: for one that has leaked.
   *
   * @returns how many still worked
   * @throws UnknownClient
   */
  async revokeSecrets(clientId: string, actor: Actor): Promise<number> {
    if (!(await this.get(clientId))) throw new UnknownClient(clientId);
    const disabledAt = this.clock.now();
    const revoked = await this.database.unit(async (rows) => {
      const secrets = await rows.update(ClientSecret, { clientId, disabledAt: null }, { disabledAt });
      await this.record('client_secret.all_revoked', clientId, actor, { secrets }, rows);
      return secrets;
    });
    this.clients.forget(clientId);
    return revoked;
  }

  private async record(
    event: AuditEventName,
    clientId: string,
    actor: Actor,
    data: Record<string, unknown>,
    rows: Rows,
  ) {
    await this.audit.record(event, { actor, clientId, data }, rows);
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
