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

/** How proofs of possession are checked (RFC 9449). */
export interface BearerDpopOptions {
  /** True: only tokens that are bound to a key are accepted. Default false: others may come as Bearer. */
  required?: boolean;
  /** Accepted signature algorithms of a proof. Default ES256, RS256, PS256, EdDSA, Ed25519. */
  algorithms?: string[];
  /** Seconds, 1 to 300, for which a proof is good after its `iat`. Default 60. */
  maxAgeSeconds?: number;
  /**
   * When given, a proof needs a nonce from here (RFC 9449 section 9). A secret of at least 32 characters, the same for
   * all processes of this API. Of several, the first makes nonces and all check them, so a new one is put in front.
   */
  nonceKey?: string | string[];
  /** Seconds, 10 to 3600, after which a new nonce is given out; the one before stays good as long. Default 300. */
  nonceSeconds?: number;
  /**
   * Number of used proofs that this process remembers, 1000 to 10000000; about 200 bytes each. When that many are in
   * use at once, further ones are refused with 503. Without effect with a `replayStore` of your own. Default 200000.
   */
  rememberedProofs?: number;
}

/** What the protected resource metadata says beside what follows from the other options (RFC 9728 section 2). */
export interface BearerResourceMetadataOptions {
  /** `resource_name`: for people. */
  name?: string;
  /** `resource_documentation`: a URL for developers. */
  documentation?: string;
  /** `resource_policy_uri`: how the data may be used, a URL. */
  policyUri?: string;
  /** `resource_tos_uri`: terms of service, a URL. */
  tosUri?: string;
  /** Further `scopes_supported`, beside those of `@Bearer()`. */
  scopes?: string[];
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
   * This API's own address, its identifier by RFC 9728: https, or http on loopback, without query and fragment. One of
   * several is chosen by the request. Default: what of `audience` is such a URL.
   */
  resource?: string | string[];
  /**
   * Under which address clients reach the path `/` of this application; proofs of possession must name it. Never taken
   * from the request. Needed where a proxy cuts off a part of the path. Default: the origin of each `resource`.
   */
  baseUrl?: string | string[];
  /** Protected resource metadata (RFC 9728). `false`: none is served and none is announced. */
  resourceMetadata?: false | BearerResourceMetadataOptions;
  /** Proofs of possession. `false`: tokens that are bound to a key are refused. */
  dpop?: false | BearerDpopOptions;
  /**
   * For a scope, the scopes that follow from it, such as `{ 'orders:write': ['orders:read'] }`; their own follow too.
   */
  scopeHierarchy?: Record<string, string[]>;
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
