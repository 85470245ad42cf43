/** One call of the API, as `call()` makes it. */
export interface ApiCall {
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** From `addressOf()`. */
  readonly address: string;
  readonly body?: unknown;
  readonly ifMatch?: number | undefined;
}

/**
 * The same call for a shell. The token stands there as a variable: this page has none.
 *
 * @param origin of the API
 */
export function curlOf({ method, address, body, ifMatch }: ApiCall, origin: string): string {
  return [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${quoted(origin + address)}`,
    '-H "Authorization: Bearer $TOKEN"',
    ...(ifMatch === undefined ? [] : [`-H ${quoted(`If-Match: "${ifMatch}"`)}`]),
    ...(body === undefined
      ? []
      : [`-H ${quoted('Content-Type: application/json')}`, `-d ${quoted(JSON.stringify(body))}`]),
  ].join(' \\\n  ');
}

/** For a POSIX shell: nothing within single quotes means anything but their end. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
