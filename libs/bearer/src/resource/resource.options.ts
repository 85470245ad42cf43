import { isScopeToken } from '../challenges/challenge.js';
import { isSecureUrl } from '../authority/secure-url.js';
import type { BearerOptions, BearerResourceMetadataOptions } from '../bearer.options.js';
import { defined, unknownNames } from '../option-problems.js';

/** The option `resourceMetadata`, complete. */
export interface ResolvedResourceMetadata extends Readonly<Omit<BearerResourceMetadataOptions, 'scopes'>> {
  readonly scopes: readonly string[];
}

/** What a path of a route may hold without meaning something else to Express or Fastify. */
const PLAIN_PATH = /^[A-Za-z0-9\-._~/]*$/;

const LINKS = ['documentation', 'policyUri', 'tosUri'] as const;

/**
 * True for an identifier whose metadata can be served: https, or http on loopback, a plain path, nothing else.
 *
 * @param value any text
 */
export function isResource(value: string): boolean {
  if (!isSecureUrl(value)) return false;
  const { origin, pathname, href } = new URL(value);
  // Written in its normal form, because clients compare it as a text (RFC 9728 section 3.3).
  const normal = href === value || href === `${value}/`;
  return normal && origin + pathname === href && PLAIN_PATH.test(pathname);
}

export function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}

export function resolveResourceMetadata(
  options: BearerResourceMetadataOptions = {},
): ResolvedResourceMetadata {
  return Object.freeze({ ...defined(options), scopes: Object.freeze([...(options.scopes ?? [])]) });
}

/**
 * What is wrong with the options `resource`, `baseUrl` and `resourceMetadata`.
 *
 * @param resources those that are named or follow from `audience`
 */
export function resourceProblems(options: BearerOptions, resources: readonly string[]): string[] {
  const { resource, baseUrl, resourceMetadata } = options;
  return [
    ...addressProblems('resource', resource, 'the address of this API'),
    ...addressProblems('baseUrl', baseUrl, 'where clients reach the path / of this application'),
    ...metadataProblems(resourceMetadata, resources.length > 0),
  ];
}

function addressProblems(name: string, value: unknown, what: string): string[] {
  if (value === undefined) return [];
  const entries = Array.isArray(value) ? value : [value];
  if (entries.length > 0 && entries.every((entry) => typeof entry === 'string' && isResource(entry))) {
    return [];
  }
  return [
    `${name} must be an https URL (http on loopback only) in lower case, with a plain path and without query, fragment ` +
      `and default port. Write ${what}, for example ${name}: 'https://orders.example.com'.`,
  ];
}

function metadataProblems(
  metadata: false | BearerResourceMetadataOptions | undefined,
  addressed: boolean,
): string[] {
  if (metadata === undefined || metadata === false) return [];
  if (typeof metadata !== 'object' || metadata === null) {
    return ['resourceMetadata must be an object with options, or false.'];
  }
  const { name, scopes } = metadata;
  return [
    ...unknownNames('resourceMetadata.', metadata, ['name', ...LINKS, 'scopes']),
    ...(addressed
      ? []
      : [
          'resourceMetadata is set, but audience is no URL, so there is no address to serve it at. ' +
            "Write the address of this API, for example resource: 'https://orders.example.com'.",
        ]),
    ...(name === undefined || (typeof name === 'string' && name !== '')
      ? []
      : ['resourceMetadata.name must be a text for people, such as "Orders".']),
    ...LINKS.filter((link) => metadata[link] !== undefined && !isWebPage(metadata[link])).map(
      (link) => `resourceMetadata.${link} must be the URL of a page.`,
    ),
    ...scopeProblems(scopes),
  ];
}

function isWebPage(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

function scopeProblems(scopes: unknown): string[] {
  if (scopes === undefined) return [];
  const good =
    Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string' && isScopeToken(scope));
  if (!good) return ["resourceMetadata.scopes must be a list of scopes, for example ['orders:read']."];
  return scopes.includes('offline_access')
    ? [
        'resourceMetadata.scopes names offline_access, which no resource needs: whether a client gets a refresh token is ' +
          'between client and authorization server. Leave it out.',
      ]
    : [];
}
