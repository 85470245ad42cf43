import { Button, Checkbox, Group, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import { problemText } from '../api/problem-alert.js';
import { useSession } from '../session/session-context.js';
import { ConfirmDialog } from '../shell/confirm-dialog.js';
import { useNotify } from '../shell/use-notify.js';
import { PasswordLinkDialog } from './password-link-dialog.js';
import type { PasswordLink, User } from './types.js';

type Question = 'sign-out' | 'disable';

/** What ends somebody's access, and how they get it back. */
export function UserDangerZone({ user }: { user: User }): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const session = useSession();
  const [question, setQuestion] = useState<Question | null>(null);
  const [everything, setEverything] = useState(false);
  // Kept in this component alone: a query cache would outlive the dialog.
  const [link, setLink] = useState<PasswordLink | null>(null);
  const { subject, disabledAt } = user;
  const name = user.name ?? user.username;
  const path = { subject };
  const isOwn = subject === session.subject;

  const reload = (): void => {
    for (const key of ['user', 'user-sessions', 'user-apps']) {
      void queries.invalidateQueries({ queryKey: [key, subject] });
    }
    void queries.invalidateQueries({ queryKey: ['users'] });
  };
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (problem) {
      notify.failed(problemText(problem, t));
    }
  };
  const enable = async (): Promise<void> => {
    await call('post', '/api/users/{subject}/enable', { path });
    reload();
    notify.done(t('user.userEnabled', { name }));
  };

  return (
    <section className="card" aria-labelledby="danger">
      <Title order={2} size="h4" id="danger" mb="md">
        {t('user.danger')}
      </Title>
      <Stack gap="lg">
        {!user.protected && disabledAt === null && (
          <Act title={t('user.link')} text={t('user.linkText')}>
            <Button
              variant="default"
              onClick={() =>
                void attempt(async () =>
                  setLink(await call('post', '/api/users/{subject}/password-link', { path })),
                )
              }
            >
              {t('user.createLink')}
            </Button>
          </Act>
        )}
        <Act title={t('user.signOut')} text={t('user.signOutText')}>
          <Button color="red" variant="outline" onClick={() => setQuestion('sign-out')}>
            {t('user.signOut')}
          </Button>
        </Act>
        {!user.protected && (
          <Act
            title={t(disabledAt === null ? 'user.disable' : 'user.enable')}
            text={t(isOwn ? 'user.ownAccount' : disabledAt === null ? 'user.disableText' : 'user.enableText')}
          >
            {disabledAt === null ? (
              <Button color="red" variant="outline" disabled={isOwn} onClick={() => setQuestion('disable')}>
                {t('user.disable')}
              </Button>
            ) : (
              <Button variant="default" onClick={() => void attempt(enable)}>
                {t('user.enable')}
              </Button>
            )}
          </Act>
        )}
      </Stack>
      {question === 'sign-out' && (
        <ConfirmDialog
          title={t('user.signOutTitle', { name })}
          text={t('user.signOutQuestion')}
          action={t('user.signOut')}
          onConfirm={async () => {
            const ended = await call('post', '/api/users/{subject}/sign-out', { path, body: { everything } });
            reload();
            notify.done(t('user.signedOut', ended));
          }}
          onClose={() => setQuestion(null)}
        >
          <Checkbox
            mb="lg"
            label={t('user.signOutEverything')}
            checked={everything}
            onChange={({ currentTarget }) => setEverything(currentTarget.checked)}
          />
        </ConfirmDialog>
      )}
      {question === 'disable' && (
        <ConfirmDialog
          title={t('user.disableTitle', { name })}
          text={t('user.disableText')}
          action={t('user.disable')}
          onConfirm={async () => {
            await call('post', '/api/users/{subject}/disable', { path });
            reload();
            notify.done(t('user.userDisabled', { name }));
          }}
          onClose={() => setQuestion(null)}
        />
      )}
      {link && <PasswordLinkDialog link={link} name={name} onDone={() => setLink(null)} />}
    </section>
  );
}

function Act({ title, text, children }: { title: string; text: string; children: ReactNode }): ReactNode {
  return (
    <Group justify="space-between" gap="md">
      <div>
        <Text fw={550}>{title}</Text>
        <Text size="sm" c="dimmed" maw="34rem">
          {text}
        </Text>
      </div>
      {children}
    </Group>
  );
}
