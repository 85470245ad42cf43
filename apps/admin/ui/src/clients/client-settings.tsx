import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf, call } from '../api/call.js';
import { curlOf } from '../api/curl.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Problem } from '../api/problem.js';
import type { Client } from '../api/types.js';
import { CopyButton } from '../shell/copy-button.js';
import { LeaveDialog } from '../shell/leave-dialog.js';
import { useNotify } from '../shell/use-notify.js';
import { ClashDialog } from './clash-dialog.js';
import classes from './client-fields.module.css';
import { changesOf, draftOf } from './settings-draft.js';
import { SettingsFormContext } from './settings-form.js';
import { useSettingsFormState } from './use-settings-form.js';

/** A form over part of a client's settings. What somebody else has changed meanwhile is never overwritten unseen. */
export function ClientSettings({ client, children }: { client: Client; children: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const formElement = useRef<HTMLFormElement>(null);
  // What the edit is based on; the page may show a newer version meanwhile.
  const [base, setBase] = useState(client);
  const [round, setRound] = useState(0);
  const [theirs, setTheirs] = useState<Client>();
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const before = draftOf(base);
  const form = useSettingsFormState(before);
  const changes = changesOf(before, form.draft);
  const unsaved = Object.keys(changes).length > 0;
  const path = { clientId: client.clientId };

  const startFrom = (current: Client): void => {
    setBase(current);
    form.reset(draftOf(current));
    setRound(round + 1);
  };

  const save = async (version: number): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const saved = await call('patch', '/api/clients/{clientId}', { path, body: changes, ifMatch: version });
      queries.setQueryData(['client', client.clientId], saved);
      void queries.invalidateQueries({ queryKey: ['clients'] });
      setTheirs(undefined);
      startFrom(saved);
      notify.done(t('settings.saved'));
    } catch (problem) {
      if (problem instanceof Problem && problem.error === 'stale_version') {
        setTheirs(await call('get', '/api/clients/{clientId}', { path }).catch(() => undefined));
      } else {
        form.refuse(problem);
        setTheirs(undefined);
      }
      setFailure(problem);
      focusOnProblem();
    } finally {
      setBusy(false);
    }
  };

  const focusOnProblem = (): void => {
    requestAnimationFrame(() =>
      formElement.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
    );
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy || !unsaved) return;
    if (form.checkAll()) void save(base.version);
    else focusOnProblem();
  };

  return (
    <SettingsFormContext value={form}>
      <form ref={formElement} noValidate onSubmit={submit}>
        {failure !== null && !theirs && <ProblemAlert problem={failure} />}
        {/* Fields that keep what was typed start anew with the draft. */}
        <div key={round}>{children}</div>
        <div className={classes.footer}>
          <Text size="sm" c="dimmed" role="status">
            {unsaved ? t('settings.unsaved', { count: Object.keys(changes).length }) : ''}
          </Text>
          <Group gap="xs">
            {unsaved && (
              <>
                <CopyButton
                  size="sm"
                  value={curlOf(
                    {
                      method: 'patch',
                      address: addressOf('/api/clients/{clientId}', path),
                      body: changes,
                      ifMatch: base.version,
                    },
                    window.location.origin,
                  )}
                >
                  {t('app.copyCurl')}
                </CopyButton>
                <Button variant="default" onClick={() => startFrom(base)}>
                  {t('settings.discard')}
                </Button>
              </>
            )}
            <Button type="submit" loading={busy} disabled={!unsaved}>
              {t('settings.save')}
            </Button>
          </Group>
        </div>
      </form>
      {theirs && (
        <ClashDialog
          base={base}
          theirs={theirs}
          mine={changes}
          busy={busy}
          onMine={() => save(theirs.version)}
          onTheirs={() => {
            queries.setQueryData(['client', client.clientId], theirs);
            startFrom(theirs);
            setFailure(null);
            setTheirs(undefined);
          }}
          onClose={() => setTheirs(undefined)}
        />
      )}
      <LeaveDialog unsaved={unsaved && !busy} />
    </SettingsFormContext>
  );
}
