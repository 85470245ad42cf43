import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { ADMIN_ROLES } from '../../../src/access/roles.js';
import type { Member, Role } from './types.js';

/** What is about to be decided about a member. */
export interface RoleDraft {
  readonly role: Role;
  /** For a client manager; null: no limit. */
  readonly clients: readonly string[] | null;
}

/** As the API takes it: only a client manager is limited. */
export function requestOf({ role, clients }: RoleDraft): { role: Role; clients: string[] | null } {
  return { role, clients: role === 'client_manager' && clients ? [...clients] : null };
}

export function differs(draft: RoleDraft, { role, clients }: Pick<Member, 'role' | 'clients'>): boolean {
  const wanted = requestOf(draft);
  const sorted = (list: readonly string[] | null): string => JSON.stringify(list && [...list].sort());
  return wanted.role !== role || sorted(wanted.clients) !== sorted(clients);
}

/**
 * A draft that lives in the address: whoever is sent to prove that it is them comes back to the form as they left it.
 *
 * @param initial what counts as long as the address says nothing
 */
export function useRoleDraft(initial: RoleDraft): [RoleDraft, (draft: RoleDraft) => void] {
  const [parameters, setParameters] = useSearchParams();
  const named = ADMIN_ROLES.find((role) => role === parameters.get('role'));
  const addressed: RoleDraft = named
    ? { role: named, clients: parameters.has('limited') ? parameters.getAll('client') : null }
    : initial;
  // The address follows a moment later, and a form must answer at once.
  const [chosen, setChosen] = useState<RoleDraft | null>(null);
  useEffect(() => setChosen(null), [parameters]);
  const change = ({ role, clients }: RoleDraft): void => {
    setChosen({ role, clients });
    const next = new URLSearchParams(parameters);
    for (const name of ['role', 'limited', 'client']) next.delete(name);
    next.set('role', role);
    if (clients) next.set('limited', '1');
    for (const clientId of clients ?? []) next.append('client', clientId);
    setParameters(next, { replace: true });
  };
  return [chosen ?? addressed, change];
}
