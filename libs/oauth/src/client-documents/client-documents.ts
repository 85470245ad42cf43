import { Injectable, Logger } from '@nestjs/common';
import { parseJsonObject } from '@portcullis/bearer';
import { ClientOrigin } from '../clients/client-origin.entity.js';
import { ClientSource } from '../clients/client-source.js';
import { MAX_CLIENT_ID } from '../clients/clients.js';
import type { Client } from '../clients/client.entity.js';
import { webOrigins } from '../clients/web-origins.js';
import { Advertises, type Advertiser } from '../wire/advertises.decorator.js';
import { OAuthError } from '../errors/oauth-error.js';
import { Limits } from '../limits/limits.js';
import { ResolvedOptions } from '../oauth.options.js';
import { OutgoingFailure, OutgoingHttp } from '../outgoing/outgoing-http.js';
import { Clock, CLOCK_DIFFERENCE } from '../primitives/clock.js';
import { Database } from '../storage/database.js';
import { ClientDocument } from './client-document.entity.js';
import { isClientIdUrl } from './client-id-url.js';
import { clientOfDocument, InvalidDocument } from './client-of-document.js';
import { freshFor } from './freshness.js';

/** Section 8.7 of the draft. Bytes. */
const MAX_BYTES = 5 * 1024;
/** While its host does not answer, a document that was good is used for this much longer. Milliseconds. */
export const STALE = 24 * 3600_000;
/** Nothing is fetched again so soon after it failed. Milliseconds. */
const COOL_DOWN = 10_000;
const COOL_DOWN_ENTRIES = 1_000;

