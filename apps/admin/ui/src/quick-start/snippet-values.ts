import { asEnv } from '../clients/credentials.js';
import { quoted, type SnippetValues } from './fill.js';

/** What is read of a client to fill snippets. */
export interface SnippetClient {
  readonly clientId: string;
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
  readonly tokenEndpointAuthMethod: string;
}

/** Where the authorization server is, of its metadata (RFC 8414). */
export interface Endpoints {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly introspectionEndpoint: string;
  readonly deviceAuthorizationEndpoint: string | null;
}

/** Where Auth.js comes back to. */
const AUTH_JS = /\/api\/auth\/callback\/([\w-]+)$/;

/** The values that snippets name, of one client. */
export function snippetValues(client: SnippetClient, endpoints: Endpoints): SnippetValues {
  const redirectUri = client.redirectUris[0] ?? 'https://app.example.com/callback';
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
  const isPost = client.tokenEndpointAuthMethod === 'client_secret_post';
  const clientId = quoted(client.clientId, 'shell');
  return {
    issuer: endpoints.issuer,
    clientId: client.clientId,
    redirectUri,
    redirectPath: url?.pathname ?? '/callback',
    port: url?.port || '3000',
    scope: client.scopes.join(' '),
    scopeList: client.scopes.join(','),
    scopeStrings: client.scopes.map((scope) => JSON.stringify(scope)).join(', '),
    audience: client.audiences[0] ?? endpoints.issuer,
    resource: client.audiences.length > 1 ? client.audiences[0]! : '',
    providerId: authJsUri(client.redirectUris)?.[1] ?? 'portcullis',
    authMethod: client.tokenEndpointAuthMethod,
    clientAuth: isPost ? 'ClientSecretPost' : 'ClientSecretBasic',
    curlAuth: curlAuth(client.tokenEndpointAuthMethod, clientId),
    authorizationEndpoint: endpoints.authorizationEndpoint,
    tokenEndpoint: endpoints.tokenEndpoint,
    introspectionEndpoint: endpoints.introspectionEndpoint,
    deviceEndpoint: endpoints.deviceAuthorizationEndpoint ?? '',
  };
}

export function authJsUri(redirectUris: readonly string[]): RegExpExecArray | undefined {
  return redirectUris.map((uri) => AUTH_JS.exec(uri)).find((match) => match !== null);
}

function curlAuth(method: string, clientId: string): string {
  if (method === 'none') return `--data-urlencode client_id=${clientId}`;
  if (method === 'client_secret_post')
    return `--data-urlencode client_id=${clientId} --data-urlencode client_secret="$CLIENT_SECRET"`;
  return `--user ${clientId}:"$CLIENT_SECRET"`;
}

/** The same lines as the panel of a new secret offers, without the secret, which is shown nowhere again. */
export function envFile(client: SnippetClient, issuer: string): string {
  const env = asEnv({ issuer, clientId: client.clientId, secret: '' });
  const [redirectUri] = client.redirectUris;
  const lines = client.tokenEndpointAuthMethod === 'none' ? env.replace(/^CLIENT_SECRET=\n/m, '') : env;
  return [
    lines,
    ...(redirectUri ? [`REDIRECT_URI=${redirectUri}\n`] : []),
    ...(client.scopes.length > 0 ? [`SCOPE="${client.scopes.join(' ')}"\n`] : []),
  ].join('');
}
