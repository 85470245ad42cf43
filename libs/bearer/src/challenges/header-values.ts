/** The part of an Express or Fastify request, or of Node's own, in which every header field is still to be seen. */
export interface RawRequest {
  /** Names and values in turn, as Node keeps them. */
  readonly rawHeaders?: readonly string[];
  /** Fastify: Node's request underneath. */
  readonly raw?: { readonly rawHeaders?: readonly string[] };
}

/**
 * Every value of a header, one entry per field as sent: `headers` of Node keeps only the first of several
 * `Authorization` fields and joins others with a comma.
 *
 * @param name in lower case
 */
export function headerValues(request: RawRequest, name: string): string[] {
  const raw = request.rawHeaders ?? request.raw?.rawHeaders ?? [];
  const values: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const field = raw[index]!;
    if (field.length === name.length && field.toLowerCase() === name) values.push(raw[index + 1]!);
  }
  return values;
}
