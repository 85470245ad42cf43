import { Injectable } from '@nestjs/common';
import { BriefMemory } from '../primitives/brief-memory.js';
import { Clock } from '../primitives/clock.js';
import { above } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { ClientOrigin } from './client-origin.entity.js';
import { MAX_ORIGIN } from './web-origins.js';

/** A change is seen after at most this. Milliseconds. */
const CACHE = 5_000;
const CACHE_ENTRIES = 1_000;

/** Knows the origins where pages of registered clients run. Remembers each answer for a moment, also a no. */
@Injectable()
export class ClientOrigins {
  private readonly memory: BriefMemory<boolean>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.memory = new BriefMemory(clock, CACHE, CACHE_ENTRIES);
  }

  /** @param origin as a browser sends it, such as `https://app.example` */
  isRegistered(origin: string): Promise<boolean> {
    if (origin.length > MAX_ORIGIN) return Promise.resolve(false);
    return this.memory.get(origin, () => this.lookUp(origin, this.clock.now()));
  }

  private async lookUp(origin: string, now: number): Promise<boolean> {
    const registered = await this.database.find(ClientOrigin, { origin, expiresAt: null });
    if (registered) return true;
    return (await this.database.find(ClientOrigin, { origin, expiresAt: above(now) })) !== null;
  }
}
