import { Injectable } from '@nestjs/common';
import { Clock } from '../primitives/clock.js';
import { above } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { ClientOrigin } from './client-origin.entity.js';

/** A change is seen after at most this. Milliseconds. */
const CACHE = 5_000;
const CACHE_ENTRIES = 1_000;
/** Characters; no longer one fits its column. */
const MAX_ORIGIN = 255;

/** Knows the origins where pages of registered clients run. Remembers each answer for a moment, also a no. */
@Injectable()
export class ClientOrigins {
  private readonly cache = new Map<string, { readonly found: Promise<boolean>; readonly until: number }>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @param origin as a browser sends it, such as `https://app.example` */
  isRegistered(origin: string): Promise<boolean> {
    if (origin.length > MAX_ORIGIN) return Promise.resolve(false);
    const now = this.clock.now();
    const known = this.cache.get(origin);
    if (known && known.until > now && known.until - now <= CACHE) return known.found;
    const found = this.lookUp(origin, now);
    if (this.cache.size >= CACHE_ENTRIES) this.cache.delete(this.cache.keys().next().value!);
    this.cache.set(origin, { found, until: now + CACHE });
    found.catch(() => this.cache.delete(origin));
    return found;
  }

  private async lookUp(origin: string, now: number): Promise<boolean> {
    const registered = await this.database.find(ClientOrigin, { origin, expiresAt: null });
    if (registered) return true;
    return (await this.database.find(ClientOrigin, { origin, expiresAt: above(now) })) !== null;
  }
}
