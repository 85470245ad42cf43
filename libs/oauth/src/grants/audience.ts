import type { Client } from '../clients/client.entity.js';
import { invalidTarget } from '../errors/catalogue.js';
import type { OAuthError } from '../errors/oauth-error.js';
import { sayable } from '../errors/sayable.js';

/**
 * The audience of an access token (RFC 8707 section 2.2): the requested resources if the client may use them, otherwise
 * the default; never none (RFC 9068 section 3).
 *
 * @param requested the `resource` parameter of this request; several separated by spaces
 * @param granted resources of the authorization request, which a later request cannot exceed; empty for no limit
 * @throws invalid_target
 */
export function audienceFor(
  client: Client,
  requested: string | undefined,
  granted: readonly string[],
  issuer: string,
): readonly string[] {
  const registered = allowedResources(client, issuer);
  // An administrator may have taken a resource away since it was granted.
  const allowed =
    granted.length > 0 ? granted.filter((resource) => mayUse(client, resource, issuer)) : registered;
  if (allowed.length === 0) throw invalidTarget.because('no granted resource is registered any more');
  if (requested === undefined) return granted.length > 0 ? allowed : [registered[0]!];
  const resources = requested.split(' ').map((wanted) => {
    const resource = allowed.find((candidate) => sameResource(candidate, wanted));
    if (resource === undefined) throw targetRefusal(client, wanted);
    return resource;
  });
  return [...new Set(resources)];
}

/** @returns invalid_target that names what is not allowed */
export function targetRefusal({ clientId }: Client, wanted: string): OAuthError {
  return invalidTarget
    .describe(`The requested resource is not allowed: ${sayable(wanted)}.`)
    .because('for the client %s', clientId);
}

/** Resources a client may ask for. */
function allowedResources(client: Client, issuer: string): readonly string[] {
  return client.audiences.length > 0 ? client.audiences : [issuer];
}

/** Is this resource one of the client's? */
export function mayUse(client: Client, resource: string, issuer: string): boolean {
  return allowedResources(client, issuer).some((own) => sameResource(own, resource));
}

/** Scheme and host in any case, and a bare trailing slash, mean the same resource; nothing else does. */
export function sameResource(a: string, b: string): boolean {
  if (a === b) return true;
  if (!URL.canParse(a) || !URL.canParse(b)) return false;
  return new URL(a).href === new URL(b).href;
}
