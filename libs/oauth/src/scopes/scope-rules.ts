import { standardScopes } from '../pages/messages/standard-scopes.js';
import { isAudience } from '../primitives/audience.js';
import { isScopeToken } from '../primitives/scope.js';
import { isMisleading } from '../primitives/visible-text.js';
import { isClaimName, isProtocolClaim } from './claim-names.js';
import type { Resource } from './resource.entity.js';
import type { LocalText, Scope } from './scope.entity.js';

/** What somebody decides about a scope. */
export type ScopeSettings = Pick<Scope, 'title' | 'description' | 'claims' | 'sensitive' | 'isDefault'>;

/** What somebody decides about a resource. */
export type ResourceSettings = Pick<Resource, 'audience' | 'name' | 'description' | 'scopes'>;

export interface ScopeProblem {
  readonly field: string;
  readonly message: string;
}

/** A scope or a resource that cannot be stored; `problems` names each field. */
export class InvalidDefinition extends Error {
  constructor(readonly problems: readonly ScopeProblem[]) {
    super(problems.map(({ field, message }) => `${field}: ${message}`).join(' '));
  }
}

/** Longer than any sensible line of the consent page. Characters. */
export const MAX_TITLE = 100;
export const MAX_DESCRIPTION = 300;
export const MAX_AUDIENCE = 500;
const MAX_CLAIMS = 50;
const MAX_RESOURCE_SCOPES = 100;

type Findings = readonly (ScopeProblem | false)[];

/** @throws InvalidDefinition naming everything that is wrong, not only the first thing */
export function checkScope(name: string, settings: ScopeSettings): void {
  const { title, description, claims } = settings;
  refuse([
    !isScopeToken(name) && {
      field: 'name',
      message: 'Write printable ASCII without spaces, quotes and backslashes, at most 128 characters.',
    },
    (standardScopes as readonly string[]).includes(name) && {
      field: 'name',
      message: 'This is a scope of OpenID Connect, which is built in.',
    },
    title.en.trim() === '' && { field: 'title.en', message: 'Write the line of the consent page.' },
    ...textProblems('title', title, MAX_TITLE),
    ...textProblems('description', description, MAX_DESCRIPTION),
    claims.length > MAX_CLAIMS && { field: 'claims', message: `At most ${MAX_CLAIMS} claims.` },
    !claims.every(isClaimName) && {
      field: 'claims',
      message: 'The name of a claim begins with a letter and has no spaces, such as department.',
    },
    claims.some(isProtocolClaim) && {
      field: 'claims',
      message: `${claims.find(isProtocolClaim)} belongs to the protocol itself.`,
    },
  ]);
}

/** @throws InvalidDefinition */
export function checkResource({ audience, name, description, scopes }: ResourceSettings): void {
  refuse([
    (!isAudience(audience) || audience.length > MAX_AUDIENCE) && {
      field: 'audience',
      message: `Write an https, http or urn URI without fragment, at most ${MAX_AUDIENCE} characters.`,
    },
    (name.trim() === '' || name.length > MAX_TITLE || isMisleading(name)) && {
      field: 'name',
      message: `Write a name of 1 to ${MAX_TITLE} characters on one line.`,
    },
    (description.length > MAX_DESCRIPTION || isMisleading(description)) && {
      field: 'description',
      message: `Write at most ${MAX_DESCRIPTION} characters on one line.`,
    },
    (scopes.length > MAX_RESOURCE_SCOPES || !scopes.every(isScopeToken)) && {
      field: 'scopes',
      message: `Choose at most ${MAX_RESOURCE_SCOPES} scopes.`,
    },
  ]);
}

function textProblems(field: string, text: LocalText, most: number): Findings {
  return Object.entries(text).map(
    ([language, value]) =>
      (value.length > most || isMisleading(value)) && {
        field: `${field}.${language}`,
        message: `Write at most ${most} characters on one line.`,
      },
  );
}

function refuse(findings: Findings): void {
  const problems = findings.filter((finding) => finding !== false);
  if (problems.length > 0) throw new InvalidDefinition(problems);
}
