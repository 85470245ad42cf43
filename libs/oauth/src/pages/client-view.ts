import type { Client } from '../clients/client.entity.js';
import { privateScheme } from '../primitives/redirect-uri.js';
import type { ClientView } from './views.js';

/** What a page may show of a client, without its logo: `ClientViews` adds that. */
export function toClientView(client: Client): ClientView {
  return {
    name: client.name,
    uri: httpsOnly(client.uri),
    tosUri: httpsOnly(client.tosUri),
    policyUri: httpsOnly(client.policyUri),
    logo: null,
    verified: client.firstParty,
    accent: client.accent,
    firstSeen: new Date(client.createdAt).toISOString(),
    appSchemes: schemesOf([...client.redirectUris, ...client.postLogoutRedirectUris]),
  };
}

/** Of a client that nobody knows any more: it has no name but its id. */
export function viewOfUnknown(clientId: string): ClientView {
  return {
    name: URL.canParse(clientId) ? new URL(clientId).host : clientId,
    uri: null,
    tosUri: null,
    policyUri: null,
    logo: null,
    verified: false,
    accent: null,
    firstSeen: null,
    appSchemes: [],
  };
}

function schemesOf(uris: readonly string[]): readonly string[] {
  return [...new Set(uris.flatMap((uri) => privateScheme(uri) ?? []))];
}

/** Escaping does not make a URL safe: `javascript:` survives it. */
export function httpsOnly(uri: string | null): string | null {
  return uri !== null && URL.canParse(uri) && new URL(uri).protocol === 'https:' ? uri : null;
}
