/** What a proof may be signed with: every asymmetric algorithm that clients have in practice (RFC 7518, RFC 9864). */
export const DPOP_ALGORITHMS: readonly string[] = [
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'RS256',
  'EdDSA',
  'Ed25519',
];
