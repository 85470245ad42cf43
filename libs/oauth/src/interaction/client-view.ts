import type { Client } from '../clients/client.entity.js';
import type { ClientView } from './pages.js';

/** What a page may show of a client. Logos come with the logo cache: a foreign host would learn who signs in. */
export function toClientView(client: Client): ClientView {
  return { name: client.name, uri: httpsOnly(client.uri), logo: null, verified: client.firstParty };
}

/** Escaping does not make a URL safe: `javascript:` survives it. */
export function httpsOnly(uri: string | null): string | null {
  return uri !== null && URL.canParse(uri) && new URL(uri).protocol === 'https:' ? uri : null;
}
