/**
 * Origins of redirect URIs: where pages of the client run that may call us from a browser (CORS). Private-use schemes
 * have none.
 */
export function webOrigins(redirectUris: readonly string[]): string[] {
  const origins = redirectUris
    .filter((uri) => URL.canParse(uri))
    .map((uri) => new URL(uri))
    .filter(({ protocol }) => protocol === 'https:' || protocol === 'http:')
    .map(({ origin }) => origin);
  return [...new Set(origins)];
}
