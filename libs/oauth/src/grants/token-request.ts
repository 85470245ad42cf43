import type { Client } from '../clients/client.entity.js';
import { invalidRequest } from '../errors/catalogue.js';
import type { Parameters } from '../primitives/parameters.js';
import { isSubset, parseScope } from '../primitives/scope.js';
import { scopeRefusal } from './requested-scopes.js';

/** A token request whose client is authenticated. Parameters are single strings; empty ones are absent. */
export class TokenRequest {
  constructor(
    readonly client: Client,
    readonly parameters: Parameters,
    /** Thumbprint of the key that the request proved; null without a proof (RFC 9449 section 5). */
    readonly dpopJkt: string | null = null,
  ) {
    Object.freeze(this);
  }

  get grantType(): string {
    return this.required('grant_type');
  }

  /** @throws invalid_request when it is missing */
  required(name: string): string {
    const value = this.parameters[name];
    if (value === undefined) throw invalidRequest.describe(`The parameter ${name} is missing.`);
    return value;
  }

  optional(name: string): string | undefined {
    return this.parameters[name];
  }

  /**
   * The requested scopes, or all allowed ones when the request names none (RFC 6749 section 3.3).
   *
   * @throws invalid_scope when one is malformed or outside `allowed`
   */
  scopesWithin(allowed: readonly string[]): readonly string[] {
    const requested = this.optional('scope');
    if (requested === undefined) return allowed;
    const scopes = parseScope(requested);
    if (!scopes || !isSubset(scopes, allowed)) throw scopeRefusal(this.client, scopes, allowed);
    return scopes;
  }
}
