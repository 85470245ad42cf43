/** How this resource server introspects tokens (RFC 7662). */
export interface BearerIntrospectOptions {
  /** The resource server's own client id at the authorization server. */
  clientId: string;
  clientSecret: string;
  /** Default: `introspection_endpoint` of the issuer's metadata. https, or http on loopback. */
  endpoint?: string;
  /**
   * Seconds for which "active" is believed without asking again, 0 to 60. A revocation goes unnoticed for as long.
   * Default 0: ask every time.
   */
  cacheSeconds?: number;
}

/** The values of `BearerModule.forRoot` and of the factory of `forRootAsync`. */
export interface BearerOptions {
  /**
   * The authorization server's issuer, byte for byte as its metadata tells it (RFC 8414 section 2). https, or http on
   * loopback. Required.
   */
  issuer: string;
  /** What must be in `aud` for a token to be meant for this resource server; any one of several. Required. */
  audience: string | string[];
  /**
   * `jwt` (default): verify here with the issuer's keys; a revoked token works until it expires.
   * `introspect`: ask the authorization server; works for opaque tokens too, and a revocation is seen at once.
   */
  mode?: 'jwt' | 'introspect';
  /** Required with `mode: 'introspect'`, refused without. */
  introspect?: BearerIntrospectOptions;
  /** Where the issuer's keys are. Default: `jwks_uri` of its metadata. https, or http on loopback. */
  jwksUri?: string;
  /** Seconds, 10 to 86400: how long a withdrawn key may still be accepted. Default 300. */
  jwksCacheSeconds?: number;
  /** Seconds, 1 to 300: the least time between two fetches of the keys. Default 1. */
  jwksCooldownSeconds?: number;
  /** Accepted signature algorithms. Default ES256, RS256, PS256, EdDSA, Ed25519. Never symmetric ones, never `none`. */
  algorithms?: string[];
  /** Seconds, 0 to 60, by which the clocks may differ. Default 10. */
  clockToleranceSeconds?: number;
  /** Seconds, up to 30, that a question to the authorization server may take; then the answer is 503. Default 3. */
  timeoutSeconds?: number;
  /** Number of verified tokens that are remembered, 0 to 1000000; about 2 KB each. Default 10000. */
  rememberedTokens?: number;
}
