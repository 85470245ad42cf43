import { createBrowserRouter } from 'react-router';
import { ClientPage } from './clients/client-page.js';
import { ClientsPage } from './clients/clients-page.js';
import { NewClientPage } from './clients/new-client-page.js';
import { SessionGate } from './session/session-gate.js';
import { SignedOutPage } from './session/signed-out-page.js';
import { CrashPage } from './shell/crash-page.js';
import { HomeRedirect } from './shell/home-redirect.js';
import { NotFoundPage } from './shell/not-found-page.js';

export const router = createBrowserRouter([
  { path: '/signed-out', element: <SignedOutPage /> },
  {
    element: <SessionGate />,
    errorElement: <CrashPage />,
    children: [
      { path: '/', element: <HomeRedirect /> },
      { path: '/clients', element: <ClientsPage /> },
      { path: '/clients/new', element: <NewClientPage /> },
      { path: '/clients/:clientId', element: <ClientPage /> },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
]);
