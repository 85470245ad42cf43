import { generateKeyPair, type KeyObject, type webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import type { SigningAlgorithm } from '../clients/client.entity.js';
import { sha256 } from '../primitives/digest.js';
import { deriveKey, open, seal } from '../primitives/seal.js';
import type { SigningKey } from './signing-key.entity.js';

export const SIGNING_ALGORITHMS: readonly SigningAlgorithm[] = ['ES256', 'RS256'];

/** What private keys are encrypted with at rest. */
export function sealingKeyOf(masterKey: string): Buffer {
  return deriveKey(masterKey, 'signing key');
}

/** @throws when it was sealed with another master key */
export function unsealPrivateKey(sealingKey: Buffer, { sealedPrivateKey }: SigningKey): Buffer {
  try {
    return open(sealingKey, sealedPrivateKey);
  } catch {
    throw new Error(
      'The signing keys in the database were encrypted with another master key. ' +
        'Start with the masterKey they were created with.',
    );
  }
}

/** A fresh key pair as a row; nobody has stored it yet. */
export async function newSigningKey(
  sealingKey: Buffer,
  facts: Pick<SigningKey, 'alg' | 'sequence' | 'createdAt' | 'activatesAt'>,
): Promise<SigningKey> {
  const { publicKey, privateKey } = await generate(facts.alg);
  const publicJwk = publicKey.export({ format: 'jwk' });
  return {
    ...facts,
    kid: thumbprint(publicJwk),
    publicJwk,
    sealedPrivateKey: seal(sealingKey, privateKey.export({ format: 'der', type: 'pkcs8' })),
    retiredAt: null,
  };
}

/** As it stands in the JWK Set. */
export function publishedJwk({ publicJwk, kid, alg }: Pick<SigningKey, 'publicJwk' | 'kid' | 'alg'>) {
  return Object.assign({}, publicJwk, { kid, alg, use: 'sig' });
}

const generateKeys = promisify(generateKeyPair);

function generate(alg: SigningAlgorithm): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  return alg === 'ES256'
    ? generateKeys('ec', { namedCurve: 'P-256' })
    : generateKeys('rsa', { modulusLength: 2048 });
}

/** RFC 7638: the key id follows from the key, so that it is unique without a counter. */
function thumbprint(jwk: webcrypto.JsonWebKey): string {
  const members =
    jwk.kty === 'EC'
      ? { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }
      : { e: jwk.e, kty: jwk.kty, n: jwk.n };
  return sha256(JSON.stringify(members)).toString('base64url');
}
