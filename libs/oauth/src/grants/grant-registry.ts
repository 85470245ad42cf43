import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { unauthorizedClient, unsupportedGrantType } from '../errors/catalogue.js';
import { GrantType, type Grant } from './grant-type.decorator.js';
import type { TokenRequest } from './token-request.js';

/** All grants of the application, found by their decorator. */
@Injectable()
export class GrantRegistry implements OnModuleInit {
  private readonly grants = new Map<string, Grant>();

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      const name = wrapper.metatype && this.discovery.getMetadataByDecorator(GrantType, wrapper);
      if (!name || !wrapper.instance) continue;
      const grant = wrapper.instance as Grant;
      if (grant.isOffered === false) continue;
      const known = this.grants.get(name);
      if (known && known !== grant) {
        throw new Error(
          `${known.constructor.name} and ${grant.constructor.name} both serve the grant type ${name}. Remove one of them.`,
        );
      }
      this.grants.set(name, grant);
    }
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
