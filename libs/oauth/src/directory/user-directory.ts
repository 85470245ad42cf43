import { Injectable } from '@nestjs/common';
import { Brackets, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { skeleton } from '../accounts/skeleton.js';
import { User } from '../accounts/user.entity.js';
import { Passkey } from '../second-factor/passkey.entity.js';
import { Totp } from '../second-factor/totp.entity.js';
import { countUpTo, type BoundedCount } from '../storage/bounded-count.js';
import { Database } from '../storage/database.js';
import { readPage, type KeysetPage } from '../storage/keyset.js';
import { containing } from '../storage/like.js';

/** What users can be sorted by. */
export const USER_ORDERS = {
  username: 'usernameKey',
  name: 'name',
  email: 'email',
  created: 'createdAt',
  lastSignIn: 'lastSignInAt',
} as const satisfies Readonly<Record<string, keyof User>>;

export type UserOrder = keyof typeof USER_ORDERS;

/** Which users. What is left out does not narrow. */
export interface UserQuery {
  /**
   * Part of the user name, the name or the e-mail address; the beginning of a user name in another case or with other
   * accents; or a whole subject.
   */
  readonly search?: string | undefined;
  readonly disabled?: boolean | undefined;
  /** Has the user set up a second factor? */
  readonly secondFactor?: boolean | undefined;
}

export interface UserPageQuery extends UserQuery {
  /** Default: by user name. */
  readonly orderBy?: UserOrder | undefined;
  readonly descending?: boolean | undefined;
  /** `next` of the page before; without one, or with anything else, the first page. */
  readonly cursor?: string | undefined;
  /** At most 200. */
  readonly limit: number;
}

export type UserPage = KeysetPage<User> & BoundedCount;

const MAX_PAGE = 200;

/** Finds users of the default account store. Users of a host's own store are in no table of ours. */
@Injectable()
export class UserDirectory {
  constructor(private readonly database: Database) {}

  /** One page of the users that match, and how many there are. `next` is null on the last page. */
  list(query: UserPageQuery): Promise<UserPage> {
    const limit = Math.min(Math.max(1, Math.trunc(query.limit)), MAX_PAGE);
    const { orderBy = 'username', descending = false, cursor } = query;
    return this.database.run(async (manager) => {
      const list = narrowed(manager, query);
      const counted = await countUpTo(manager, list);
      // Both look at everything then.
      if (counted.total === 0) return { items: [], next: null, ...counted };
      const by = USER_ORDERS[orderBy];
      // A user name is one of a kind: nothing else need settle the order.
      const id = orderBy === 'username' ? by : 'subject';
      return { ...(await readPage(list, { orderBy: by, id, descending, cursor, limit })), ...counted };
    });
  }

  /** How many a list of them says that there are. */
  count(query: UserQuery): Promise<BoundedCount> {
    return this.database.run((manager) => countUpTo(manager, narrowed(manager, query)));
  }

  /**
   * The first few users by user name, for somebody who is typing. Does not count them.
   *
   * @param most how many at most
   */
  lookUp(query: UserQuery, most: number): Promise<User[]> {
    return this.database.run((manager) =>
      narrowed(manager, query).orderBy('user.usernameKey').limit(most).getMany(),
    );
  }

  /** Of these subjects, who has set up a second factor. */
  async withSecondFactor(subjects: readonly string[]): Promise<ReadonlySet<string>> {
    if (subjects.length === 0) return new Set();
    const [apps, passkeys] = await Promise.all([
      this.database.findMany(Totp, { subject: subjects }),
      this.database.findMany(Passkey, { subject: subjects }),
    ]);
    return new Set([...apps, ...passkeys].map(({ subject }) => subject));
  }
}

function narrowed(
  manager: EntityManager,
  { search, disabled, secondFactor }: UserQuery,
): SelectQueryBuilder<User> {
  const list = manager.createQueryBuilder(User, 'user');
  if (search) {
    const start = Buffer.from(skeleton(search));
    list.andWhere(
      new Brackets((either) => {
        either
          .where("user.username LIKE :like ESCAPE '!'", { like: containing(search) })
          .orWhere("user.name LIKE :like ESCAPE '!'")
          .orWhere("user.email LIKE :like ESCAPE '!'")
          .orWhere('user.subject = :subject', { subject: Buffer.from(search) });
        if (start.length === 0) return;
        // A range, which every database takes for binary columns; no name has the byte 255 in it.
        const end = Buffer.concat([start, Buffer.of(0xff)]);
        either.orWhere('(user.usernameKey >= :start AND user.usernameKey < :end)', { start, end });
      }),
    );
  }
  if (disabled !== undefined) list.andWhere(`user.disabledAt IS ${disabled ? 'NOT NULL' : 'NULL'}`);
  if (secondFactor !== undefined) {
    const has = [Totp, Passkey].map((factor) => {
      const rows = manager.createQueryBuilder(factor, 'factor').where('factor.subject = user.subject');
      return `EXISTS (${rows.select('1', 'one').getQuery()})`;
    });
    list.andWhere(`${secondFactor ? '' : 'NOT '}(${has.join(' OR ')})`);
  }
  return list;
}
