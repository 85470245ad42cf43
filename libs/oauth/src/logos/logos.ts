import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Client } from '../clients/client.entity.js';
import { Endpoints } from '../wire/endpoints.js';
import { OutgoingHttp } from '../outgoing/outgoing-http.js';
import { Clock } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import { DuplicateKey } from '../storage/storage-error.js';
import { ClientLogo } from './client-logo.entity.js';
import { fetchPicture, isLost } from './fetch-picture.js';

const HOUR = 3600_000;
/** A logo is fetched again after this. Milliseconds. */
const FRESH = 24 * HOUR;
/** After a failure it is not tried again for this long. Milliseconds. */
const COOL_DOWN = HOUR;
/** While its host does not answer, a logo is shown for this long after it was fetched. Milliseconds. */
const STALE = 7 * 24 * HOUR;
/** Whoever has taken on a fetch has this long for it; then it is anybody's again. Milliseconds. */
const CLAIM = 30_000;
/** Fetches of one process at the same time; what is beyond that waits for the next visitor. */
const MAX_RUNNING = 4;

type Known = Pick<ClientLogo, 'uri' | 'version' | 'fetchedAt' | 'expiresAt'>;

/**
 * Logos of clients, fetched by this server and shown from its own address, so that their hosts do not learn who signs
 * in. Nobody waits for a fetch: a page shows what is there, and whoever finds it missing or old takes on the fetch by
 * moving its expiry on in one statement, so that of all visitors in all processes one does.
 */
@Injectable()
export class Logos implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Portcullis');
  /** By client. */
  private readonly running = new Map<string, Promise<void>>();
  private isStopped = false;

  constructor(
    private readonly database: Database,
    private readonly http: OutgoingHttp,
    private readonly endpoints: Endpoints,
    private readonly clock: Clock,
  ) {}

  /** Before, because TypeORM closes its connections in the phase that follows. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.running.values());
  }

  /**
   * Where the client's logo is on this server, and begins to fetch it if that is due.
   *
   * @returns null for a client without a logo, or as long as there is none of its present address
   */
  async pathOf(client: Pick<Client, 'clientId' | 'logoUri'>): Promise<string | null> {
    const { clientId, logoUri } = client;
    if (logoUri === null) return null;
    const known = await this.known(clientId);
    if (this.isDue(known, logoUri)) this.renew(clientId, known, logoUri);
    if (known === null || known.uri !== logoUri || !this.isShown(known)) return null;
    // In the query, because ids may be URLs, and routers bound what a path may hold.
    const query = new URLSearchParams({ client: clientId, v: versionOf(known.version!) });
    return `${this.endpoints.path('assets/logo')}?${query}`;
  }

  /** What is kept of a client's logo, as long as it may be shown. Whether it is still the client's is not said. */
  async find(clientId: string): Promise<ClientLogo | null> {
    const row = await this.database.find(ClientLogo, { clientId });
    return row && this.isShown(row) ? row : null;
  }

  /** Without the picture: every page about the client asks for this. */
  private async known(clientId: string): Promise<Known | null> {
    const select = { clientId: true, uri: true, version: true, fetchedAt: true, expiresAt: true } as const;
    return this.database.run((manager) => manager.findOne(ClientLogo, { select, where: { clientId } }));
  }

  private isShown({ version, fetchedAt }: Known): boolean {
    return version !== null && fetchedAt + STALE > this.clock.now();
  }

  /** After the clock was set back, what seems to come from the future is fetched again. */
  private isDue(known: Known | null, uri: string): boolean {
    const now = this.clock.now();
    return known === null || known.uri !== uri || known.expiresAt <= now || known.expiresAt > now + 2 * FRESH;
  }

  /** In the background. */
  private renew(clientId: string, known: Known | null, uri: string): void {
    if (this.isStopped || this.running.has(clientId) || this.running.size >= MAX_RUNNING) return;
    const run = this.fetchIfFirst(clientId, known, uri)
      .catch((error: Error) =>
        this.logger.warn(`The logo of ${clientId} could not be kept: ${error.message}`),
      )
      .finally(() => this.running.delete(clientId));
    this.running.set(clientId, run);
  }

  private async fetchIfFirst(clientId: string, known: Known | null, uri: string): Promise<void> {
    if (known !== null && known.uri !== uri && !(await this.isPresent(clientId, uri))) return;
    const expiresAt = this.clock.now() + CLAIM;
    if (await this.claim(clientId, known, uri, expiresAt)) await this.fetch({ clientId, uri, expiresAt });
  }

  /** Two processes may believe in two addresses for a moment after a change: only the one that was written counts. */
  private async isPresent(clientId: string, uri: string): Promise<boolean> {
    const client = await this.database.find(Client, { clientId });
    return client === null || client.logoUri === uri;
  }

  /** @returns true for exactly one caller, who then fetches */
  private async claim(clientId: string, known: Known | null, uri: string, until: number): Promise<boolean> {
    const empty = {
      uri,
      version: null,
      mediaType: null,
      content: null,
      fetchedAt: this.clock.now(),
      expiresAt: until,
    };
    if (known !== null) {
      const where = { clientId, uri: known.uri, expiresAt: known.expiresAt };
      // What is old is shown until the new one is there, but never at another address.
      return (
        (await this.database.update(ClientLogo, where, known.uri === uri ? { expiresAt: until } : empty)) ===
        1
      );
    }
    try {
      await this.database.insert(ClientLogo, { clientId, ...empty });
      return true;
    } catch (error) {
      if (error instanceof DuplicateKey) return false;
      throw error;
    }
  }

  /** Writes only while the claim is still its own: a slow host must not undo what was fetched meanwhile. */
  private async fetch(claim: Pick<ClientLogo, 'clientId' | 'uri' | 'expiresAt'>): Promise<void> {
    try {
      const { type, content, version } = await fetchPicture(this.http, claim.uri);
      const now = this.clock.now();
      const fetched = { version, mediaType: type, content, fetchedAt: now, expiresAt: now + FRESH };
      await this.database.update(ClientLogo, claim, fetched);
    } catch (error) {
      this.logger.debug(`No logo of ${claim.clientId} at ${claim.uri}: ${(error as Error).message}`);
      const later = { expiresAt: this.clock.now() + COOL_DOWN };
      const gone = { ...later, version: null, mediaType: null, content: null };
      await this.database.update(ClientLogo, claim, isLost(error) ? gone : later);
    }
  }
}

/** As it stands in an address. */
export function versionOf(digest: Buffer): string {
  return digest.toString('hex').slice(0, 16);
}
