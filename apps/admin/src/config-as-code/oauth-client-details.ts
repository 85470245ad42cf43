import { checkKept, DEFAULT_SETTINGS, UnfitSecret, type KeptSecret, type NewClient } from '@portcullis/oauth';
import {
  checkRedirectUri,
  isScopeToken,
  MAX_REFRESH_TOKEN_SECONDS,
  MAX_TOKEN_SECONDS,
} from '@portcullis/oauth/browser';

/** A row of Spring Security OAuth's table `oauth_client_details`; from CSV every value is text. */
export type ClientDetails = Readonly<Record<string, unknown>>;

/** What becomes of one row. */
export interface MappedClient {
  readonly clientId: string;
  /** Null: the row cannot become a client; the warnings say why. */
  readonly client: NewClient | null;
  /** Taken over, so that the client goes on as it is; null: it needs a new one, or has none. */
  readonly secret: KeptSecret | null;
  /** What was left out or changed, in words. */
  readonly warnings: readonly string[];
}

const GRANTS = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
];
/** Grants that OAuth 2.1 has removed. */
const REMOVED: Readonly<Record<string, string>> = {
  password: 'the password grant does not exist any more (OAuth 2.1); sign users in by authorization_code',
  implicit: 'the implicit grant does not exist any more (OAuth 2.1); use authorization_code with PKCE',
};
const DAY = 86_400;
/** The longest lifetimes that the registry takes. Seconds. */
const MAX_SECONDS = {
  access_token_validity: MAX_TOKEN_SECONDS,
  refresh_token_validity: MAX_REFRESH_TOKEN_SECONDS,
} as const;

/** Maps a row to one of our clients. Nothing is dropped without a word. */
export function fromClientDetails(row: ClientDetails): MappedClient {
  const warnings: string[] = [];
  const clientId = text(row['client_id']);
  const secret = keptSecret(text(row['client_secret']), warnings);
  const isPublic = text(row['client_secret']) === '';
  const grantTypes = grantsOf(list(row['authorized_grant_types']), isPublic, warnings);
  const redirectUris = redirectsOf(list(row['web_server_redirect_uri']), warnings);
  const scopes = list(row['scope']).filter((scope) =>
    keep(isScopeToken(scope), `scope ${scope}: no scope token`, warnings),
  );
  if (!/^[A-Za-z0-9._~:/-]{1,200}$/.test(clientId)) {
    warnings.push('not imported: the client id has characters that this server does not take');
    return { clientId, client: null, secret: null, warnings };
  }
  if (grantTypes.includes('authorization_code') && redirectUris.length === 0) {
    warnings.push('authorization_code left out: no redirect URI is left');
    grantTypes.splice(grantTypes.indexOf('authorization_code'), 1);
  }
  if (text(row['authorities']) !== '') warnings.push(`authorities left out: ${text(row['authorities'])}`);
  const client: NewClient = {
    clientId,
    name: nameOf(row['additional_information']) ?? clientId,
    tokenEndpointAuthMethod: isPublic ? 'none' : 'client_secret_basic',
    grantTypes,
    redirectUris,
    scopes: scopes.length > 0 ? scopes : DEFAULT_SETTINGS.scopes,
    audiences: audiencesOf(list(row['resource_ids']), warnings),
    accessTokenSeconds: lifetimeOf(row, 'access_token_validity', warnings),
    refreshTokenSeconds: lifetimeOf(row, 'refresh_token_validity', warnings),
    firstParty: approvesAll(list(row['autoapprove']), scopes, warnings),
    requirePkce: isPublic || !grantTypes.includes('authorization_code'),
  };
  if (client.requirePkce === false)
    warnings.push('PKCE is not required, as it was not before; require it once the client sends it');
  return { clientId, client, secret, warnings };
}

function keptSecret(stored: string, warnings: string[]): KeptSecret | null {
  if (stored === '') return null;
  const [, kind, rest] = /^\{(\w[^}]*)\}(.*)$/s.exec(stored) ?? [];
  const kept: KeptSecret | undefined =
    kind === 'noop'
      ? { value: rest! }
      : kind === 'bcrypt'
        ? { bcrypt: rest! }
        : kind === undefined && stored.startsWith('$2')
          ? { bcrypt: stored }
          : undefined;
  try {
    if (!kept) throw new UnfitSecret(`its form {${kind ?? 'unknown'}} is not known here`);
    checkKept(kept);
    return kept;
  } catch (error) {
    if (!(error instanceof UnfitSecret)) throw error;
    warnings.push(`secret left out: ${error.message}; give the client a new one`);
    return null;
  }
}

function grantsOf(given: readonly string[], isPublic: boolean, warnings: string[]): string[] {
  return given.filter((grant) => {
    if (grant === 'client_credentials' && isPublic)
      return keep(false, `${grant} left out: a public client has no credentials`, warnings);
    return keep(GRANTS.includes(grant), `${grant} left out: ${REMOVED[grant] ?? 'unknown here'}`, warnings);
  });
}

function redirectsOf(given: readonly string[], warnings: string[]): string[] {
  return given.filter((uri) => {
    const problem = checkRedirectUri(uri);
    const reason =
      problem === 'wildcard' ? 'wildcard; redirect URIs are compared exactly, so register each' : problem;
    return keep(problem === null, `redirect URI ${uri} left out: ${reason}`, warnings);
  });
}

function audiencesOf(given: readonly string[], warnings: string[]): string[] {
  return given.filter((id) =>
    keep(
      /^(https?|urn):\S+$/.test(id) && !id.includes('#'),
      `resource id ${id} left out: an audience is a URI`,
      warnings,
    ),
  );
}

function lifetimeOf(row: ClientDetails, column: keyof typeof MAX_SECONDS, warnings: string[]): number | null {
  const given = seconds(row[column]);
  const most = MAX_SECONDS[column];
  // Zero and less meant "never expires".
  if (given === null || (given >= 1 && given <= most)) return given;
  warnings.push(`${column} ${given} became ${most}: ${most / DAY} days are the longest`);
  return most;
}

function approvesAll(given: readonly string[], scopes: readonly string[], warnings: string[]): boolean {
  if (given.length === 0 || given.join() === 'false') return false;
  if (given.includes('true') || scopes.every((scope) => given.includes(scope))) return true;
  warnings.push('autoapprove of single scopes left out: users are asked once for all of them');
  return false;
}

function nameOf(information: unknown): string | undefined {
  try {
    const parsed = (typeof information === 'string' ? JSON.parse(information) : information) as Record<
      string,
      unknown
    >;
    const name = parsed?.['client_name'] ?? parsed?.['name'];
    return typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 200) : undefined;
  } catch {
    return undefined;
  }
}

function keep(kept: boolean, warning: string, warnings: string[]): boolean {
  if (!kept) warnings.push(warning);
  return kept;
}

function text(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString();
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}

function seconds(value: unknown): number | null {
  const written = text(value);
  return /^-?\d+$/.test(written) ? Number(written) : null;
}

/** Spring separates by commas. */
function list(value: unknown): string[] {
  const items = Array.isArray(value) ? value.map(text) : text(value).split(',');
  return [...new Set(items.map((item) => item.trim()).filter((item) => item !== ''))];
}
