/** What is asked: the fields of the API's request, as they stand in the address of the page. */
export interface PreviewQuestion {
  readonly clientId: string;
  readonly user?: string;
  readonly scopes?: string[];
  readonly resource?: string;
}

export function questionIn(address: URLSearchParams): PreviewQuestion {
  const [user, scope, resource] = ['user', 'scope', 'resource'].map((name) => address.get(name) ?? '');
  return {
    clientId: address.get('client') ?? '',
    ...(user && { user }),
    ...(scope && { scopes: scope.split(' ') }),
    ...(resource && { resource }),
  };
}

/** @param shown the preview is asked for, and not only prepared */
export function toAddress(
  { clientId, user, scopes, resource }: PreviewQuestion,
  shown: boolean,
): URLSearchParams {
  return new URLSearchParams({
    ...(clientId && { client: clientId }),
    ...(user && { user }),
    ...(scopes && scopes.length > 0 && { scope: scopes.join(' ') }),
    ...(resource && { resource }),
    ...(shown && { shown: '1' }),
  });
}
