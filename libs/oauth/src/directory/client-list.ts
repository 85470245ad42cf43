import { Injectable } from '@nestjs/common';
import { Brackets, type SelectQueryBuilder } from 'typeorm';
import { Clock } from '../primitives/clock.js';
import { timeOfId } from '../primitives/id.js';
import { countUpTo, type BoundedCount } from '../storage/bounded-count.js';
import { Database } from '../storage/database.js';
import { readPage, type KeysetPage } from '../storage/keyset.js';
import { beginningWith, containing } from '../storage/like.js';
import { Authorization } from '../tokens/authorization.entity.js';
import { ClientOrigin } from '../clients/client-origin.entity.js';
import { ClientSecret } from '../clients/client-secret.entity.js';
import { Client, type ApplicationType } from '../clients/client.entity.js';

/** What clients can be sorted by; an index holds each of them. */
export const CLIENT_ORDERS = {
  name: 'name',
  clientId: 'clientId',
  created: 'createdAt',
  updated: 'updatedAt',
} as const;

export type ClientOrder = keyof typeof CLIENT_ORDERS;

/** Which clients. What is left out or empty does not narrow. */
export interface ClientQuery {
  /** Part of the name, a whole client id, or the beginning of the address of a redirect URI. */
  readonly search?: string | undefined;
  readonly types?: readonly ApplicationType[] | undefined;
  readonly statuses?: readonly ('active' | 'disabled')[] | undefined;
  /** With at least one of these grants. */
  readonly grants?: readonly string[] | undefined;
  readonly parties?: readonly ('first' | 'third')[] | undefined;
  /** Only among these; an empty list finds none. */
  readonly clientIds?: readonly string[] | undefined;
  /**
   * A condition of the caller's own, over the alias `client`: for an app that keeps more about a client than this
   * server knows.
   */
  readonly further?: ((list: SelectQueryBuilder<Client>) => void) | undefined;
}

export interface ClientPageQuery extends ClientQuery {
  /** Default: by name. */
  readonly orderBy?: ClientOrder | undefined;
  readonly descending?: boolean | undefined;
  /** `next` of the page before; without one, or with anything else, the first page. */
  readonly cursor?: string | undefined;
  /** At most 200. */
  readonly limit: number;
}

export type ClientPage = KeysetPage<Client> & BoundedCount;

/** What a list says about a client beside its own row. Milliseconds since the epoch. */
export interface ClientHighlights {
  /** When the first of its live secrets ends; null when none does. */
  readonly nextSecretExpiry: number | null;
  /** When somebody last allowed it something, as far as that is still stored. */
  readonly lastAuthorizedAt: number | null;
}

const NOTHING: ClientHighlights = { nextSecretExpiry: null, lastAuthorizedAt: null };
const MAX_PAGE = 200;
/** Clients at most that are found by an address. */
const MOST_BY_ADDRESS = 1_000;

/** Finds clients, for people who look through them. */
@Injectable()
export class ClientList {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** One page of the clients that match, and how many there are. `next` is null on the last page. */
  async page(query: ClientPageQuery): Promise<ClientPage> {
    const { orderBy = 'name', descending = false, cursor } = query;
    const limit = Math.min(Math.max(1, Math.trunc(query.limit)), MAX_PAGE);
    const column = CLIENT_ORDERS[orderBy];
    const narrow = await this.narrowing(query);
    const page = await this.database.run(async (manager) => {
      const list = narrow(manager.createQueryBuilder(Client, 'client'));
      const counted = await countUpTo(manager, list);
      // Only what the index holds: the rows themselves are read for one page alone.
      list.select(['client.clientId', `client.${column}`]);
      const keyset = { orderBy: column, id: 'clientId', descending, cursor, limit } as const;
      return { ...(await readPage(list, keyset)), ...counted };
    });
    const clientIds = page.items.map(({ clientId }) => clientId);
    const found = clientIds.length > 0 ? await this.database.findMany(Client, { clientId: clientIds }) : [];
    const byId = new Map(found.map((client) => [client.clientId, client]));
    return { ...page, items: clientIds.flatMap((clientId) => byId.get(clientId) ?? []) };
  }

  /** How many a page of them says that there are. */
  async count(query: ClientQuery): Promise<BoundedCount> {
    const narrow = await this.narrowing(query);
    return this.database.run((manager) =>
      countUpTo(manager, narrow(manager.createQueryBuilder(Client, 'client'))),
    );
  }

  /** @returns the ids of all that match, but of no more than `most` */
  async ids(query: ClientQuery, most: number): Promise<string[]> {
    const narrow = await this.narrowing(query);
    const found = await this.database.run((manager) =>
      narrow(manager.createQueryBuilder(Client, 'client'))
        .select('client.clientId', 'id')
        .orderBy('client.clientId')
        .limit(most)
        .getRawMany<{ id: Buffer }>(),
    );
    return found.map(({ id }) => id.toString());
  }

  /**
   * The first few clients by name, for somebody who is typing. Does not count them.
   *
   * @param text part of the name, or a whole client id
   */
  async lookUp(text: string, most: number): Promise<Client[]> {
    const found = await this.database.run((manager) =>
      manager
        .createQueryBuilder(Client, 'client')
        // What the index of names holds. Whole rows in its order would be read one by one until enough match.
        .select(['client.clientId', 'client.name'])
        .where("client.name LIKE :like ESCAPE '!'", { like: containing(text) })
        .orderBy('client.name')
        .addOrderBy('client.clientId')
        .limit(most)
        .getMany(),
    );
    const ids = new Set([text, ...found.map(({ clientId }) => clientId)]);
    const clients = await this.database.findMany(Client, { clientId: [...ids] }, { orderBy: 'name' });
    return clients.slice(0, most);
  }

