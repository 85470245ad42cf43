/** The names of options that have a value, with a point for a part, such as `lifetimes` and `lifetimes.code`. */
export function givenOptions(options: object): ReadonlySet<string> {
  return new Set(namesIn(options, ''));
}

function namesIn(values: object, prefix: string): string[] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .flatMap(([key, value]) => {
      const isStructure = typeof value === 'object' && value !== null && !Array.isArray(value);
      const name = `${prefix}${key}`;
      return isStructure ? [name, ...namesIn(value as object, `${name}.`)] : [name];
    });
}
