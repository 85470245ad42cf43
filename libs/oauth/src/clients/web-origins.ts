/** No longer one fits the column of `ClientOrigin`. Characters. */
export const MAX_ORIGIN = 255;

/**
 * Origins of redirect URIs: where pages of the client run that may call us from a browser (CORS). Private-use schemes
 * have none, and one too long to be looked up is left out.
 */
export function webOrigins(redirectUris: readonly string[]): string[] {
  const origins = redirectUris
    .filter((uri) => URL.canParse(uri))
    .map((uri) => new URL(uri))
    .filter(({ protocol }) => protocol === 'https:' || protocol === 'http:')
    .map(({ origin }) => origin)
    .filter((origin) => origin.length <= MAX_ORIGIN);
  return [...new Set(origins)];
}
