import { Button, Group, NativeSelect, SimpleGrid, Skeleton, TextInput } from '@mantine/core';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { curlOf } from '../api/curl.js';
import type { CreateClientRequest } from '../api/types.js';
import { CopyButton } from '../shell/copy-button.js';
import { LeaveDialog } from '../shell/leave-dialog.js';
import { CLIENT_KINDS, KIND_SETTINGS, type ClientKind } from './client-kind.js';
import { defaultsAmong, useKnownScopes } from './known-scopes.js';
import { settingsOf, type SettingsDraft } from './settings-draft.js';
import { SettingsFormContext } from './settings-form.js';
import {
  AboutSection,
  AccessTokenSection,
  AddressSection,
  ConsentSection,
  GrantSection,
  KeySection,
  LooksSection,
  OtherTokenSection,
  ScopeSection,
  SecuritySection,
} from './settings-sections.js';
import { useClientCreation } from './use-client-creation.js';
import { useSettingsFormState } from './use-settings-form.js';

const WEB = KIND_SETTINGS.web;

/** As the API registers a client of which nothing but the name is said, but for the scopes. */
const NEW: SettingsDraft = {
  name: '',
  applicationType: 'web',
  description: '',
  owner: '',
  redirectUris: '',
  postLogoutRedirectUris: '',
  backchannelLogoutUri: '',
  backchannelLogoutSessionRequired: false,
  initiateLoginUri: '',
  logoUri: '',
  accent: '',
  uri: '',
  tosUri: '',
  policyUri: '',
  grantTypes: WEB.grantTypes!,
  scopes: [],
  audiences: '',
  tokenEndpointAuthMethod: WEB.tokenEndpointAuthMethod!,
  accessTokenFormat: 'jwt',
  accessTokenAlg: 'ES256',
  accessTokenSeconds: '',
  refreshTokenSeconds: '',
  refreshPolicy: 'rotate',
  idTokenAlg: 'RS256',
  idTokenSeconds: '',
  requirePkce: true,
  requirePushedAuthorizationRequests: false,
  dpopBoundAccessTokens: false,
  firstParty: false,
  mayIntrospect: false,
  jwks: '',
  jwksUri: '',
  authSigningAlg: null,
  strictAssertionAudience: false,
};

/** Every setting of a new client on one page, in the words of OAuth. */
export function ExpertClientForm(): ReactNode {
  const { t } = useTranslation();
  const { scopes, isComplete } = useKnownScopes();
  // What the form begins with decides what counts as unsaved, so it begins once that is known.
  return isComplete ? (
    <EverySetting scopes={defaultsAmong(scopes)} />
  ) : (
    <Skeleton height={480} aria-label={t('app.loading')} role="status" />
  );
}

function EverySetting({ scopes }: { scopes: readonly string[] }): ReactNode {
  const { t } = useTranslation();
  const [initial] = useState<SettingsDraft>({ ...NEW, scopes: [...scopes] });
  const formElement = useRef<HTMLFormElement>(null);
  const form = useSettingsFormState(initial);
  const creation = useClientCreation();
  const [clientId, setClientId] = useState('');
  const body = {
    ...settingsOf(form.draft),
    ...(clientId.trim() && { clientId: clientId.trim() }),
  } as CreateClientRequest;

  const focusOnProblem = (): void => {
    requestAnimationFrame(() =>
      formElement.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
    );
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!form.checkAll()) return focusOnProblem();
    try {
      await creation.create(body);
    } catch (problem) {
      form.refuse(problem);
      focusOnProblem();
    }
  };

  return (
    <SettingsFormContext value={form}>
      {creation.problem}
      <form ref={formElement} noValidate onSubmit={(event) => void submit(event)}>
        <section className="card">
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <NativeSelect
              label={t('newClient.preset')}
              description={t('newClient.presetHint')}
              data={CLIENT_KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}.title`) }))}
              value={form.draft.applicationType ?? 'web'}
              onChange={({ currentTarget }) =>
                form.set(KIND_SETTINGS[currentTarget.value as ClientKind] as Partial<SettingsDraft>)
              }
            />
            <TextInput
              label={t('newClient.clientId')}
              description={t('newClient.clientIdHint')}
              maxLength={200}
              spellCheck={false}
              autoComplete="off"
              classNames={{ input: 'mono' }}
              value={clientId}
              onChange={({ currentTarget }) => setClientId(currentTarget.value)}
            />
          </SimpleGrid>
        </section>
        <AboutSection />
        <AddressSection />
        <KeySection withNone />
        <GrantSection />
        <ScopeSection />
        <ConsentSection />
        <AccessTokenSection />
        <OtherTokenSection />
        <SecuritySection />
        <LooksSection />
        <Group mt="xl">
          <Button type="submit" loading={creation.busy}>
            {t('newClient.create')}
          </Button>
          <Button component={Link} to="/clients" variant="default">
            {t('app.cancel')}
          </Button>
          <CopyButton
            size="sm"
            value={curlOf({ method: 'post', address: '/api/clients', body }, window.location.origin)}
          >
            {t('app.copyCurl')}
          </CopyButton>
        </Group>
      </form>
      {creation.panel}
      <LeaveDialog unsaved={form.draft !== initial && !creation.busy && !creation.isDone} />
    </SettingsFormContext>
  );
}
