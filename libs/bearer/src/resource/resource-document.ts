/** A metadata document (RFC 9728 section 2). snake_case, as on the wire. */
export interface ResourceDocument {
  readonly resource: string;
  readonly authorization_servers: readonly string[];
  readonly scopes_supported?: readonly string[];
  readonly bearer_methods_supported: readonly string[];
  readonly resource_name?: string;
  readonly resource_documentation?: string;
  readonly resource_policy_uri?: string;
  readonly resource_tos_uri?: string;
  readonly dpop_signing_alg_values_supported?: readonly string[];
  readonly dpop_bound_access_tokens_required?: boolean;
}

/**
 * One document for a resource that several modules guard, such as one that verifies tokens and one that introspects
 * them: what any of them takes is supported, what all of them demand is required.
 *
 * @param documents of one resource, at least one
 */
export function together(documents: readonly ResourceDocument[]): ResourceDocument {
  const [first, ...others] = documents as [ResourceDocument, ...ResourceDocument[]];
  return others.reduce(merged, first);
}

function merged(one: ResourceDocument, other: ResourceDocument): ResourceDocument {
  const required = one.dpop_bound_access_tokens_required && other.dpop_bound_access_tokens_required;
  const scopes = union(one.scopes_supported, other.scopes_supported)?.sort();
  const algorithms = union(one.dpop_signing_alg_values_supported, other.dpop_signing_alg_values_supported);
  return {
    ...other,
    ...one,
    authorization_servers: union(one.authorization_servers, other.authorization_servers)!,
    ...(scopes && { scopes_supported: scopes }),
    ...(algorithms && { dpop_signing_alg_values_supported: algorithms }),
    ...(required !== undefined && { dpop_bound_access_tokens_required: required }),
  };
}

function union(one: readonly string[] = [], other: readonly string[] = []): string[] | undefined {
  const all = [...new Set([...one, ...other])];
  return all.length === 0 ? undefined : all;
}
