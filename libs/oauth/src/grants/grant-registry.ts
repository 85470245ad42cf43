import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { isGrantType } from '../clients/client-settings.js';
import { unauthorizedClient, unsupportedGrantType } from '../errors/catalogue.js';
import { GrantType, type Grant } from './grant-type.decorator.js';
import type { TokenRequest } from './token-request.js';

/** All grants of the application, found by their decorator. */
@Injectable()
export class GrantRegistry implements OnModuleInit {
  private readonly grants = new Map<string, Grant>();

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws when a grant could never be reached or served: better at the start than at the first request */
  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      const name = wrapper.metatype && this.discovery.getMetadataByDecorator(GrantType, wrapper);
      if (name === undefined || name === null) continue;
      if (!wrapper.isDependencyTreeStatic()) {
        throw new Error(
          `${wrapper.name} is request scoped, or needs something that is. One grant serves all requests: take the scope away.`,
        );
      }
      this.add(name, wrapper.instance as Grant);
    }
  }

  private add(name: string, grant: Grant): void {
    const served = grant.constructor.name;
    if (!isGrantType(name)) {
      throw new Error(
        `${served} serves the grant type "${name}", which no client can have. Name it by a URI of yours, such as ` +
          'urn:example:params:oauth:grant-type:badge (RFC 6749 section 4.5).',
      );
    }
    if (typeof grant.approve !== 'function') {
      throw new Error(
        `${served} serves the grant type ${name} without the method approve(request). Write it.`,
      );
    }
    if (grant.isOffered === false) return;
    const known = this.grants.get(name);
    if (known && known !== grant) {
      throw new Error(
        `${known.constructor.name} and ${served} both serve the grant type ${name}. Remove one of them.`,
      );
    }
    this.grants.set(name, grant);
  }

  get names(): string[] {
    return [...this.grants.keys()];
  }

  /** @throws unsupported_grant_type, unauthorized_client (RFC 6749 section 5.2) */
  for(request: TokenRequest): Grant {
    const grant = this.grants.get(request.grantType);
    if (!grant) throw unsupportedGrantType;
    if (!request.client.grantTypes.includes(request.grantType)) throw unauthorizedClient;
    return grant;
  }
}
