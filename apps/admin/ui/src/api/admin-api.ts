import { Problem } from './problem.js';
import type {
  AddSecretRequest,
  Client,
  ClientPage,
  CreateClientRequest,
  CreatedClient,
  NewSecret,
  Secret,
  Session,
  SignedOut,
} from './types.js';

let csrfToken = '';

/** Every call of the admin server's JSON API. Each throws `Problem` when the server refuses. */
export const adminApi = {
  async session(): Promise<Session> {
    const session = await call<Session>('GET', '/api/session');
    csrfToken = session.csrfToken ?? '';
    return session;
  },
  signOut: (): Promise<SignedOut> => call('POST', '/sign-out'),

  clients: ({ search, cursor }: { search?: string; cursor?: string }): Promise<ClientPage> => {
    const query = new URLSearchParams({ ...(search && { search }), ...(cursor && { cursor }) });
    return call('GET', `/api/clients?${query}`);
  },
  client: (clientId: string): Promise<Client> => call('GET', clientPath(clientId)),
  createClient: (body: CreateClientRequest): Promise<CreatedClient> => call('POST', '/api/clients', body),
  disableClient: (clientId: string): Promise<Client> => call('POST', `${clientPath(clientId)}/disable`),
  enableClient: (clientId: string): Promise<Client> => call('POST', `${clientPath(clientId)}/enable`),

  secrets: (clientId: string): Promise<Secret[]> => call('GET', `${clientPath(clientId)}/secrets`),
  addSecret: (clientId: string, body: AddSecretRequest): Promise<NewSecret> =>
    call('POST', `${clientPath(clientId)}/secrets`, body),
  disableSecret: (clientId: string, id: string): Promise<void> =>
    call('POST', `${clientPath(clientId)}/secrets/${encodeURIComponent(id)}/disable`),
};

/** Leaves for the authorization server and comes back to this address. */
export function goToSignIn(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?return_to=${encodeURIComponent(here)}`);
}

function clientPath(clientId: string): string {
  return `/api/clients/${encodeURIComponent(clientId)}`;
}

async function call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const response = await fetch(path, {
    method,
    headers: {
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(method !== 'GET' && { 'X-CSRF-Token': csrfToken }),
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
