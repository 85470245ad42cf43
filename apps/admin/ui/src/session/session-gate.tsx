import { Center, Container, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call, setCsrfToken } from '../api/call.js';
import type { Session } from '../api/types.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Shell } from '../shell/shell.js';
import { SessionContext } from './session-context.js';

/** Shows the app to somebody who is signed in; the API client sends everybody else to sign in. */
export function SessionGate(): ReactNode {
  const { t } = useTranslation();
  const session = useQuery({ queryKey: ['session'], queryFn: readSession, staleTime: Infinity });
  if (session.data) {
    return (
      <SessionContext value={session.data}>
        <Shell />
      </SessionContext>
    );
  }
  return (
    <Container component="main" size="sm" pt="20vh">
      {session.isError ? (
        <ProblemAlert problem={session.error} onRetry={() => void session.refetch()} />
      ) : (
        <Center role="status" aria-label={t('app.loading')}>
          <Loader />
        </Center>
      )}
    </Container>
  );
}

async function readSession(): Promise<Session> {
  const session = await call('get', '/api/session');
  setCsrfToken(session.csrfToken);
  return session;
}
