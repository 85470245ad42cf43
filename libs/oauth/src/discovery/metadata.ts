import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { STANDARD_CLAIMS } from '../accounts/standard-claims.js';
import { RESPONSE_MODES } from '../authorize/authorization.response.js';
import { AuthMethods } from '../clients/auth-methods.js';
import { GrantRegistry } from '../grants/grant-registry.js';
import { SIGNING_ALGORITHMS } from '../keys/new-signing-key.js';
import { ResolvedOptions } from '../oauth.options.js';
import { languages } from '../pages/messages/messages.js';
import { ScopeCatalogue } from '../scopes/scope-catalogue.js';
import { Advertises, type Advertiser } from '../wire/advertises.decorator.js';
import { Endpoints } from '../wire/endpoints.js';

/**
 * The metadata document (RFC 8414 section 2, OpenID Connect Discovery section 3). It promises nothing that does not
 * work and keeps silent about nothing that does.
 */
@Injectable()
export class Metadata implements OnModuleInit {
  private advertisers: readonly Advertiser[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly grants: GrantRegistry,
    private readonly authMethods: AuthMethods,
    private readonly endpoints: Endpoints,
    private readonly catalogue: ScopeCatalogue,
    private readonly options: ResolvedOptions,
  ) {}

  onModuleInit(): void {
    this.advertisers = this.discovery
      .getProviders({ metadataKey: Advertises.KEY })
      .map(({ instance }) => instance as Advertiser);
  }

  async document(): Promise<Record<string, unknown>> {
    return this.advertisers.reduce(
      (document, advertiser) => joined(document, advertiser.metadata()),
      await this.basics(),
    );
  }

  private async basics(): Promise<Record<string, unknown>> {
    const { scopes, claims, audiences } = await this.catalogue.advertised();
    return {
      issuer: this.options.issuer,
      authorization_endpoint: this.endpoints.url('authorize'),
      token_endpoint: this.endpoints.url('token'),
      jwks_uri: this.endpoints.url('jwks'),
      userinfo_endpoint: this.endpoints.url('userinfo'),
      introspection_endpoint: this.endpoints.url('introspect'),
      revocation_endpoint: this.endpoints.url('revoke'),
      end_session_endpoint: this.endpoints.url('logout'),
      scopes_supported: scopes,
      response_types_supported: ['code'],
      response_modes_supported: RESPONSE_MODES,
      grant_types_supported: this.grants.names,
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: this.authMethods.names,
      // A public client may not ask about tokens (RFC 7662 section 2.1).
      introspection_endpoint_auth_methods_supported: this.authMethods.names.filter((name) => name !== 'none'),
      revocation_endpoint_auth_methods_supported: this.authMethods.names,
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: SIGNING_ALGORITHMS,
      claims_supported: [
        'sub',
        'iss',
        'aud',
        'exp',
        'iat',
        'auth_time',
        'nonce',
        'acr',
        'amr',
        'sid',
        'at_hash',
        ...STANDARD_CLAIMS,
        ...claims.filter((claim) => !STANDARD_CLAIMS.includes(claim)),
      ],
      // RFC 9728 section 4
      ...(audiences.length > 0 && { protected_resources: audiences }),
      prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
      ui_locales_supported: languages.map(({ code }) => code),
      authorization_response_iss_parameter_supported: true,
      claim_types_supported: ['normal'],
      acr_values_supported: this.options.acrValues,
      claims_parameter_supported: true,
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
    };
  }
}

/** Lists grow, everything else is replaced. */
function joined(
  document: Record<string, unknown>,
  more: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const result = { ...document };
  for (const [name, value] of Object.entries(more)) {
    const before = result[name];
    result[name] =
      Array.isArray(before) && Array.isArray(value) ? [...new Set([...before, ...value])] : value;
  }
  return result;
}