const JSON_TYPE = /^application\/([a-z0-9!#$&^_.-]+\+)?json\s*(;|$)/i;
/** The host has spoken: there is no such client (any more). */
const GONE = new Set([404, 410]);

/** There is no client at this address, and what was known of it counts no more. */
class NoClient extends Error {}

/**
 * Clients whose id is the address of their metadata (draft-ietf-oauth-client-id-metadata-document). What was fetched is
 * kept in the database, for all processes; what could not be is forgotten after a moment.
 */
@Injectable()
@Advertises()
export class ClientDocuments extends ClientSource implements Advertiser {
  private readonly logger = new Logger('Portcullis');
  private readonly pending = new Map<string, Promise<ClientDocument | null>>();
  /** When the latest fetches that failed may be tried again. */
  private readonly coolDowns = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly http: OutgoingHttp,
    private readonly limits: Limits,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {
    super();
  }

  metadata(): Readonly<Record<string, unknown>> {
    return { client_id_metadata_document_supported: true };
  }

  override covers(clientId: string): boolean {
    const { allowedHosts } = this.options.clientIdMetadataDocuments;
    if (clientId.length > MAX_CLIENT_ID || !isClientIdUrl(clientId)) return false;
    return allowedHosts === null || allowedHosts.includes(new URL(clientId).host);
  }

  override async find(clientId: string): Promise<Client | null> {
    const known = await this.database.find(ClientDocument, { clientId });
    const document = known && this.isFresh(known) ? known : await this.renew(clientId, known);
    return document && this.clientOf(document);
  }

  override async recall(clientIds: readonly string[]): Promise<Client[]> {
    const documents = await this.database.findMany(ClientDocument, { clientId: clientIds });
    return documents.flatMap((document) => this.clientOf(document) ?? []);
  }

  private clientOf(document: ClientDocument): Client | null {
    try {
      return clientOfDocument(document, this.options.clientIdMetadataDocuments);
    } catch (error) {
      // Kept when other rules held, for example by a version before.
      if (error instanceof InvalidDocument) return null;
      throw error;
    }
  }

  /** One fetch at a time for each client, whoever waits for it. */
  private renew(clientId: string, known: ClientDocument | null): Promise<ClientDocument | null> {
    const running = this.pending.get(clientId);
    if (running) return running;
    const renewal = this.fetchUnlessTooSoon(clientId, known).finally(() => this.pending.delete(clientId));
    this.pending.set(clientId, renewal);
    return renewal;
  }

  private async fetchUnlessTooSoon(
    clientId: string,
    known: ClientDocument | null,
  ): Promise<ClientDocument | null> {
    const usable = known && known.expiresAt + STALE > this.clock.now() ? known : null;
    if (this.isCoolingDown(clientId)) return usable;
    try {
      return await this.fetch(clientId, known);
    } catch (error) {
      if (usable && error instanceof OAuthError && error.status === 429) return usable;
      if (!(
        error instanceof OutgoingFailure ||
        error instanceof InvalidDocument ||
        error instanceof NoClient
      )) {
        throw error;
      }
      this.coolDown(clientId);
      this.logger.debug(`No client at ${clientId}: ${error.message}`);
      if (error instanceof OutgoingFailure) return usable;
      await this.forget(clientId);
      return null;
    }
  }

  private async fetch(clientId: string, known: ClientDocument | null): Promise<ClientDocument> {
    // Strangers name addresses here: neither one host nor all of them together are asked without end.
    await this.limits.reserve('clientDocumentTotal', '');
    await this.limits.reserve('clientDocument', new URL(clientId).host);
    const { status, headers, body } = await this.http
      .send(clientId, { accept: 'application/json', maxBytes: MAX_BYTES })
      .catch((error: unknown) => {
        // A host's own port may throw whatever its library throws.
        throw new OutgoingFailure(String(error), { cause: error });
      });
    if (GONE.has(status)) throw new NoClient(`answered ${status}`);
    if (status !== 200) throw new OutgoingFailure(`answered ${status}`);
    if (!JSON_TYPE.test(headers['content-type'] ?? '')) throw new InvalidDocument('is no JSON by its type');
    const fetchedAt = this.clock.now();
    const document: ClientDocument = {
      clientId,
      document: parse(body),
      fetchedAt,
      firstFetchedAt: known?.firstFetchedAt ?? known?.fetchedAt ?? fetchedAt,
      expiresAt: fetchedAt + freshFor(headers, fetchedAt),
    };
    await this.keep(document, clientOfDocument(document, this.options.clientIdMetadataDocuments));
    return document;
  }

  /** With the origins of its pages, which may call us as those of registered clients may (CORS). */
  private async keep(document: ClientDocument, { clientId, redirectUris }: Client): Promise<void> {
    const expiresAt = document.expiresAt + STALE;
    const origins = webOrigins(redirectUris).map((origin) => ({ origin, clientId, expiresAt }));
    await this.database.unit(async (rows) => {
      await rows.upsert(ClientDocument, [document]);
      await rows.delete(ClientOrigin, { clientId });
      if (origins.length > 0) await rows.insertMany(ClientOrigin, origins);
    });
  }

  private async forget(clientId: string): Promise<void> {
    await this.database.delete(ClientDocument, { clientId });
    await this.database.delete(ClientOrigin, { clientId });
  }

  /** After the clock was set back, what seems to come from the future is fetched again. */
  private isFresh({ fetchedAt, expiresAt }: ClientDocument): boolean {
    const now = this.clock.now();
    return expiresAt > now && fetchedAt <= now + CLOCK_DIFFERENCE;
  }

  private isCoolingDown(clientId: string): boolean {
    const left = (this.coolDowns.get(clientId) ?? 0) - this.clock.now();
    return left > 0 && left <= COOL_DOWN;
  }

  private coolDown(clientId: string): void {
    this.coolDowns.delete(clientId);
    if (this.coolDowns.size >= COOL_DOWN_ENTRIES) {
      this.coolDowns.delete(this.coolDowns.keys().next().value!);
    }
    this.coolDowns.set(clientId, this.clock.now() + COOL_DOWN);
  }
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    return parseJsonObject(body);
  } catch (error) {
    throw new InvalidDocument((error as Error).message);
  }
}
