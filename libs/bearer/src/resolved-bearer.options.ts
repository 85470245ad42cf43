import { type ScopeRules, scopeHierarchyProblems } from './access/scope-hierarchy.js';
import { isSecureUrl } from './authority/secure-url.js';
import type { BearerIntrospectOptions, BearerOptions } from './bearer.options.js';
import { dpopProblems, type ResolvedDpop, resolveDpop } from './dpop/dpop.options.js';
import { algorithmProblems, defined, listOf, rangeProblems, unknownNames } from './option-problems.js';
import {
  isResource,
  resourceProblems,
  type ResolvedResourceMetadata,
  resolveResourceMetadata,
  withoutSlash,
} from './resource/resource.options.js';

/** The options as the module uses them: complete, checked, frozen. The class is their injection token. */
export class ResolvedBearerOptions {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Our own identifiers that are URLs; may be none. */
  readonly resources: readonly string[];
  /** Where clients reach the path `/`, without a slash at the end; may be none. */
  readonly baseUrls: readonly string[];
  /** Undefined where none is served. */
  readonly resourceMetadata?: ResolvedResourceMetadata;
  /** Undefined where bound tokens are refused. */
  readonly dpop?: ResolvedDpop;
  readonly scopeHierarchy: ScopeRules;
  readonly mode: 'jwt' | 'introspect';
  readonly introspect?: Readonly<Required<Omit<BearerIntrospectOptions, 'endpoint'>> & { endpoint?: string }>;
  readonly jwksUri?: string;
  readonly jwksCacheSeconds: number;
  readonly jwksCooldownSeconds: number;
  readonly algorithms: readonly string[];
  readonly clockToleranceSeconds: number;
  readonly timeoutSeconds: number;
  readonly rememberedTokens: number;

  constructor(options: BearerOptions) {
    const { audience, introspect, resource: _, baseUrl, dpop, resourceMetadata, ...rest } = options;
    const resources = resourcesOf(options);
    const baseUrls =
      baseUrl === undefined
        ? [...new Set(resources.map((url) => new URL(url).origin))]
        : listOf(baseUrl).map(withoutSlash);
    Object.assign(this, DEFAULTS, defined(rest), {
      audience: Object.freeze(listOf(audience)),
      algorithms: Object.freeze([...(options.algorithms ?? DEFAULTS.algorithms)]),
      resources: Object.freeze(resources),
      baseUrls: Object.freeze(baseUrls),
      scopeHierarchy: Object.freeze({ ...options.scopeHierarchy }),
      ...(introspect && { introspect: Object.freeze({ cacheSeconds: 0, ...defined(introspect) }) }),
      ...(resources.length > 0 &&
        resourceMetadata !== false && { resourceMetadata: resolveResourceMetadata(resourceMetadata) }),
      // Without an address of our own, nothing tells a proof made for us from one made for another.
      ...(baseUrls.length > 0 && dpop !== false && { dpop: resolveDpop(dpop) }),
    });
    Object.freeze(this);
  }
}

const DEFAULTS = {
  mode: 'jwt',
  jwksCacheSeconds: 300,
  jwksCooldownSeconds: 1,
  algorithms: ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'],
  clockToleranceSeconds: 10,
  timeoutSeconds: 3,
  rememberedTokens: 10_000,
} as const;

const KNOWN = [
  'issuer',
  'audience',
  'resource',
  'baseUrl',
  'resourceMetadata',
  'dpop',
  'scopeHierarchy',
  'introspect',
  'jwksUri',
  ...Object.keys(DEFAULTS),
];

/** Seconds, or a number of tokens: lowest and highest accepted value. */
const RANGES = {
  jwksCacheSeconds: [10, 86_400],
  jwksCooldownSeconds: [1, 300],
  clockToleranceSeconds: [0, 60],
  timeoutSeconds: [0.1, 30],
  rememberedTokens: [0, 1_000_000],
} as const;

/**
 * Checks the options once, at start-up.
 *
 * @returns a frozen, complete copy
 * @throws Error that names every wrong value, why it is wrong and what to write instead
 */
