import type { Account } from '../accounts/account-store.js';
import type { Client } from '../clients/client.entity.js';
import type { Parameters } from '../primitives/parameters.js';
import type { Sources } from './claim-origins.js';

export const USERINFO_SOURCES: Sources = { sub: ['user', 'subject'] };

export function idTokenSources({ idTokenSeconds }: Client): Sources {
  return {
    iss: ['server', 'issuer'],
    sub: ['user', 'subject'],
    aud: ['client', 'clientId'],
    iat: ['protocol', null, 'varies'],
    exp:
      idTokenSeconds === null
        ? ['server', 'lifetimes.idToken', 'varies']
        : ['client', 'idTokenSeconds', 'varies'],
    auth_time: ['sign_in', null, 'varies'],
    acr: ['sign_in', null],
    amr: ['sign_in', null],
    sid: ['sign_in', null, 'varies'],
    at_hash: ['protocol', null, 'varies'],
  };
}

/** @param account null for a client that acts for itself */
export function accessTokenSources(client: Client, account: Account | null, form: Parameters): Sources {
  const isOwn = client.accessTokenSeconds !== null;
  const isPlain = client.audiences.length === 0;
  return {
    iss: ['server', 'issuer'],
    sub: account ? ['user', 'subject'] : ['client', 'clientId'],
    username: ['user', 'username'],
    aud:
      form['resource'] !== undefined
        ? ['request', 'resource']
        : isPlain
          ? ['server', 'issuer']
          : ['client', 'audiences'],
    client_id: ['client', 'clientId'],
    scope: form['scope'] !== undefined ? ['request', 'scope'] : ['client', 'scopes'],
    token_type: client.dpopBoundAccessTokens ? ['client', 'dpopBoundAccessTokens'] : ['protocol', null],
    active: ['protocol', null],
    iat: ['protocol', null, 'varies'],
    exp: isOwn ? ['client', 'accessTokenSeconds', 'varies'] : ['server', 'lifetimes.accessToken', 'varies'],
    jti: ['protocol', null, 'varies'],
    cnf: ['client', 'dpopBoundAccessTokens', 'varies'],
    auth_time: ['sign_in', null, 'varies'],
    acr: ['sign_in', null],
    grant_id: ['protocol', null, 'varies'],
  };
}
