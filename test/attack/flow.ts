import { query, type Parameters } from '../support/parameters.js';
import { pkce, type Pkce } from '../support/pkce.js';
import type { Visit, Visitor } from '../support/visitor.js';
import { assertionForm } from '../support/assertions.js';
import { assertionOf } from './assertion.js';
import type { ClientFixture, UserFixture } from './fixtures.js';
import type { EndpointName, Target } from './target.js';

/** A whole and correct authorization request, but for what `more` changes. */
export function authorization(client: ClientFixture, { challenge }: Pkce, more: Parameters = {}): Parameters {
  return {
    client_id: client.client_id,
    redirect_uri: client.redirect_uris[0],
    response_type: 'code',
    scope: client.scope,
    state: 'st4te',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  };
}

export function authorizeUrl(
  target: Target,
  client: ClientFixture,
  more: Parameters = {},
  proof = pkce(),
): string {
  return `${target.endpoint('authorize')}?${query(authorization(client, proof, more))}`;
}

/** What kind of page a visitor is looking at; read from its forms alone. */
export function pageKind(target: Target, { html, left }: Visit): 'sign-in' | 'consent' | 'other' {
  if (left) return 'other';
  if (/<input\b[^>]*\btype="password"/.test(html)) return 'sign-in';
  const { name, value } = target.pages.allow;
  const isAllow = (tag: string): boolean =>
    tag.includes(`name="${name}"`) && tag.includes(`value="${value}"`);
  return [...html.matchAll(/<(?:button|input)\b[^>]*>/g)].some(([tag]) => isAllow(tag)) ? 'consent' : 'other';
}

export function signIn(
  target: Target,
  visitor: Visitor,
  page: Visit,
  user: UserFixture = target.fixtures.users.alice,
): Promise<Visit> {
  const { username, password, signIn } = target.pages;
  return visitor.submit(page, { [username]: user.username, [password]: user.password }, signIn);
}

export function allow(
  target: Target,
  visitor: Visitor,
  page: Visit,
  values: Record<string, string | null> = {},
): Promise<Visit> {
  return visitor.submit(page, values, target.pages.allow);
}

/** A browser in which this user is, or was, signed in. */
export function browserOf(target: Target, user: UserFixture = target.fixtures.users.alice): Visitor {
  const known = target.browsers.get(user.username);
  if (known) return known;
  const visitor = target.newVisitor();
  target.browsers.set(user.username, visitor);
  return visitor;
}

/** Opens an authorization request and goes on through sign-in and consent until the browser leaves or is stuck. */
export async function walk(
  target: Target,
  url: string,
  visitor: Visitor = browserOf(target),
  user: UserFixture = target.fixtures.users.alice,
): Promise<Visit> {
  let page = await visitor.visit(url);
  if (pageKind(target, page) === 'sign-in') page = await signIn(target, visitor, page, user);
  if (pageKind(target, page) === 'consent') page = await allow(target, visitor, page);
  return page;
}

/** A page in front of the user: signed in, asked for consent. */
export async function consentPage(
  target: Target,
  client: ClientFixture,
  visitor: Visitor,
  more: Parameters = {},
  user: UserFixture = target.fixtures.users.alice,
): Promise<Visit> {
  const page = await visitor.visit(authorizeUrl(target, client, { prompt: 'consent', ...more }));
  const next = pageKind(target, page) === 'sign-in' ? await signIn(target, visitor, page, user) : page;
  if (pageKind(target, next) !== 'consent') throw new Error(`No consent page: ${next.status} ${next.url}`);
  return next;
}

export interface Code extends Pkce {
  readonly code: string;
  readonly callback: URL;
  readonly redirectUri: string;
}

