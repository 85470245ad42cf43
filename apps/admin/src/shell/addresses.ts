/** The addresses that the pages know, a `:name` for each part that varies. Others get the page with status 404. */
export const ADDRESSES = [
  '/',
  '/account',
  '/audit',
  '/audit/:reference',
  '/checks',
  '/clients',
  '/clients/:clientId',
  '/clients/:clientId/:tab',
  '/users',
  '/users/:subject',
  '/grants',
  '/grants/:id',
  '/scopes',
  '/scopes/new',
  '/scopes/edit/:name',
  '/resources',
  '/resources/:id',
  '/keys',
  '/token-preview',
  '/playground',
  '/playground/:runId',
  '/members',
  '/members/:subject',
  '/references',
  '/settings',
  '/signed-out',
  '/usage',
] as const;

const PATTERNS = ADDRESSES.map(
  (address) => new RegExp(`^${address === '/' ? '' : address.replace(/:\w+/g, '[^/]+')}/?$`),
);

export function isKnown(path: string): boolean {
  return PATTERNS.some((pattern) => pattern.test(path));
}
