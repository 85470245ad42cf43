/** Parameters by name; undefined leaves one out. */
export type Parameters = Record<string, string | undefined>;

/** Drops what is undefined. */
export function query(parameters: Parameters): URLSearchParams {
  return new URLSearchParams(
    Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
