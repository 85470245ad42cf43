import type { Client, ClientSecret, ClientSettings } from '@portcullis/oauth';

/** Every rule, by the name that the API and the pages use. */
export const RULE_NAMES = [
  'pkce_missing',
  'redirect_uri_wildcard',
  'redirect_uri_http',
  'redirect_uri_loopback',
  'access_token_long',
  'refresh_token_long',
  'no_live_secret',
  'secret_expired',
  'secret_expiring',
  'secret_unused',
  'no_scopes',
  'unknown_scope',
  'scopes_without_audience',
  'no_terms',
  'no_owner',
  'scope_unused',
  'scope_text_missing',
  'key_old',
  'issuer_http',
  'mail_missing',
] as const;

export type RuleName = (typeof RULE_NAMES)[number];

export const SEVERITIES = ['low', 'medium', 'high'] as const;

export type Severity = (typeof SEVERITIES)[number];

export const OBJECT_KINDS = ['client', 'secret', 'scope', 'key', 'configuration'] as const;

export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** What would put it right without anybody having to decide anything. */
export type Fix =
  | { readonly kind: 'settings'; readonly changes: Partial<ClientSettings> }
  | { readonly kind: 'disable_secret'; readonly secretId: string };

/** Values for the sentence that the pages show. */
export type Details = Readonly<Record<string, string | number | readonly string[]>>;

/** Something that a rule has found. The same rule finds at most one thing about one object. */
export interface Problem {
  readonly rule: RuleName;
  readonly severity: Severity;
  readonly object: { readonly kind: ObjectKind; readonly id: string; readonly name: string };
  readonly details: Details;
  readonly fix: Fix | null;
}

/** What a rule about clients looks at. */
export interface CheckedClient {
  readonly client: Client;
  readonly secrets: readonly ClientSecret[];
}

/** A scope as the server knows it. */
export interface CheckedScope {
  readonly name: string;
  /** Languages that have a text for it, by BCP 47 tag; null for a standard scope, whose texts come with the pages. */
  readonly languages: readonly string[] | null;
  /** It releases claims about the user; it is nothing that an API would ask for. */
  readonly isAboutUser: boolean;
}

/** An API that tokens are for, and what it asks for. */
export interface CheckedResource {
  readonly audience: string;
  readonly scopes: readonly string[];
}

/** A signing key that is in use. */
export interface CheckedKey {
  readonly kid: string;
  readonly alg: string;
  /** Milliseconds since the epoch. */
  readonly activatesAt: number;
}

/** What is known beside the object itself. What nobody can tell at the moment is null, and its rules keep silent. */
export interface Circumstances {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly issuer: string;
  /** Other people depend on it: the issuer is not on plain http. */
  readonly production: boolean;
  readonly scopes: readonly CheckedScope[] | null;
  readonly resources: readonly CheckedResource[];
  readonly server: ServerConfiguration | null;
}

/** What only the authorization server itself can tell. Times in seconds. */
export interface ServerConfiguration {
  readonly accessToken: number;
  readonly refreshIdle: number;
  readonly refreshAbsolute: number;
  readonly rotateKeysEvery: number;
  readonly sendsMail: boolean;
}

export type ClientRule = (subject: CheckedClient, circumstances: Circumstances) => readonly Problem[];

/** A problem of the client itself. */
export function ofClient(
  { clientId, name }: Client,
  problem: Pick<Problem, 'rule' | 'severity'> & Partial<Pick<Problem, 'details' | 'fix'>>,
): Problem {
  return { details: {}, fix: null, ...problem, object: { kind: 'client', id: clientId, name } };
}

export function settings(changes: Partial<ClientSettings>): Fix {
  return { kind: 'settings', changes };
}
