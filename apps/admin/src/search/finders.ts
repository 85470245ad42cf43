import { Injectable } from '@nestjs/common';
import { AuditLog, ClientList, Database, References, SigningKey, UserDirectory } from '@portcullis/oauth';
import type { Admin } from '../access/admin.js';
import { reachesClient, reachOf } from '../access/admin.js';
import type { SearchHitResponse } from './search.response.js';

/** Of each kind: more than that is what the lists are for. */
const MOST = 6;

const REFERENCE = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** Finds things by what people remember of them. Each kind only for those who may read it. */
@Injectable()
export class Finders {
  constructor(
    private readonly list: ClientList,
    private readonly users: UserDirectory,
    private readonly references: References,
    private readonly audit: AuditLog,
    private readonly database: Database,
  ) {}

  /** @param text a name, an id, or a text with a reference in it */
  async find(text: string, admin: Admin): Promise<SearchHitResponse[]> {
    const reference = REFERENCE.exec(text.toLowerCase())?.[0];
    const found = await Promise.all([
      reference === undefined ? [] : this.errors(reference, admin),
      // A whole sentence is nobody's name.
      text.length > 200 ? [] : this.clients(text, admin),
      text.length > 200 ? [] : this.people(text, admin),
      this.keys(text, admin),
    ]);
    return found.flat();
  }

  private async clients(text: string, admin: Admin): Promise<SearchHitResponse[]> {
    if (reachOf(admin, 'clients.read') === undefined) return [];
    const found = await this.list.lookUp(text, MOST);
    return found.map(({ clientId, name, disabledAt }) => ({
      kind: 'client',
      id: clientId,
      title: name,
      detail: clientId,
      disabled: disabledAt !== null,
    }));
  }

  private async people(text: string, admin: Admin): Promise<SearchHitResponse[]> {
    if (reachOf(admin, 'users.read') === undefined) return [];
    const found = await this.users.lookUp({ search: text }, MOST);
    return found.map(({ subject, username, claims, disabledAt }) => ({
      kind: 'user',
      id: subject,
      title: claims.name ?? username,
      detail: username,
      disabled: disabledAt !== null,
    }));
  }

  private async keys(text: string, admin: Admin): Promise<SearchHitResponse[]> {
    if (reachOf(admin, 'keys.read') === undefined || text.length > 64) return [];
    const start = Buffer.from(text);
    const found = await this.database.run((manager) =>
      manager
        .createQueryBuilder(SigningKey, 'key')
        // Nothing of the private part leaves the database.
        .select(['key.alg', 'key.sequence', 'key.kid'])
        .where('key.kid >= :start AND key.kid < :end', {
          start,
          end: Buffer.concat([start, Buffer.of(0xff)]),
        })
        .limit(MOST)
        .getMany(),
    );
    return found.map(({ kid, alg }) => ({ kind: 'key', id: kid, title: kid, detail: alg, disabled: false }));
  }

  private async errors(reference: string, admin: Admin): Promise<SearchHitResponse[]> {
    const hits: SearchHitResponse[] = [];
    if (reachOf(admin, 'errors.read') !== undefined) {
      const error = await this.references.find(reference);
      if (error) {
        const { description } = error;
        hits.push({ kind: 'error', id: reference, title: description, detail: reference, disabled: false });
      }
    }
    const event = await this.audit.find(reference);
    if (event && mayRead(admin, event.clientId)) {
      hits.push({ kind: 'event', id: reference, title: event.event, detail: reference, disabled: false });
    }
    return hits;
  }
}

/** Those who may read only some kinds of events find them in the audit log itself, which knows them apart. */
function mayRead(admin: Admin, clientId: string | null): boolean {
  const reach = reachOf(admin, 'audit.read');
  if (reach === 'own') return clientId !== null && reachesClient(admin, 'audit.read', clientId);
  return reach === 'all';
}
