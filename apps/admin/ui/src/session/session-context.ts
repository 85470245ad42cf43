import { createContext, useContext } from 'react';
import type { Session } from '../api/types.js';

export const SessionContext = createContext<Session | null>(null);

/** Who is signed in; only below the session gate. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession() needs the session gate above it');
  return session;
}
