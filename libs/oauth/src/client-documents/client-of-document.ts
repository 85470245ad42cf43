import type { JSONWebKeySet } from 'jose';
import { checkSettings, DEFAULT_SETTINGS, InvalidClientSettings } from '../clients/client-settings.js';
import type { AssertionAlgorithm, Client, SigningAlgorithm } from '../clients/client.entity.js';
import { parseScope } from '../primitives/scope.js';
import type { ClientDocument } from './client-document.entity.js';

/** What clients of this kind may have, whatever they ask for. */
export interface DocumentPolicy {
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
}

/** A document that describes no client; the message says why, for whoever wrote it. */
export class InvalidDocument extends Error {}

/** Nobody could have told a stranger a secret (section 4.1 of the draft). */
const AUTH_METHODS = ['none', 'private_key_jwt'];

/** Users are asked in person; there is no client_credentials for strangers. */
const GRANT_TYPES = ['authorization_code', 'refresh_token'];

/**
 * The client that a document describes, by the rules that hold for registered ones
 * (draft-ietf-oauth-client-id-metadata-document section 4, RFC 7591 section 2). It is nobody's own application, uses
 * PKCE, and gets no more scopes and audiences than the host has set aside for strangers. What it says beyond that is
 * ignored.
 *
 * @throws InvalidDocument
 */
export function clientOfDocument(
  { clientId, document, fetchedAt, firstFetchedAt }: ClientDocument,
  policy: DocumentPolicy,
): Client {
  if (document['client_id'] !== clientId)
    throw new InvalidDocument('client_id is not the address of the document');
  if ('client_secret' in document || 'client_secret_expires_at' in document) {
    throw new InvalidDocument('a secret that everybody can read');
  }
  const method = document['token_endpoint_auth_method'] ?? 'none';
  if (typeof method !== 'string' || !AUTH_METHODS.includes(method)) {
    throw new InvalidDocument(`token_endpoint_auth_method is none of ${AUTH_METHODS.join(', ')}`);
  }
  const client: Client = {
    ...DEFAULT_SETTINGS,
    clientId,
    name: text(document, 'client_name'),
    tokenEndpointAuthMethod: method as Client['tokenEndpointAuthMethod'],
    grantTypes: list(document, 'grant_types', ['authorization_code']).filter((name) =>
      GRANT_TYPES.includes(name),
    ),
    redirectUris: list(document, 'redirect_uris'),
    scopes: scopesOf(document, policy),
    audiences: [...policy.audiences],
    idTokenAlg: idTokenAlg(document),
    uri: homePage(document, clientId),
    logoUri: ownLogo(document, clientId),
    tosUri: optionalText(document, 'tos_uri'),
    policyUri: optionalText(document, 'policy_uri'),
    initiateLoginUri: optionalText(document, 'initiate_login_uri'),
    jwks: (document['jwks'] ?? null) as JSONWebKeySet | null,
    jwksUri: optionalText(document, 'jwks_uri'),
    authSigningAlg: optionalText(document, 'token_endpoint_auth_signing_alg') as AssertionAlgorithm | null,
    requirePushedAuthorizationRequests: document['require_pushed_authorization_requests'] === true,
    dpopBoundAccessTokens: document['dpop_bound_access_tokens'] === true,
    postLogoutRedirectUris: list(document, 'post_logout_redirect_uris', []),
    createdAt: firstFetchedAt ?? fetchedAt,
    updatedAt: fetchedAt,
    disabledAt: null,
    tokensRevokedAt: null,
    version: 0,
  };
  if (client.redirectUris.length === 0) throw new InvalidDocument('redirect_uris is empty');
  try {
    checkSettings(client);
  } catch (error) {
    throw error instanceof InvalidClientSettings ? new InvalidDocument(error.message) : error;
  }
  return client;
}

/** What it names of the host's list, or all of that. */
function scopesOf(document: Readonly<Record<string, unknown>>, { scopes }: DocumentPolicy): string[] {
  const named = optionalText(document, 'scope');
  const asked = named === null ? scopes : (parseScope(named) ?? []);
  return scopes.filter((scope) => asked.includes(scope));
}

function idTokenAlg(document: Readonly<Record<string, unknown>>): SigningAlgorithm {
  return document['id_token_signed_response_alg'] === 'ES256' ? 'ES256' : DEFAULT_SETTINGS.idTokenAlg;
}

/**
 * Its name proves nothing, its address does: the page that the user sees is one of that host (section 8 of the draft).
 */
function homePage(document: Readonly<Record<string, unknown>>, clientId: string): string {
  const { origin } = new URL(clientId);
  const uri = document['client_uri'];
  return typeof uri === 'string' && URL.canParse(uri) && new URL(uri).origin === origin ? uri : `${origin}/`;
}

/** A picture says who somebody is more loudly than a name: only one of the same origin is shown. */
function ownLogo(document: Readonly<Record<string, unknown>>, clientId: string): string | null {
  const uri = document['logo_uri'];
  if (typeof uri !== 'string' || !URL.canParse(uri) || new URL(uri).origin !== new URL(clientId).origin)
    return null;
  return uri.length <= 2000 ? uri : null;
}

function text(document: Readonly<Record<string, unknown>>, name: string): string {
  const value = document[name];
  if (typeof value === 'string') return value;
  throw new InvalidDocument(`${name} is no text`);
}

function optionalText(document: Readonly<Record<string, unknown>>, name: string): string | null {
  return document[name] === undefined ? null : text(document, name);
}

/** @throws InvalidDocument unless it is a list of texts, or absent where it may be */
function list(document: Readonly<Record<string, unknown>>, name: string, absent?: string[]): string[] {
  const value = document[name] ?? absent;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new InvalidDocument(`${name} is no list of texts`);
}
