import type { ReactNode } from 'react';
import { Navigate } from 'react-router';

/** There is no overview yet: the clients are home. */
export function HomeRedirect(): ReactNode {
  return <Navigate to="/clients" replace />;
}
