import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { invalidClient, invalidRequest } from '../errors/catalogue.js';
import type { ClientAuthMethod } from './client.entity.js';
import { AuthMethod, type AuthStrategy, type ClientAuthRequest } from './strategies/auth-method.decorator.js';

/** All methods by which a client may authenticate here, found by their decorator. */
@Injectable()
export class AuthMethods implements OnModuleInit {
  private readonly strategies = new Map<ClientAuthMethod, AuthStrategy>();

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders({ metadataKey: AuthMethod.KEY })) {
      const method = this.discovery.getMetadataByDecorator(AuthMethod, wrapper)!;
      this.strategies.set(method, wrapper.instance as AuthStrategy);
    }
  }

  get names(): ClientAuthMethod[] {
    return [...this.strategies.keys()].sort();
  }

  /**
   * The one method that a request uses.
   *
   * @throws invalid_client for none, invalid_request for several (RFC 6749 section 2.3)
   */
  usedBy(request: ClientAuthRequest): { readonly method: ClientAuthMethod; readonly strategy: AuthStrategy } {
    let used: { readonly method: ClientAuthMethod; readonly strategy: AuthStrategy } | undefined;
    for (const [method, strategy] of this.strategies) {
      if (!strategy.isUsedBy(request)) continue;
      if (used) throw invalidRequest.describe('Use one client authentication method, not two.');
      used = { method, strategy };
    }
    if (!used) throw invalidClient.because('no credentials');
    return used;
  }
}
