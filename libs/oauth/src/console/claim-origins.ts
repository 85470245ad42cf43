import type { Account } from '../accounts/account-store.js';
import { scopeOfClaim, STANDARD_CLAIMS } from '../accounts/standard-claims.js';
import type { Client } from '../clients/client.entity.js';

/** Who or what decides about a claim. */
export type ClaimOrigin =
  /** The specifications: every token has it, and each a value of its own. */
  | 'protocol'
  /** An option of the server. */
  | 'server'
  /** A setting of the client. */
  | 'client'
  /** An attribute of the user that nothing has to release. */
  | 'user'
  /** An attribute of the user, released by a scope. */
  | 'scope'
  /** How and when the user proved who they are. */
  | 'sign_in'
  /** A parameter of the request. */
  | 'request';

export interface PreviewedClaim {
  readonly name: string;
  readonly value: unknown;
  readonly origin: ClaimOrigin;
  /** The option, setting, attribute, scope or parameter. */
  readonly from: string | null;
  /** A made-up value: every token gets its own. */
  readonly varies: boolean;
}

/** Why a claim that somebody may look for is not there. */
export type AbsenceReason =
  /** The scope was granted, but the user has no value. */
  | 'no_value'
  /** The client may ask for the scope, and this request does not. */
  | 'scope_not_requested'
  /** The client may not ask for the scope. */
  | 'scope_not_registered'
  /** No scope releases it. */
  | 'no_scope'
  /** It is told at the userinfo endpoint. */
  | 'at_userinfo'
  /** The request has no such parameter. */
  | 'not_requested';

export interface AbsentClaim {
  readonly name: string;
  readonly reason: AbsenceReason;
  /** The scope that releases it. */
  readonly scope: string | null;
}

type Source = readonly [origin: ClaimOrigin, from: string | null, varies?: 'varies'];
export type Sources = Readonly<Record<string, Source>>;

/** Names where each claim comes from. A claim that nobody has named here yet comes from the user's attributes. */
export function withOrigins(claims: Readonly<Record<string, unknown>>, sources: Sources): PreviewedClaim[] {
  return Object.entries(claims).map(([name, value]) => {
    const [origin, from, varies] = sources[name] ?? releasedBy(name);
    return { name, value, origin, from, varies: varies !== undefined };
  });
}

function releasedBy(name: string): Source {
  const scope = scopeOfClaim(name);
  return scope === undefined ? ['user', name] : ['scope', scope];
}

/** What the userinfo endpoint could have said about this user to another request, client or user. */
export function absentFromUserinfo(
  account: Account,
  client: Client,
  scopes: readonly string[],
  released: readonly string[],
  present: Readonly<Record<string, unknown>>,
): AbsentClaim[] {
  const names = new Set([...released, ...Object.keys(account.claims), ...STANDARD_CLAIMS]);
  return [...names]
    .filter((name) => !Object.hasOwn(present, name))
    .flatMap((name): AbsentClaim[] => {
      const scope = scopeOfClaim(name) ?? null;
      const hasValue = ![undefined, null, ''].includes(account.claims[name] as undefined);
      if (scope === null) return hasValue ? [{ name, reason: 'no_scope', scope }] : [];
      if (scopes.includes(scope)) return [{ name, reason: 'no_value', scope }];
      if (!hasValue) return [];
      const reason = client.scopes.includes(scope) ? 'scope_not_requested' : 'scope_not_registered';
      return [{ name, reason, scope }];
    });
}

/** The user's claims, for a token that never has them. */
export function toldAtUserinfo(present: Readonly<Record<string, unknown>>): AbsentClaim[] {
  return Object.keys(present)
    .filter((name) => name !== 'sub')
    .map((name) => ({ name, reason: 'at_userinfo', scope: scopeOfClaim(name) ?? null }));
}
