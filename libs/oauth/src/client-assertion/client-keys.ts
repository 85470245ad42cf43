import { Injectable } from '@nestjs/common';
import type { JSONWebKeySet } from 'jose';
import type { Client } from '../clients/client.entity.js';
import { isPublicSignatureKey, MAX_KEYS } from '../clients/public-keys.js';
import { temporarilyUnavailable } from '../errors/catalogue.js';
import { OutgoingFailure, OutgoingHttp } from '../outgoing/outgoing-http.js';
import { Clock } from '../primitives/clock.js';

/** Keys older than this are fetched again before they are used. Milliseconds. */
const MAX_AGE = 5 * 60_000;
/** ... and are used up to here while they cannot be fetched. Milliseconds. */
const MAX_STALE = 60 * 60_000;
/** Between two fetches for one client, whatever it presents. Milliseconds. */
const COOL_DOWN = 30_000;
const MAX_BYTES = 64 * 1024;
const MAX_ENTRIES = 1000;

interface Entry {
  keys: JSONWebKeySet | undefined;
  fetchedAt: number;
  triedAt: number;
  /** Why the latest fetch failed; undefined when it did not. */
  failure: string | undefined;
  pending: Promise<void> | undefined;
}

/**
 * The public keys of clients with `private_key_jwt`: registered ones, or those at their `jwks_uri`. Only for clients
 * that exist; a flood of unknown `kid`s costs one fetch per client and cool-down.
 */
@Injectable()
export class ClientKeys {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly http: OutgoingHttp,
    private readonly clock: Clock,
  ) {}

  /**
   * @param kid of the key that is wanted: a set that lacks it is fetched again
   * @throws 503 `temporarily_unavailable` when the keys cannot be fetched and none are known
   */
  async of(client: Client, kid: string | undefined): Promise<JSONWebKeySet> {
    if (client.jwksUri === null) return client.jwks ?? { keys: [] };
    const entry = this.entryFor(client.clientId, client.jwksUri);
    if (!this.serves(entry, kid)) await this.fetch(entry, client.jwksUri);
    if (entry.keys && this.age(entry.fetchedAt) < MAX_STALE) return entry.keys;
    throw temporarilyUnavailable.because('keys of %s: %s', client.clientId, entry.failure);
  }

  private serves({ keys, fetchedAt }: Entry, kid: string | undefined): boolean {
    if (!keys || this.age(fetchedAt) >= MAX_AGE) return false;
    return kid === undefined || keys.keys.some((key) => key.kid === kid);
  }

  /** One at a time; whoever comes in between waits for it. Never rejects. */
  private fetch(entry: Entry, uri: string): Promise<void> {
    if (entry.pending) return entry.pending;
    if (this.age(entry.triedAt) < COOL_DOWN) return Promise.resolve();
    entry.triedAt = this.clock.now();
    entry.pending = this.load(uri)
      .then((keys) => {
        Object.assign(entry, { keys, fetchedAt: this.clock.now(), failure: undefined });
      })
      .catch((error: unknown) => {
        entry.failure = error instanceof Error ? error.message : String(error);
      })
      .finally(() => {
        entry.pending = undefined;
      });
    return entry.pending;
  }

  private async load(uri: string): Promise<JSONWebKeySet> {
    const { status, body } = await this.http.send(uri, {
      accept: 'application/jwk-set+json, application/json',
      maxBytes: MAX_BYTES,
    });
    if (status !== 200) throw new OutgoingFailure(`answered ${status}`);
    const { keys } = JSON.parse(body.toString()) as Partial<JSONWebKeySet>;
    // A set may hold keys for other purposes beside ours.
    const usable = Array.isArray(keys) ? keys.filter(isPublicSignatureKey) : [];
    if (usable.length === 0 || usable.length > MAX_KEYS) {
      throw new OutgoingFailure(`has ${usable.length} usable keys`);
    }
    return { keys: usable };
  }

  /** A registration that names another address begins anew. */
  private entryFor(clientId: string, uri: string): Entry {
    const name = `${clientId} ${uri}`;
    let entry = this.entries.get(name);
    if (!entry) {
      if (this.entries.size >= MAX_ENTRIES) this.entries.delete(this.entries.keys().next().value!);
      entry = {
        keys: undefined,
        fetchedAt: -Infinity,
        triedAt: -Infinity,
        failure: undefined,
        pending: undefined,
      };
      this.entries.set(name, entry);
    }
    return entry;
  }

  /** After the clock was set back everything counts as old. */
  private age(since: number): number {
    const age = this.clock.now() - since;
    return age < 0 ? Infinity : age;
  }
}
