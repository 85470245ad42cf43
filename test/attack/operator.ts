import type { ClientRegistry, Database, NewClient, OAuthOptions, Users } from '@portcullis/oauth';
import type { ClientFixture, UserFixture } from './fixtures.js';

export interface MemberOptions {
  /** How far its clock is from the others'. Seconds, negative for behind. */
  readonly clockShift?: number;
  /** Settings beside those that every process has. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Options of the module that have no variable. */
  readonly options?: Partial<OAuthOptions>;
}

/** What a user finds in their mailbox. */
export interface Mail {
  readonly to: string;
  readonly text: string;
}

/** One more process whose way to the database can be interrupted. */
export interface FragileMember {
  readonly origin: string;
  breakStorage(): Promise<void>;
  mendStorage(): Promise<void>;
}

/** What only whoever runs the server can do or see; exists for our own server. */
export interface Operator {
  readonly databaseName: 'sqlite' | 'mariadb';
  readonly registry: ClientRegistry;
  readonly users: Users;
  readonly database: Database;

  /** Registers a client of the item's own; what is not given is as for CONF. */
  register(settings?: Partial<NewClient>): Promise<ClientFixture>;
  /** A user of the item's own. */
  addUser(): Promise<UserFixture & { readonly subject: string; readonly email: string }>;
  /** One more process of the installation, the same one for the same options, until the item ends. Returns its origin. */
  startMember(options?: MemberOptions): Promise<string>;
  /** One more process with the rate limits that the product has by default, but for those given. */
  startLimitedMember(limits?: OAuthOptions['limits']): Promise<string>;
  startFragileMember(): Promise<FragileMember>;
  /** Ends what `startMember` and `startFragileMember` have started. */
  endMembers(): Promise<void>;
  /** Ends every process and starts it again at the same address. */
  restart(): Promise<void>;
  /** Audit events of this name, oldest first. */
  auditEvents(
    event: string,
  ): Promise<readonly { readonly clientId: string | null; readonly data: unknown }[]>;
  /** Clients that are still to be told of the end of a session. */
  owedLogouts(): Promise<readonly { readonly clientId: string; readonly attempts: number }[]>;
  /** Every value of every table. */
  dump(): Promise<readonly { readonly table: string; readonly column: string; readonly bytes: Buffer }[]>;
  /** Mails that have been sent, oldest first. */
  mails(): Promise<readonly Mail[]>;
  /** Everything that the processes have written to their outputs. */
  printed(): string;
  /** Resident memory of the first process. Bytes. */
  memory(): number;
}
