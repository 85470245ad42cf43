import { Injectable } from '@nestjs/common';
import { REQUEST_URI, RequestUris, type ReferredRequest } from '../authorize/request-uris.js';
import { Advertises, type Advertiser } from '../wire/advertises.decorator.js';
import { Endpoints } from '../wire/endpoints.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { sameDigest } from '../primitives/digest.js';
import { mintHandle, readHandle } from '../primitives/handle.js';
import { idFromText, idToText } from '../primitives/id.js';
import type { Parameters } from '../primitives/parameters.js';
import { Database } from '../storage/database.js';
import { PushedRequest } from './pushed-request.entity.js';

export interface PushedReference {
  readonly requestUri: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Keeps pushed requests for the minutes until the user's browser refers to them (RFC 9126). */
@Advertises()
@Injectable()
export class PushedRequests extends RequestUris implements Advertiser {
  constructor(
    private readonly database: Database,
    private readonly endpoints: Endpoints,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {
    super();
  }

  /** RFC 9126 section 5. A single client can be made to push: that is its registration's matter. */
  metadata(): Record<string, unknown> {
    return {
      pushed_authorization_request_endpoint: this.endpoints.url('par'),
      require_pushed_authorization_requests: false,
    };
  }

  /** @param parameters of a request that has been checked, without those that authenticated the client */
  async push(clientId: string, parameters: Parameters): Promise<PushedReference> {
    const now = this.clock.now();
    const { value, id, digest } = mintHandle(now);
    const expiresIn = this.options.lifetimes.pushedRequest;
    await this.database.insert(PushedRequest, {
      id,
      digest,
      clientId,
      parameters: { ...parameters },
      expiresAt: now + expiresIn * 1000,
      completedAt: null,
    });
    return { requestUri: REQUEST_URI + value, expiresIn };
  }

  /** It can be referred to until it is answered, so that a page which is loaded again works (policy P17). */
  override async find(requestUri: string, clientId: string): Promise<ReferredRequest | null> {
    const handle = readHandle(requestUri.slice(REQUEST_URI.length));
    const row = handle && (await this.database.find(PushedRequest, { id: handle.id }));
    if (!row || !sameDigest(row.digest, handle.digest) || row.clientId !== clientId) return null;
    if (row.completedAt !== null || row.expiresAt <= this.clock.now()) return null;
    return { id: idToText(row.id), parameters: row.parameters };
  }

  override async complete(id: string): Promise<boolean> {
    const where = { id: idFromText(id)!, completedAt: null };
    return (await this.database.update(PushedRequest, where, { completedAt: this.clock.now() })) === 1;
  }
}
