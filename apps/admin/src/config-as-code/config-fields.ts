import { isDeepStrictEqual } from 'node:util';

/** Everything that is said about an item of the document but its id, nothing left out. */
export type ConfigFields = Readonly<Record<string, unknown>>;

/** As the document has it: what has its default is left out. */
export function withoutDefaults(fields: ConfigFields, defaults: ConfigFields): ConfigFields {
  return Object.fromEntries(namesOfChanges(defaults, fields).map((name) => [name, fields[name]]));
}

export function namesOfChanges(before: ConfigFields, after: ConfigFields): string[] {
  return Object.keys(after).filter((name) => !isDeepStrictEqual(before[name], after[name]));
}
