import { Injectable } from '@nestjs/common';
import { Client } from '../clients/client.entity.js';
import { Consent } from '../consent/consent.entity.js';
import { Clock } from '../primitives/clock.js';
import { above } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { AuthorizationDirectory, type ListedAuthorization } from './authorization-directory.js';

/** A client that has access to a user's account, or would get it without asking. */
export interface UserApp {
  readonly clientId: string;
  /** Null when nobody is registered under its id (any more). */
  readonly client: Client | null;
  readonly scopes: readonly string[];
  /** Live authorizations, the latest first. */
  readonly authorizations: readonly ListedAuthorization[];
  /** Scopes that it gets without asking. */
  readonly remembered: readonly string[];
}

/** More are not read: whoever revokes some finds the rest. */
const MAX_READ = 200;

/** The clients to which a user gave access, for administrators. */
@Injectable()
export class UserApps {
  constructor(
    private readonly database: Database,
    private readonly directory: AuthorizationDirectory,
    private readonly clock: Clock,
  ) {}

  /** The one that was used last comes first. */
  async of(subject: string): Promise<UserApp[]> {
    const [{ items }, consents] = await Promise.all([
      this.directory.list({ subject, states: ['live'], descending: true, limit: MAX_READ }),
      this.database.findMany(Consent, { subject, expiresAt: above(this.clock.now()) }),
    ]);
    const ids = [
      ...new Set([...items.map(({ authorization }) => authorization.clientId), ...consents.map(clientOf)]),
    ];
    const clients = ids.length > 0 ? await this.database.findMany(Client, { clientId: ids }) : [];
    return ids
      .map((clientId): UserApp => {
        const authorizations = items.filter(({ authorization }) => authorization.clientId === clientId);
        const remembered = consents.filter((consent) => consent.clientId === clientId).map(scopeOf);
        const allowed = authorizations.flatMap(({ authorization }) => authorization.scopes);
        const client = clients.find((each) => each.clientId === clientId) ?? null;
        return {
          clientId,
          client,
          scopes: [...new Set([...allowed, ...remembered])],
          authorizations,
          remembered,
        };
      })
      .toSorted((a, b) => usedAt(b) - usedAt(a));
  }
}

const clientOf = ({ clientId }: Consent): string => clientId;
const scopeOf = ({ scope }: Consent): string => scope;

function usedAt({ authorizations }: UserApp): number {
  return Math.max(0, ...authorizations.map(({ lastUsedAt }) => lastUsedAt));
}
