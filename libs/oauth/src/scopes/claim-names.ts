const CLAIM_NAME = /^[A-Za-z][A-Za-z0-9_.:/#-]{0,127}$/;

/** What the protocol itself says about a token or a user: no scope may speak in its place. */
const PROTOCOL_CLAIMS: ReadonlySet<string> = new Set([
  'iss',
  'sub',
  'aud',
  'exp',
  'nbf',
  'iat',
  'jti',
  'nonce',
  'acr',
  'amr',
  'azp',
  'sid',
  'at_hash',
  'c_hash',
  's_hash',
  'auth_time',
  'client_id',
  'scope',
  'cnf',
  'act',
  'may_act',
  'events',
]);

/** May a scope release a claim of this name? */
export function isClaimName(name: string): boolean {
  return CLAIM_NAME.test(name);
}

export function isProtocolClaim(name: string): boolean {
  return PROTOCOL_CLAIMS.has(name);
}
