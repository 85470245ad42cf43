import { Button, Group, PasswordInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Problem } from '../api/problem.js';
import { BackLink } from '../shell/back-link.js';
import { PageTitle } from '../shell/page-title.js';
import { useNotify } from '../shell/use-notify.js';
import { PasswordLinkDialog } from './password-link-dialog.js';
import type { CreatedUser } from './types.js';

type Way = 'link' | 'password';

export function NewUserPage(): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [username, setUsername] = useState('');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [way, setWay] = useState<Way>('link');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  // Kept in this component alone: a query cache, the history or a store would outlive the dialog.
  const [created, setCreated] = useState<CreatedUser | null>(null);
  const usernameMissing = username.trim() === '';
  const passwordMissing = way === 'password' && password === '';
  const problems = failure instanceof Problem ? failure.fields : [];
  const isRefused = (field: string): boolean => problems.some((problem) => problem.field === field);

  const show = async ({ user }: CreatedUser): Promise<void> => {
    notify.done(t('newUser.created', { name: user.name ?? user.username }));
    await navigate(`/users/${encodeURIComponent(user.subject)}`, { replace: true });
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setChecked(true);
    setFailure(null);
    if (usernameMissing || passwordMissing || busy) return;
    setBusy(true);
    try {
      const answer = await call('post', '/api/users', {
        body: {
          username: username.trim(),
          claims: { name: name.trim() || null, email: email.trim() || null },
          ...(way === 'password' && { password }),
        },
      });
      void queries.invalidateQueries({ queryKey: ['users'] });
      if (answer.link) setCreated(answer);
      else await show(answer);
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="page page-narrow">
      <BackLink to="/users">{t('user.back')}</BackLink>
      <PageTitle>{t('newUser.title')}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t('newUser.lead')}
      </Text>
      {failure !== null && <ProblemAlert problem={failure} />}
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="lg">
          <TextInput
            label={t('newUser.identifier')}
            description={t('newUser.identifierHint')}
            error={checked && usernameMissing ? t('newUser.identifierMissing') : undefined}
            required
            maxLength={255}
            autoComplete="off"
            spellCheck={false}
            value={username}
            onChange={({ currentTarget }) => setUsername(currentTarget.value)}
          />
          <TextInput
            label={t('user.claim.name')}
            maxLength={255}
            autoComplete="off"
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <TextInput
            type="email"
            label={t('user.claim.email')}
            error={isRefused('claims.email') && t('user.invalidEmail')}
            maxLength={254}
            autoComplete="off"
            value={email}
            onChange={({ currentTarget }) => setEmail(currentTarget.value)}
          />
          <Radio.Group label={t('newUser.how')} value={way} onChange={(value) => setWay(value as Way)}>
            <Stack gap="sm" mt="xs">
              <Radio value="link" label={t('newUser.byLink')} description={t('newUser.byLinkText')} />
              <Radio
                value="password"
                label={t('newUser.byPassword')}
                description={t('newUser.byPasswordText')}
              />
            </Stack>
          </Radio.Group>
          {way === 'password' && (
            <PasswordInput
              label={t('newUser.password')}
              description={t('newUser.passwordHint')}
              error={checked && passwordMissing ? t('newUser.passwordMissing') : undefined}
              required
              maxLength={1024}
              autoComplete="new-password"
              value={password}
              onChange={({ currentTarget }) => setPassword(currentTarget.value)}
            />
          )}
        </Stack>
        <Group mt="lg">
          <Button type="submit" loading={busy}>
            {t('newUser.create')}
          </Button>
          <Button component={Link} to="/users" variant="default">
            {t('app.cancel')}
          </Button>
        </Group>
      </form>
      {created?.link && (
        <PasswordLinkDialog
          link={created.link}
          name={created.user.name ?? created.user.username}
          onDone={() => {
            setCreated(null);
            void show(created);
          }}
        />
      )}
    </div>
  );
}
