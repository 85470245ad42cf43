import { assertionForm, assertionOf } from './assertions.js';
import { query, type Parameters } from './parameters.js';
import { pkce, type Pkce } from './pkce.js';
import { PASSWORD, type RegisteredClient, type TestServer } from './test-server.js';
import { Visitor, type Visit } from './visitor.js';

export function authorizeUrl(
  server: TestServer,
  client: RegisteredClient,
  { challenge }: Pkce,
  more: Parameters = {},
): string {
  const parameters: Parameters = {
    client_id: client.clientId,
    redirect_uri: client.client.redirectUris[0],
    response_type: 'code',
    scope: 'openid profile',
    state: 'st4te',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  };
  return `${server.url('authorize')}?${query(parameters)}`;
}

export async function signIn(
  visitor: Visitor,
  page: Visit,
  username = 'alice',
  password = PASSWORD,
): Promise<Visit> {
  return visitor.submit(page, { username, password }, { name: 'action', value: 'sign_in' });
}

export async function allow(
  visitor: Visitor,
  page: Visit,
  values: Record<string, string | null> = {},
): Promise<Visit> {
  return visitor.submit(page, values, { name: 'decision', value: 'allow' });
}

export interface CodeResult extends Pkce {
  readonly code: string;
  readonly callback: URL;
  readonly visitor: Visitor;
}

/** Walks from the authorization request through sign-in and consent to the code. */
export async function obtainCode(
  server: TestServer,
  client: RegisteredClient,
  more: Parameters = {},
  visitor = new Visitor(),
): Promise<CodeResult> {
  const proof = pkce();
  let page = await visitor.visit(authorizeUrl(server, client, proof, more));
  if (page.url.includes('/oauth/sign_in')) page = await signIn(visitor, page);
  if (page.url.includes('/oauth/confirm_access')) page = await allow(visitor, page);
  const callback = new URL(page.url);
  const code = callback.searchParams.get('code');
  if (!page.left || code === null)
    throw new Error(`No code: ${page.status} ${page.url}\n${page.html.slice(0, 3000)}`);
  return { ...proof, code, callback, visitor };
}

export function basic(client: RegisteredClient): Record<string, string> {
  const pair = `${encodeURIComponent(client.clientId)}:${encodeURIComponent(client.secret ?? '')}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** POSTs a form, authenticated as the client is registered. */
export async function post(
  server: TestServer,
  endpoint: string,
  client: RegisteredClient | null,
  form: Parameters | string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = typeof form === 'string' ? new URLSearchParams(form) : query(form);
  const method = client?.client.tokenEndpointAuthMethod;
  if (client?.key) {
    const assertion = assertionForm(await assertionOf(server, client.clientId, client.key));
    for (const [name, value] of Object.entries(assertion)) body.set(name, value);
  }
  if (client && method !== 'client_secret_basic') body.set('client_id', client.clientId);
  if (client && method === 'client_secret_post') body.set('client_secret', client.secret!);
  return fetch(server.url(endpoint), {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(client && method === 'client_secret_basic' ? basic(client) : {}),
      ...headers,
    },
    body: body.toString(),
  });
}

export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope: string;
  readonly refresh_token: string;
  readonly id_token: string;
}

export function redeem(
  server: TestServer,
  client: RegisteredClient,
  result: CodeResult,
  more: Parameters = {},
): Promise<Response> {
  return post(server, 'token', client, {
    grant_type: 'authorization_code',
    code: result.code,
    redirect_uri: client.client.redirectUris[0],
    code_verifier: result.verifier,
    ...more,
  });
}

export function refresh(
  server: TestServer,
  client: RegisteredClient,
  refreshToken: string,
  more: Parameters = {},
): Promise<Response> {
  return post(server, 'token', client, { grant_type: 'refresh_token', refresh_token: refreshToken, ...more });
}

/** The whole code flow, to tokens. */
export async function obtainTokens(
  server: TestServer,
  client: RegisteredClient,
  more: Parameters = {},
): Promise<TokenAnswer> {
  const response = await redeem(server, client, await obtainCode(server, client, more));
  if (response.status !== 200) throw new Error(`No tokens: ${response.status} ${await response.text()}`);
  return (await response.json()) as TokenAnswer;
}

/** A resource server that may introspect tokens for its audience. */
export function registerApi(server: TestServer, audience: string): Promise<RegisteredClient> {
  return server.register({
    name: 'API',
    grantTypes: ['client_credentials'],
    redirectUris: [],
    audiences: [audience],
    mayIntrospect: true,
  });
}

export async function introspect(
  server: TestServer,
  api: RegisteredClient,
  token: string,
): Promise<Record<string, unknown>> {
  const response = await post(server, 'check_access', api, { token });
  if (response.status !== 200) throw new Error(`Introspection: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}