export function resolveOptions(options: BearerOptions): ResolvedBearerOptions {
  const problems =
    typeof options === 'object' && options !== null ? problemsOf(options) : ['no options were given'];
  if (problems.length > 0) {
    throw new Error(`BearerModule cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
  return new ResolvedBearerOptions(options);
}

function problemsOf(options: BearerOptions): string[] {
  return [
    ...unknownNames('', options, KNOWN),
    ...issuerProblems(options.issuer),
    ...audienceProblems(options.audience),
    ...resourceProblems(options, resourcesOf(options)),
    ...dpopProblems(options.dpop, options.baseUrl !== undefined || resourcesOf(options).length > 0),
    ...scopeHierarchyProblems(options.scopeHierarchy),
    ...modeProblems(options),
    ...urlProblems('jwksUri', options.jwksUri),
    ...algorithmProblems('algorithms', options.algorithms),
    ...Object.entries(RANGES).flatMap(([name, range]) =>
      rangeProblems(name, options[name as keyof typeof RANGES], range),
    ),
  ];
}

/** Our own identifiers that are URLs: those named, or else what of `audience` is one. */
function resourcesOf({ resource, audience }: BearerOptions): string[] {
  return resource === undefined ? listOf(audience).filter(isResource) : listOf(resource);
}

function issuerProblems(issuer: unknown): string[] {
  const remedy =
    "Write the issuer as its metadata document tells it, for example issuer: 'https://sso.example.com'.";
  if (typeof issuer !== 'string' || issuer === '') {
    return [`issuer is missing. Without it a token of anybody would do. ${remedy}`];
  }
  if (!isSecureUrl(issuer)) {
    return [
      `issuer "${issuer}" is not an https URL. Its keys would come over a connection that others can change; ` +
        `http is accepted on localhost, 127.0.0.1 and [::1] only. ${remedy}`,
    ];
  }
  const { search, hash, username, password } = new URL(issuer);
  // RFC 8414 section 2: no query and no fragment.
  if (search || hash || username || password) {
    return [`issuer "${issuer}" has a query, a fragment or a user name, which no issuer has. ${remedy}`];
  }
  return [];
}

function audienceProblems(audience: unknown): string[] {
  const entries = Array.isArray(audience) ? audience : [audience];
  if (entries.length > 0 && entries.every((entry) => typeof entry === 'string' && entry !== '')) return [];
  return [
    'audience is missing. Without it a token that was issued for another API would open this one. ' +
      "Write this API's identifier as registered at the authorization server, " +
      "for example audience: 'https://orders.example.com'.",
  ];
}

function modeProblems({ mode, introspect }: BearerOptions): string[] {
  if (mode !== undefined && mode !== 'jwt' && mode !== 'introspect') {
    return [`mode "${String(mode)}" does not exist. Write mode: 'jwt' or mode: 'introspect'.`];
  }
  if (mode !== 'introspect') {
    return introspect === undefined
      ? []
      : [
          "introspect is set, but mode is 'jwt' and would not use it. Write mode: 'introspect' or remove introspect.",
        ];
  }
  if (!introspect?.clientId || !introspect.clientSecret) {
    return [
      "introspect.clientId and introspect.clientSecret are missing. With mode: 'introspect' this API proves who it is " +
        'when it asks about a token. Register it as a client at the authorization server and write both values.',
    ];
  }
  return [
    ...unknownNames('introspect.', introspect, ['clientId', 'clientSecret', 'endpoint', 'cacheSeconds']),
    ...urlProblems('introspect.endpoint', introspect.endpoint),
    ...rangeProblems('introspect.cacheSeconds', introspect.cacheSeconds, [0, 60]),
  ];
}

function urlProblems(name: string, url: unknown): string[] {
  if (url === undefined || (typeof url === 'string' && isSecureUrl(url))) return [];
  return [
    `${name} is not an https URL (http is accepted on loopback only). Write the https URL, or leave it out.`,
  ];
}
