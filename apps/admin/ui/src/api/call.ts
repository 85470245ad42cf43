import { Problem } from './problem.js';
import type { paths } from './schema.js';

type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';
type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { responses: object } ? P : never;
}[keyof paths];

type ParametersOf<O> = O extends { parameters: infer P } ? P : never;
type PathOf<O> = ParametersOf<O> extends { path: infer V } ? { readonly path: V } : object;
type QueryOf<O> = ParametersOf<O> extends { query?: infer V } ? V : never;
type BodyOf<O> = O extends { requestBody: { content: { 'application/json': infer B } } }
  ? B
  : O extends { requestBody?: { content: { 'application/json': infer B } } }
    ? B
    : never;
type AnswerOf<O> = O extends { responses: infer R }
  ? {
      [S in keyof R]: S extends 200 | 201 | 202
        ? R[S] extends { content: { 'application/json': infer A } }
          ? A
          : void
        : S extends 204
          ? void
          : never;
    }[keyof R]
  : never;

type Options<O> = PathOf<O> & {
  readonly query?: QueryOf<O>;
  readonly body?: BodyOf<O>;
  /** The version that was read: the edit is refused when somebody else was faster. */
  readonly ifMatch?: number;
};

interface AnyOptions {
  readonly path?: Record<string, string>;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
  readonly ifMatch?: number;
}

let csrfToken = '';

/** @param token of GET /api/session; every unsafe call carries it */
export function setCsrfToken(token: string | null): void {
  csrfToken = token ?? '';
}

/**
 * One call of the admin server's JSON API, with the types of its description.
 *
 * @throws Problem when the server refuses or cannot be reached
 */
export function call<M extends Method, P extends PathsWith<M>>(
  method: M,
  path: P,
  ...[options]: object extends Options<paths[P][M]> ? [Options<paths[P][M]>?] : [Options<paths[P][M]>]
): Promise<AnswerOf<paths[P][M]>> {
  const { path: values, query, body, ifMatch } = (options ?? {}) as AnyOptions;
  return send(method.toUpperCase(), addressOf(path as string, values, query), body, ifMatch);
}

/** The address of a call, for a link or a download. */
export function addressOf(
  path: string,
  values: Record<string, string> = {},
  query: Record<string, unknown> = {},
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name]!));
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== '') parameters.append(name, String(each));
    }
  }
  return parameters.size > 0 ? `${filled}?${parameters}` : filled;
}

/** For what the description does not list: the way out of the session. */
export async function send<T>(method: string, address: string, body?: unknown, ifMatch?: number): Promise<T> {
  const response = await fetch(address, {
    method,
    headers: {
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(method !== 'GET' && { 'X-CSRF-Token': csrfToken }),
      ...(ifMatch !== undefined && { 'If-Match': `"${ifMatch}"` }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new Problem(0, {});
  });
  if (response.status === 401) {
    goToSignIn();
    // The page is being left; nothing that waits for this answer should show a problem meanwhile.
    return new Promise<never>(() => undefined);
  }
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(response.status, answer as object);
  return answer as T;
}

/** Leaves for the authorization server and comes back to this address. */
export function goToSignIn(): void {
  window.location.assign(signInAddress());
}

/** The same, but the person proves anew who they are: before an act that cannot be undone. */
export function goToStepUp(): void {
  window.location.assign(`${signInAddress()}&step_up=1`);
}

function signInAddress(): string {
  const here = window.location.pathname + window.location.search;
  return `/sign-in?return_to=${encodeURIComponent(here)}`;
}
