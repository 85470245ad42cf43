import { isAudience } from '../primitives/audience.js';
import { isScopeToken } from '../primitives/scope.js';

/** What is set aside for clients that describe themselves, whatever they ask for. */
export interface ClientDocumentOptions {
  /** Scopes they may ask for. Default: the standard ones `openid`, `profile`, `email`, `offline_access`. */
  readonly scopes: readonly string[];
  /** Resources they may ask tokens for; the first is the default audience. Default: the issuer itself. */
  readonly audiences: readonly string[];
  /** Hosts whose clients are taken, with the port unless it is 443. Default, null: all. */
  readonly allowedHosts: readonly string[] | null;
}

export const DEFAULT_CLIENT_DOCUMENTS: ClientDocumentOptions = {
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  audiences: [],
  allowedHosts: null,
};

/** What is wrong, if anything, and what to write instead. */
export function clientDocumentOptionsProblem(options: ClientDocumentOptions): string | undefined {
  const { scopes, audiences, allowedHosts } = options;
  return (
    listProblem('scopes', scopes, isScopeToken, 'scopes, such as ["openid","orders:read"].') ??
    listProblem('audiences', audiences, isAudience, 'URIs, such as ["https://orders.example.com"].') ??
    (allowedHosts === null
      ? undefined
      : listProblem('allowedHosts', allowedHosts, isHost, 'hosts, such as ["client.example"].'))
  );
}

function listProblem(
  name: string,
  values: unknown,
  fits: (value: string) => boolean,
  advice: string,
): string | undefined {
  if (Array.isArray(values) && values.every((value) => typeof value === 'string' && fits(value))) return;
  return `"clientIdMetadataDocuments.${name}" is ${JSON.stringify(values)}. Write a list of ${advice}`;
}

function isHost(value: string): boolean {
  if (!/^[a-z0-9.-]+(:\d+)?$/.test(value) || !URL.canParse(`https://${value}/`)) return false;
  return new URL(`https://${value}/`).host === value;
}
