import { Checkbox, Stack, Switch, Text, TextInput, Textarea } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientDraft, DraftProblem, DraftProblems } from './client-draft.js';
import { signsUsersIn } from './client-kind.js';
import { KindCards } from './kind-cards.js';
import classes from './client-fields.module.css';

const USER_SCOPES = ['openid', 'profile', 'email', 'offline_access'] as const;

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

  const audiences = (
    <Textarea
      label={t(api ? 'newClient.apiAddress' : 'newClient.audiences')}
      description={t(api ? 'newClient.apiAddressHint' : 'newClient.audiencesHint')}
      error={errorOf(problems.audiences, 'newClient.apiAddressMissing', t)}
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
        error={errorOf(problems.name, 'newClient.nameMissing', t)}
        required
        maxLength={200}
        autoComplete="off"
        value={draft.name}
        onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
      />
      {users && (
        <Textarea
          label={t('newClient.redirectUris')}
          description={t('newClient.redirectUrisHint')}
          error={errorOf(problems.redirectUris, 'newClient.redirectUrisMissing', t)}
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
        <fieldset className={classes.group}>
          <legend className={classes.legend}>{t('newClient.scopes')}</legend>
          <Stack gap="sm">
            {USER_SCOPES.map((scope) => (
              <Checkbox
                key={scope}
                name="scope"
                value={scope}
                label={
                  <>
                    {t(`scopes.${scope}.title`)}{' '}
                    <Text span size="xs" c="dimmed" className="mono">
                      {scope}
                    </Text>
                  </>
                }
                description={t(`scopes.${scope}.text`)}
                checked={draft.scopes.includes(scope)}
                onChange={({ currentTarget }) =>
                  onChange({ scopes: toggled(draft.scopes, scope, currentTarget.checked) })
                }
              />
            ))}
          </Stack>
        </fieldset>
      )}
      {!api && (
        <TextInput
          label={t('newClient.ownScopes')}
          description={t('newClient.ownScopesHint')}
          error={errorOf(problems.ownScopes, 'newClient.nameMissing', t)}
          spellCheck={false}
          autoComplete="off"
          classNames={{ input: 'mono' }}
          value={draft.ownScopes}
          onChange={({ currentTarget }) => onChange({ ownScopes: currentTarget.value })}
          onBlur={() => onBlur('ownScopes')}
        />
      )}
      {users && (
        <Switch
          label={t('newClient.thirdParty')}
          description={t('newClient.thirdPartyHint')}
          checked={draft.thirdParty}
          onChange={({ currentTarget }) => onChange({ thirdParty: currentTarget.checked })}
        />
      )}
      <details className={classes.more} open={problems.audiences && !api ? true : undefined}>
        <summary className={classes.summary}>{t('newClient.more')}</summary>
        <Stack gap="lg" pt="md">
          {!api && audiences}
          {!api && (
            <fieldset className={classes.group}>
              <legend className={classes.legend}>{t('newClient.format')}</legend>
              <Stack gap="xs">
                {(['jwt', 'opaque'] as const).map((format) => (
                  <label key={format} className={classes.choice}>
                    <input
                      type="radio"
                      name="format"
                      value={format}
                      checked={draft.accessTokenFormat === format}
                      onChange={() => onChange({ accessTokenFormat: format })}
                    />
                    {t(format === 'jwt' ? 'newClient.formatJwt' : 'newClient.formatOpaque')}
                  </label>
                ))}
              </Stack>
            </fieldset>
          )}
          <TextInput
            label={t('newClient.clientId')}
            description={t('newClient.clientIdHint')}
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

type MissingKey = 'newClient.nameMissing' | 'newClient.redirectUrisMissing' | 'newClient.apiAddressMissing';

/** One sentence per problem, each on a line of its own. */
function errorOf(
  problems: readonly DraftProblem[] | undefined,
  missing: MissingKey,
  t: TFunction,
): ReactNode {
  if (!problems?.length) return undefined;
  return problems.map((problem, index) => (
    <span key={index} className={classes.problem}>
      {sentence(problem, missing, t)}
    </span>
  ));
}

function sentence(problem: DraftProblem, missing: MissingKey, t: TFunction): string {
  switch (problem.reason) {
    case 'missing':
      return t(missing);
    case 'redirect-uri':
      return t('redirect.line', { line: problem.line, reason: t(`redirect.${problem.problem}`) });
    case 'address':
      return t('newClient.addressInvalid', { line: problem.line });
    case 'scope':
      return t('newClient.ownScopesInvalid', { scope: problem.scope });
  }
}

function toggled(list: readonly string[], item: string, on: boolean): readonly string[] {
  return on ? [...list, item] : list.filter((other) => other !== item);
}
