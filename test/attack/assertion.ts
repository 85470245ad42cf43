import { createPrivateKey, type KeyObject, type webcrypto } from 'node:crypto';
import * as assertions from '../support/assertions.js';
import type { ClientFixture } from './fixtures.js';
import { encodePart } from './tokens.js';
import { Unavailable, type Target } from './target.js';

/** Header and claims of a client assertion (RFC 7523 section 3), unsigned. */
export function assertionParts(
  target: Target,
  client: ClientFixture,
): ReturnType<typeof assertions.assertionParts> {
  return assertions.assertionParts(audience(target), client.client_id, keyOf(client));
}

/** A client assertion as the client makes it, signed with its own key. */
export function assertionOf(
  target: Target,
  client: ClientFixture,
  changes: assertions.AssertionChanges = {},
): Promise<string> {
  return assertions.assertionOf(audience(target), client.client_id, keyOf(client), changes);
}

/** The same content without any signature. */
export function unsigned(header: object, claims: object): string {
  return `${encodePart(header)}.${encodePart(claims)}.`;
}

/** A server known by its URL alone has the time of this machine. */
function audience({ issuer }: Target): assertions.Audience {
  return { issuer, clock: Date };
}

function keyOf({ jwk }: ClientFixture): { alg: string; kid: string; privateKey: KeyObject } {
  if (!jwk) throw new Unavailable('no private key of the client');
  return {
    alg: String(jwk['alg'] ?? 'ES256'),
    kid: jwk['kid'] as string,
    privateKey: createPrivateKey({ key: jwk as webcrypto.JsonWebKey, format: 'jwk' }),
  };
}
