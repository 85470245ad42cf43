import type { Actor } from '@portcullis/oauth';
import { namesOfChanges, type ConfigFields } from './config-fields.js';
import type { ConfigProblem } from './config-problem.js';

export const NOUNS = ['scope', 'resource', 'client'] as const;
export type ConfigNoun = (typeof NOUNS)[number];
export const CHANGE_KINDS = ['create', 'update', 'delete'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What has to be done about one item, and what a reader of the plan is told. */
export interface ConfigChange {
  readonly noun: ConfigNoun;
  readonly kind: ChangeKind;
  /** The name of a scope, the audience of a resource, the id of a client. */
  readonly id: string;
  /** One for each field that changes. */
  readonly lines: readonly string[];
  /**
   * Makes it true, as one unit with its audit event.
   *
   * @param withSecret a new confidential client gets a secret
   * @returns that secret, this once
   */
  apply(actor: Actor, withSecret: boolean): Promise<string | null>;
}

/** What an import would do about one section of the document. */
export interface SectionPlan {
  /** What is to be created and updated. */
  readonly changes: readonly ConfigChange[];
  /** What is there and not in the document, when that is to go. */
  readonly removals: readonly ConfigChange[];
  readonly problems: readonly ConfigProblem[];
}

export const NOTHING_TO_DO: SectionPlan = { changes: [], removals: [], problems: [] };

interface Fields {
  /** Null: it is not there yet. */
  readonly before: ConfigFields | null;
  readonly after: ConfigFields;
  readonly defaults: ConfigFields;
}

/** One line for each field that changes. */
export function linesOf({ before, after, defaults }: Fields): string[] {
  return namesOfChanges(before ?? defaults, after).map((name) =>
    before ? `${name}: ${json(before[name])} → ${json(after[name])}` : `${name}: ${json(after[name])}`,
  );
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
