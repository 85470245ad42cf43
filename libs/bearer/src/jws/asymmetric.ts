/**
 * Algorithms whose verifier holds a public key only (RFC 7518 section 3.1, RFC 8037, RFC 9864): with a shared key,
 * everybody who can verify a signature can forge one.
 */
const ASYMMETRIC = /^(ES(256|384|512)|RS(256|384|512)|PS(256|384|512)|EdDSA|Ed25519)$/;

/** @param algorithm any value of `alg` */
export function isAsymmetric(algorithm: unknown): algorithm is string {
  return typeof algorithm === 'string' && ASYMMETRIC.test(algorithm);
}
