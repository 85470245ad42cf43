import { isAudience } from '../primitives/audience.js';
import { isScopeToken } from '../primitives/scope.js';

/**
 * What the exchange is for (RFC 8693 section 1.1):
 * - `delegation`: the new token says who acts for the user, in `act`
 * - `impersonation`: it does not, so that the target sees the user alone
 */
export type ExchangeKind = 'delegation' | 'impersonation';

/** One permission to exchange tokens. What no rule allows is refused. */
export interface ExchangeRule {
  /** Id of the client that may exchange; confidential, and registered for the grant. */
  readonly client: string;
  readonly kind: ExchangeKind;
  /** Audience of the new token. */
  readonly targetAudience: string;
  /**
   * Audience that the subject token must have. Without it, the token must have been issued to the client itself, or for
   * an API that the client stands for (one of its audiences, with the permission to introspect).
   */
  readonly subjectAudience?: string;
  /** The new token has none but these. Default: all that the subject token and the client have in common. */
  readonly scopes?: readonly string[];
}

const NAMES = ['client', 'kind', 'targetAudience', 'subjectAudience', 'scopes'];

/** @returns what is wrong with a rule and what to write instead, as the end of a sentence that names the rule */
export function ruleProblem(rule: unknown): string | undefined {
  if (typeof rule !== 'object' || rule === null)
    return 'is no object. Write { client, kind, targetAudience }.';
  const { client, kind, targetAudience, subjectAudience, scopes } = rule as Record<string, unknown>;
  const unknown = Object.keys(rule).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) return `has an unknown "${unknown}". Known are ${NAMES.join(', ')}.`;
  if (typeof client !== 'string' || client === '') return 'has no "client". Write the id of one.';
  if (kind !== 'delegation' && kind !== 'impersonation') {
    return `has the kind ${JSON.stringify(kind)}. Write "delegation" or "impersonation".`;
  }
  if (!isAudience(targetAudience))
    return 'has no URI as "targetAudience". Write the audience of the new token.';
  if (subjectAudience !== undefined && !isAudience(subjectAudience))
    return 'has no URI as "subjectAudience". Leave it out for tokens that are meant for the client.';
  if (scopes === undefined) return undefined;
  const areScopes = Array.isArray(scopes) && scopes.length > 0 && scopes.every((name) => isScope(name));
  return areScopes ? undefined : 'has no list of scopes as "scopes". Leave it out for no limit.';
}

function isScope(value: unknown): boolean {
  return typeof value === 'string' && isScopeToken(value);
}