  /** What stands beside the clients of a page, in two reads. */
  async highlights(clientIds: readonly string[]): Promise<(clientId: string) => ClientHighlights> {
    if (clientIds.length === 0) return () => NOTHING;
    const ids = clientIds.map((id) => Buffer.from(id));
    const [expiries, authorized] = await Promise.all([
      this.database.run((manager) =>
        manager
          .createQueryBuilder(ClientSecret, 'secret')
          .select('secret.clientId', 'id')
          .addSelect('MIN(secret.expiresAt)', 'at')
          .where('secret.clientId IN (:...ids)', { ids })
          .andWhere('secret.disabledAt IS NULL AND secret.expiresAt > :now', { now: this.clock.now() })
          .groupBy('secret.clientId')
          .getRawMany<Moment>(),
      ),
      this.database.run((manager) =>
        manager
          .createQueryBuilder(Authorization, 'authorization')
          .select('authorization.clientId', 'id')
          .addSelect('MAX(authorization.id)', 'latest')
          .where('authorization.clientId IN (:...ids)', { ids })
          .groupBy('authorization.clientId')
          .getRawMany<{ id: Buffer; latest: Buffer }>(),
      ),
    ]);
    // An id begins with the moment at which it was made, so the index by client and id is all that is read.
    const moments = authorized.map(({ id, latest }) => ({ id, at: timeOfId(latest) }));
    const [nextSecretExpiry, lastAuthorizedAt] = [byClient(expiries), byClient(moments)];
    return (clientId) => ({
      nextSecretExpiry: nextSecretExpiry.get(clientId) ?? null,
      lastAuthorizedAt: lastAuthorizedAt.get(clientId) ?? null,
    });
  }

  private async narrowing(query: ClientQuery): Promise<Narrowing> {
    const byAddress = query.search ? await this.withAddress(query.search) : [];
    return (list) => narrowed(list, query, byAddress);
  }

  /** The clients with a redirect URI that contains the text, found by where it would lie in the index of origins. */
  private async withAddress(text: string): Promise<readonly Buffer[]> {
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
    const host = /^(?:https?:\/\/)?([a-z0-9.[\]:-]+)/i.exec(text)?.[1]?.toLowerCase();
    const isWeb = scheme === undefined || scheme === 'http' || scheme === 'https' || text.includes('//');
    if (!/[.:/]/.test(text) || (isWeb && host === undefined)) return [];
    const schemes = scheme === 'http' || scheme === 'https' ? [scheme] : ['https', 'http'];
    const found = await this.database.run((manager) => {
      const clients = manager
        .createQueryBuilder(Client, 'client')
        .select('client.clientId', 'id')
        .distinct(true)
        .where("client.redirectUris LIKE :address ESCAPE '!'", {
          address: containing(JSON.stringify(text).slice(1, -1)),
        })
        .limit(MOST_BY_ADDRESS);
      // A private scheme (RFC 8252 section 7.1) has no origin; only installed applications have one.
      if (!isWeb) return clients.andWhere("client.applicationType = 'native'").getRawMany<{ id: Buffer }>();
      return clients
        .innerJoin(ClientOrigin, 'origin', 'origin.clientId = client.clientId')
        .andWhere(
          new Brackets((either) =>
            schemes.forEach((each, i) =>
              either.orWhere(`origin.origin LIKE :origin${i} ESCAPE '!'`, {
                [`origin${i}`]: beginningWith(`${each}://${host!}`),
              }),
            ),
          ),
        )
        .getRawMany<{ id: Buffer }>();
    });
    return found.map(({ id }) => id);
  }
}

type Narrowing = (list: SelectQueryBuilder<Client>) => SelectQueryBuilder<Client>;

interface Moment {
  readonly id: Buffer;
  readonly at: number | string;
}

function byClient(moments: readonly Moment[]): ReadonlyMap<string, number> {
  return new Map(moments.map(({ id, at }) => [id.toString(), Number(at)]));
}

function narrowed(
  list: SelectQueryBuilder<Client>,
  query: ClientQuery,
  byAddress: readonly Buffer[],
): SelectQueryBuilder<Client> {
  const { search, types, statuses, grants, parties, clientIds } = query;
  if (search) {
    list.andWhere(
      new Brackets((either) => {
        either
          .where("client.name LIKE :like ESCAPE '!'", { like: containing(search) })
          .orWhere('client.clientId = :id', { id: Buffer.from(search) });
        if (byAddress.length > 0) either.orWhere('client.clientId IN (:...byAddress)', { byAddress });
      }),
    );
  }
  if (types?.length) list.andWhere('client.applicationType IN (:...types)', { types });
  if (statuses?.length === 1) {
    list.andWhere(`client.disabledAt IS ${statuses[0] === 'active' ? 'NULL' : 'NOT NULL'}`);
  }
  if (parties?.length === 1)
    list.andWhere('client.firstParty = :first', { first: Number(parties[0] === 'first') });
  if (grants?.length) {
    list.andWhere(
      new Brackets((either) =>
        grants.forEach((grant, i) =>
          either.orWhere(`client.grantTypes LIKE :grant${i} ESCAPE '!'`, {
            [`grant${i}`]: containing(JSON.stringify(grant)),
          }),
        ),
      ),
    );
  }
  if (clientIds) {
    if (clientIds.length === 0) list.andWhere('1 = 0');
    else list.andWhere('client.clientId IN (:...own)', { own: clientIds.map((id) => Buffer.from(id)) });
  }
  query.further?.(list);
  return list;
}