/** Walks from the authorization request to the code. */
export async function obtainCode(
  target: Target,
  client: ClientFixture,
  more: Parameters = {},
  visitor?: Visitor,
  user?: UserFixture,
): Promise<Code> {
  const proof = pkce();
  const page = await walk(target, authorizeUrl(target, client, more, proof), visitor, user);
  const code = page.left ? new URL(page.url).searchParams.get('code') : null;
  if (code === null) throw new Error(`No code: ${page.status} ${page.url}\n${page.html.slice(0, 2000)}`);
  const redirectUri = more['redirect_uri'] ?? client.redirect_uris[0]!;
  return { ...proof, code, callback: new URL(page.url), redirectUri };
}

export function basic(id: string, secret: string): Record<string, string> {
  const pair = [id, secret].map((part) => encodeURIComponent(part)).join(':');
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** How this client proves itself: what to add to the form and to the headers. */
export async function credentials(
  target: Target,
  client: ClientFixture,
): Promise<{ form: Parameters; headers: Record<string, string> }> {
  const { client_id, client_secret = '', token_endpoint_auth_method: method } = client;
  switch (method) {
    case 'client_secret_basic':
      return { form: {}, headers: basic(client_id, client_secret) };
    case 'client_secret_post':
      return { form: { client_id, client_secret }, headers: {} };
    case 'none':
      return { form: { client_id }, headers: {} };
    case 'private_key_jwt':
      return { form: assertionForm(await assertionOf(target, client)), headers: {} };
  }
}

/** POSTs a form, authenticated as the client is registered; null sends no credentials. */
export async function post(
  target: Target,
  endpoint: EndpointName,
  client: ClientFixture | null,
  form: Parameters | string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = typeof form === 'string' ? new URLSearchParams(form) : query(form);
  const proof = client ? await credentials(target, client) : { form: {}, headers: {} };
  for (const [name, value] of query(proof.form)) if (!body.has(name)) body.set(name, value);
  return target.fetch(target.endpoint(endpoint), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...proof.headers, ...headers },
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
  readonly error?: string;
}

export function redemption({ code, verifier, redirectUri }: Code, more: Parameters = {}): Parameters {
  return {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...more,
  };
}

export function redeem(
  target: Target,
  client: ClientFixture,
  code: Code,
  more: Parameters = {},
): Promise<Response> {
  return post(target, 'token', client, redemption(code, more));
}

export function refresh(
  target: Target,
  client: ClientFixture,
  refreshToken: string,
  more: Parameters = {},
): Promise<Response> {
  return post(target, 'token', client, { grant_type: 'refresh_token', refresh_token: refreshToken, ...more });
}

/** The tokens of a 200. */
export async function tokensOf(response: Response): Promise<TokenAnswer> {
  if (response.status !== 200) throw new Error(`No tokens: ${response.status} ${await response.text()}`);
  return (await response.json()) as TokenAnswer;
}

/** The whole code flow, to tokens. */
export async function obtainTokens(
  target: Target,
  client: ClientFixture,
  more: Parameters = {},
  visitor?: Visitor,
  user?: UserFixture,
): Promise<TokenAnswer> {
  return tokensOf(await redeem(target, client, await obtainCode(target, client, more, visitor, user)));
}

export async function introspect(
  target: Target,
  token: string,
  api = target.client('RS-A'),
): Promise<Record<string, unknown>> {
  const response = await post(target, 'introspect', api, { token });
  if (response.status !== 200) throw new Error(`Introspection: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

/** `400 invalid_grant`, or the status alone where the body is no error. */
export async function outcome(response: Response): Promise<string> {
  const text = await response.clone().text();
  try {
    const { error } = JSON.parse(text) as { error?: string };
    return error === undefined ? String(response.status) : `${response.status} ${error}`;
  } catch {
    return String(response.status);
  }
}

/**
 * What the authorization endpoint did: `page 400`, `invalid_request` for an error that went to the client, `code`,
 * `sign-in` or `consent`.
 */
export function verdict(target: Target, visit: Visit): string {
  if (visit.left) {
    const { searchParams } = new URL(visit.url);
    return searchParams.get('error') ?? (searchParams.has('code') ? 'code' : 'redirect');
  }
  const kind = pageKind(target, visit);
  return kind === 'other' ? `page ${visit.status}` : kind;
}
