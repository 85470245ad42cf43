/** Only what changed, so that a reader of the audit log sees it at a glance. */
export function changesBetween<T extends object>(before: T, after: T): { before: object; after: object } {
  const changed = (Object.keys(after) as (keyof T)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const pick = (values: T): object => Object.fromEntries(changed.map((name) => [name, values[name]]));
  return { before: pick(before), after: pick(after) };
}
