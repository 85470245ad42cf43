import { createBrowserRouter } from 'react-router';
import { PAGES } from './page-list.js';
import { SessionGate } from './session/session-gate.js';
import { SignedOutPage } from './session/signed-out-page.js';
import { CrashPage } from './shell/crash-page.js';
import { NotFoundPage } from './shell/not-found-page.js';
import { PageGate } from './shell/page-gate.js';

export const router = createBrowserRouter([
  { path: '/signed-out', element: <SignedOutPage /> },
  {
    element: <SessionGate />,
    errorElement: <CrashPage />,
    children: [
      ...PAGES.map(({ path, element, needs }) => ({
        path,
        element: <PageGate needs={needs}>{element}</PageGate>,
      })),
      { path: '*', element: <NotFoundPage /> },
    ],
  },
]);
