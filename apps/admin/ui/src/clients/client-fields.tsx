import { Stack, Switch, TextInput, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asksApis, type ClientDraft, type DraftProblems } from './client-draft.js';
import classes from './client-fields.module.css';
import { hasRedirects, signsUsersIn } from './client-kind.js';
import { useKnownScopes } from './known-scopes.js';
import { KindCards } from './kind-cards.js';
import { problemLines } from './problem-lines.js';
import { ScopeList } from './scope-list.js';
import { UnknownScopes } from './unknown-scopes.js';

interface ClientFieldsProps {
  readonly draft: ClientDraft;
  readonly problems: DraftProblems;
  readonly onChange: (part: Partial<ClientDraft>) => void;
  /** The field was left: a good moment to check it. */
  readonly onBlur: (field: keyof ClientDraft) => void;
}

/** The fields of a new client; which ones there are depends on its kind. */
export function ClientFields({ draft, problems, onChange, onBlur }: ClientFieldsProps): ReactNode {
  const { t } = useTranslation();
  const users = signsUsersIn(draft.kind);
  const api = draft.kind === 'api';
  const { scopes: known } = useKnownScopes();

  const audiences = (
    <Textarea
      label={t(api ? 'newClient.apiAddress' : 'newClient.audiences')}
      description={
        <>
          {t(api ? 'newClient.apiAddressHint' : 'newClient.audiencesHint')}
          {!api && asksApis(draft, known) && !draft.audiences.trim() && (
            <span className={classes.warning}>{t('newClient.audiencesNeeded')}</span>
          )}
        </>
      }
      error={problemLines(problems.audiences, t('newClient.apiAddressMissing'), t)}
      withAsterisk={api}
      required={api}
      autosize
      minRows={2}
      spellCheck={false}
      classNames={{ input: 'mono' }}
      value={draft.audiences}
      onChange={({ currentTarget }) => onChange({ audiences: currentTarget.value })}
      onBlur={() => onBlur('audiences')}
    />
  );

  return (
    <>
      <KindCards value={draft.kind} onChange={(kind) => onChange({ kind })} />
      <TextInput
        label={t('newClient.name')}
        description={t('newClient.nameHint')}
        error={problemLines(problems.name, t('newClient.nameMissing'), t)}
        required
        maxLength={200}
        autoComplete="off"
        value={draft.name}
        onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
      />
      {hasRedirects(draft.kind) && (
        <Textarea
          label={t('newClient.redirectUris')}
          description={t('newClient.redirectUrisHint')}
          error={problemLines(problems.redirectUris, t('newClient.redirectUrisMissing'), t)}
          placeholder="https://wiki.acme.example/callback"
          required
          autosize
          minRows={2}
          spellCheck={false}
          classNames={{ input: 'mono' }}
          value={draft.redirectUris}
          onChange={({ currentTarget }) => onChange({ redirectUris: currentTarget.value })}
          onBlur={() => onBlur('redirectUris')}
        />
      )}
      {api && audiences}
      {users && (
        <ScopeList
          label={t('newClient.scopes')}
          chosen={draft.scopes}
          onChange={(scopes) => onChange({ scopes })}
        />
      )}
      {!api && (
        <div>
          <TextInput
            label={t('newClient.ownScopes')}
            description={t('newClient.ownScopesHint')}
            error={problemLines(problems.ownScopes, t('newClient.nameMissing'), t)}
            spellCheck={false}
            autoComplete="off"
            classNames={{ input: 'mono' }}
            value={draft.ownScopes}
            onChange={({ currentTarget }) => onChange({ ownScopes: currentTarget.value })}
            onBlur={() => onBlur('ownScopes')}
          />
          <UnknownScopes written={draft.ownScopes} />
        </div>
      )}
      {!api && audiences}
      {users && (
        <Switch
          label={t('newClient.thirdParty')}
          description={t('newClient.thirdPartyHint')}
          checked={draft.thirdParty}
          onChange={({ currentTarget }) => onChange({ thirdParty: currentTarget.checked })}
        />
      )}
      <details className={classes.more} open={problems.clientId ? true : undefined}>
        <summary className={classes.summary}>{t('newClient.more')}</summary>
        <Stack gap="lg" pt="md">
          <TextInput
            label={t('newClient.clientId')}
            description={t('newClient.clientIdHint')}
            error={problemLines(problems.clientId, '', t)}
            maxLength={200}
            spellCheck={false}
            autoComplete="off"
            classNames={{ input: 'mono' }}
            value={draft.clientId}
            onChange={({ currentTarget }) => onChange({ clientId: currentTarget.value })}
          />
        </Stack>
      </details>
    </>
  );
}
