/** One property that an event gave another value. Values as text; undefined: there was none. */
export interface Change {
  readonly property: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What the `before` and `after` of an event's details say; nothing for an event that has neither. */
export function changesIn(data: Readonly<Record<string, unknown>>): Change[] {
  const [before, after] = [propertiesOf(data['before']), propertiesOf(data['after'])];
  const properties = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return properties.map((property) => ({
    property,
    before: textOf(before[property]),
    after: textOf(after[property]),
  }));
}

function propertiesOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    return value.length > 0 ? value.join('\n') : undefined;
  }
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
