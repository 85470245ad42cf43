import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet, type JWK } from 'jose';
import { ASSERTION_ALGORITHMS } from '../clients/client-settings.js';
import type { RegisteredClient } from '../clients/clients.js';
import {
  AuthMethod,
  type AuthStrategy,
  type ClientAuthRequest,
  type ClientCredentials,
} from '../clients/strategies/auth-method.decorator.js';
import { Advertises, type Advertiser } from '../wire/advertises.decorator.js';
import { Endpoints } from '../wire/endpoints.js';
import { invalidClient } from '../errors/catalogue.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock, toSeconds } from '../primitives/clock.js';
import { Replays } from '../replays/replays.js';
import { checkClaims, readAssertion, type Assertion } from './assertion.js';
import { ClientKeys } from './client-keys.js';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The clock of another process may be behind ours: it would take an assertion whose `jti` we have forgotten. Seconds. */
const SKEW = 60;

/**
 * `private_key_jwt` (RFC 7523 section 2.2, OpenID Connect Core section 9): a JWT that the client signs for each
 * request, good once.
 */
@AuthMethod('private_key_jwt')
@Advertises()
export class PrivateKeyJwtStrategy implements AuthStrategy, Advertiser {
  private readonly resolvers = new WeakMap<JSONWebKeySet, ReturnType<typeof createLocalJWKSet>>();

  constructor(
    private readonly keys: ClientKeys,
    private readonly replays: Replays,
    private readonly endpoints: Endpoints,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  metadata(): Readonly<Record<string, unknown>> {
    return {
      token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
      introspection_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
      revocation_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    };
  }

  isUsedBy({ form }: ClientAuthRequest): boolean {
    return form['client_assertion'] !== undefined || form['client_assertion_type'] !== undefined;
  }

  read({ form }: ClientAuthRequest): ClientCredentials {
    const { client_assertion: text, client_assertion_type: type, client_id: clientId } = form;
    if (text === undefined || type !== JWT_BEARER)
      throw invalidClient.because('no assertion of a known type');
    const assertion = readAssertion(text);
    if (clientId !== undefined && clientId !== assertion.clientId) {
      throw invalidClient.because('client_id is not the sub of the assertion');
    }
    return {
      clientId: assertion.clientId,
      prove: (registered) => this.prove(assertion, registered),
    };
  }

  private async prove(assertion: Assertion, registered: RegisteredClient | null): Promise<void> {
    await this.checkSignature(assertion, registered);
    if (!registered) throw invalidClient.because('nobody whose assertion it could be');
    const { client } = registered;
    const { jti, expiresAt } = checkClaims(assertion, {
      audiences: client.strictAssertionAudience ? [this.options.issuer] : this.ownAddresses(),
      strictAudience: client.strictAssertionAudience,
      now: toSeconds(this.clock.now()),
    });
    // Last, so that what is refused for another reason uses nothing up.
    const first = await this.replays.claim(
      ['client assertion', client.clientId],
      jti,
      (expiresAt + SKEW) * 1000,
    );
    if (!first) throw invalidClient.because('assertion was used before');
  }

  /** Verified even when nobody has the client id, so that the refusal takes as long. */
  private async checkSignature(assertion: Assertion, registered: RegisteredClient | null): Promise<void> {
    const { text, algorithm, kid } = assertion;
    const pinned = registered?.client.authSigningAlg;
    const algorithms = pinned ? [pinned] : [...ASSERTION_ALGORITHMS];
    if (!algorithms.some((allowed) => allowed === algorithm)) {
      throw invalidClient.because('assertion signed with %s', algorithm);
    }
    const keys = registered ? await this.keys.of(registered.client, kid) : decoys();
    const resolve = this.resolverFor(keys);
    try {
      await compactVerify(text, registered ? resolve : () => resolve({ alg: algorithm }), { algorithms });
    } catch (error) {
      if (error instanceof errors.JWKSMultipleMatchingKeys) {
        // Without a `kid` each of them may be the one.
        for await (const key of error) if (await isSignedBy(key, text, algorithms)) return;
      }
      throw invalidClient.because('signature of the assertion: %s', (error as Error).message);
    }
  }

  /** Keys are imported once for as long as their set is remembered. */
  private resolverFor(keys: JSONWebKeySet): ReturnType<typeof createLocalJWKSet> {
    let resolver = this.resolvers.get(keys);
    if (!resolver) this.resolvers.set(keys, (resolver = createLocalJWKSet(keys)));
    return resolver;
  }

  /** Names that mean this server (policy P15); the third is for pushed requests (RFC 9126 section 2). */
  private ownAddresses(): readonly string[] {
    return [this.options.issuer, this.endpoints.url('token'), this.endpoints.url('par')];
  }
}

async function isSignedBy(
  key: Parameters<typeof compactVerify>[1],
  text: string,
  algorithms: string[],
): Promise<boolean> {
  try {
    await compactVerify(text, key, { algorithms });
    return true;
  } catch {
    return false;
  }
}

let decoyKeys: JSONWebKeySet | undefined;

/** Keys that nobody can sign with, one of each kind. */
function decoys(): JSONWebKeySet {
  return (decoyKeys ??= { keys: [ecKey(), edwardsKey(), rsaKey()] });
}

function ecKey(): JWK {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) as JWK;
}

function edwardsKey(): JWK {
  return generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) as JWK;
}

/** Any odd number of 2048 bits takes as long to verify with as a product of two primes, and is made faster. */
function rsaKey(): JWK {
  const modulus = randomBytes(256);
  modulus[0]! |= 0x80;
  modulus[255]! |= 1;
  return { kty: 'RSA', n: modulus.toString('base64url'), e: 'AQAB' };
}
