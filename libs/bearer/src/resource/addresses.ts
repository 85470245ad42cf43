import type { GuardedRequest } from '../challenges/exchange.js';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/**
 * The path of a resource's metadata document on its host (RFC 9728 section 3.1): the well-known part goes between host
 * and path.
 */
export function metadataPath(resource: string): string {
  const { pathname } = new URL(resource);
  return pathname === '/' ? WELL_KNOWN : WELL_KNOWN + pathname;
}

/** The same as a URL. */
export function metadataUrl(resource: string): string {
  return new URL(resource).origin + metadataPath(resource);
}

/** The form at the root of the host, where clients look when they know no path. */
export const ROOT_METADATA_PATH = WELL_KNOWN;

/**
 * Which of our own identifiers the request is about. `Host` only chooses among those that were configured; nothing of
 * it is repeated. Of several on one host the one with the longest path counts, and the first if none fits.
 */
export function resourceFor(resources: readonly string[], request: GuardedRequest): string | undefined {
  if (resources.length < 2) return resources[0];
  const here = onHostOf(resources, request.headers);
  const path = pathOf(request);
  const fitting = here.filter((resource) => isBelow(path, new URL(resource).pathname));
  return fitting.sort((one, other) => other.length - one.length)[0] ?? here[0];
}

/**
 * Those on the host that the request names, or all where none is.
 *
 * @param headers of the request
 */
export function onHostOf(resources: readonly string[], headers: GuardedRequest['headers']): string[] {
  const host = (headers.host ?? String(headers[':authority'] ?? '')).toLowerCase();
  const here = resources.filter((resource) => new URL(resource).host === host);
  return here.length > 0 ? here : [...resources];
}

/**
 * The addresses that a client may have used for this request, one for each base URL. They are what a DPoP proof is
 * compared with, so nothing that the sender chooses, such as `Host`, goes into them but the path.
 *
 * @param baseUrls without a slash at the end
 */
export function requestUrls(baseUrls: readonly string[], request: GuardedRequest): string[] {
  const path = pathOf(request);
  return baseUrls.map((base) => base + path);
}

/** Path and query as they were sent, without what Express and proxies may have cut off since. */
function pathOf(request: GuardedRequest): string {
  const target = request.originalUrl ?? request.url;
  if (target.startsWith('/')) return target;
  // RFC 9112 section 3.2.2: every server must take the absolute form, too.
  return URL.canParse(target) ? new URL(target).pathname : '/';
}

function isBelow(target: string, path: string): boolean {
  const folder = path.endsWith('/') ? path : `${path}/`;
  const [wanted = ''] = target.split('?');
  return wanted === path || wanted.startsWith(folder);
}
