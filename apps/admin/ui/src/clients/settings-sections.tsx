import { Skeleton, Checkbox, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './client-fields.module.css';
import { CLIENT_KINDS } from './client-kind.js';
import { NAMED_GRANTS, useGrantNames } from './grant-names.js';
import { useKnownScopes } from './known-scopes.js';
import { problemLines } from './problem-lines.js';
import { ScopeList } from './scope-list.js';
import { ChoiceField, LinesField, SwitchField, TextField } from './settings-fields.js';
import { useSettingsForm } from './settings-form.js';
import { UnknownScopes } from './unknown-scopes.js';

function Section({
  title,
  text,
  children,
}: {
  title: string;
  text?: string;
  children: ReactNode;
}): ReactNode {
  return (
    <section className="card">
      <Title order={2} size="h4" mb={text ? 4 : 'md'}>
        {title}
      </Title>
      {text && (
        <Text size="sm" c="dimmed" mb="md">
          {text}
        </Text>
      )}
      <Stack gap="lg">{children}</Stack>
    </section>
  );
}

export function AboutSection(): ReactNode {
  const { t } = useTranslation();
  const kinds = CLIENT_KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}.title`) }));
  return (
    <Section title={t('settings.about')}>
      <TextField
        field="name"
        label={t('newClient.name')}
        hint={t('newClient.nameHint')}
        required
        maxLength={200}
      />
      <LinesField
        field="description"
        label={t('settings.description')}
        hint={t('settings.descriptionHint')}
        prose
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextField field="owner" label={t('settings.owner')} hint={t('settings.ownerHint')} maxLength={200} />
        <ChoiceField
          field="applicationType"
          label={t('client.kind')}
          hint={t('settings.kindHint')}
          options={kinds}
        />
      </SimpleGrid>
    </Section>
  );
}

export function AddressSection(): ReactNode {
  const { t } = useTranslation();
  return (
    <Section title={t('settings.addresses')} text={t('settings.addressesText')}>
      <LinesField
        field="redirectUris"
        label={t('client.redirectUris')}
        hint={t('settings.redirectUrisHint')}
        placeholder="https://wiki.acme.example/callback"
      />
      <LinesField
        field="postLogoutRedirectUris"
        label={t('settings.postLogout')}
        hint={t('settings.postLogoutHint')}
      />
      <TextField
        field="backchannelLogoutUri"
        label={t('settings.backchannel')}
        hint={t('settings.backchannelHint')}
        mono
      />
      <SwitchField
        field="backchannelLogoutSessionRequired"
        label={t('settings.backchannelSession')}
        hint={t('settings.backchannelSessionHint')}
      />
      <TextField
        field="initiateLoginUri"
        label={t('settings.initiateLogin')}
        hint={t('settings.initiateLoginHint')}
        mono
      />
    </Section>
  );
}

export function LooksSection(): ReactNode {
  const { t } = useTranslation();
  const { draft, set, check, problemsWith } = useSettingsForm();
  return (
    <Section title={t('settings.looks')} text={t('settings.looksText')}>
      <TextField field="logoUri" label={t('settings.logo')} hint={t('settings.logoHint')} mono />
      <div className={classes.colour}>
        <TextInput
          name="accent"
          label={t('settings.accent')}
          description={t('settings.accentHint')}
          error={problemLines(problemsWith('accent'), '', t)}
          placeholder="#364fc7"
          classNames={{ input: 'mono' }}
          maxLength={7}
          flex="1 1 14rem"
          value={draft.accent}
          onChange={({ currentTarget }) => set({ accent: currentTarget.value.toLowerCase() })}
          onBlur={() => check('accent')}
        />
        <input
          type="color"
          className={classes.swatch}
          aria-label={t('settings.accentPick')}
          value={/^#[0-9a-f]{6}$/.test(draft.accent) ? draft.accent : '#3b5bdb'}
          onChange={({ currentTarget }) => set({ accent: currentTarget.value })}
        />
      </div>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <TextField field="uri" label={t('settings.home')} mono />
        <TextField field="tosUri" label={t('settings.terms')} mono />
        <TextField field="policyUri" label={t('settings.privacy')} mono />
      </SimpleGrid>
    </Section>
  );
}

export function SecuritySection(): ReactNode {
  const { t } = useTranslation();
  const { isPublic } = useSettingsForm();
  return (
    <Section title={t('settings.security')}>
      <SwitchField
        field="requirePkce"
        label={t('client.pkce')}
        hint={t(isPublic ? 'settings.pkcePublic' : 'settings.pkceHint')}
        disabled={isPublic}
      />
      <SwitchField
        field="requirePushedAuthorizationRequests"
        label={t('settings.par')}
        hint={t('settings.parHint')}
      />
      <SwitchField field="dpopBoundAccessTokens" label={t('settings.dpop')} hint={t('settings.dpopHint')} />
    </Section>
  );
}

export function GrantSection(): ReactNode {
  const { t } = useTranslation();
  const { draft, set, problemsWith, isPublic } = useSettingsForm();
  const nameOf = useGrantNames();
  const others = draft.grantTypes.filter((grant) => nameOf(grant) === undefined);
  return (
    <Section title={t('client.grantTypes')} text={t('settings.grantsText')}>
      <Checkbox.Group
        aria-label={t('client.grantTypes')}
        error={problemLines(problemsWith('grantTypes'), '', t)}
        value={draft.grantTypes}
        onChange={(grantTypes) => set({ grantTypes })}
      >
        <Stack gap="sm">
          {[...NAMED_GRANTS, ...others].map((grant) => (
            <Checkbox
              key={grant}
              value={grant}
              disabled={isPublic && grant === 'client_credentials'}
              label={
                <>
                  {nameOf(grant)}{' '}
                  <Text span size="xs" c="dimmed" className="mono">
                    {grant}
                  </Text>
                </>
              }
            />
          ))}
        </Stack>
      </Checkbox.Group>
    </Section>
  );
}

export function ScopeSection(): ReactNode {
  const { t } = useTranslation();
  const { scopes, isComplete } = useKnownScopes();
  // Which names have a box decides what is left to be written, so nothing is shown before that is known.
  return isComplete ? (
    <ScopeFields known={new Set(scopes.map(({ name }) => name))} />
  ) : (
    <Skeleton height={240} aria-label={t('app.loading')} role="status" />
  );
}

function ScopeFields({ known }: { known: ReadonlySet<string> }): ReactNode {
  const { t } = useTranslation();
  const { draft, set, check, problemsWith } = useSettingsForm();
  const [typed, setTyped] = useState(() => draft.scopes.filter((name) => !known.has(name)).join(' '));
  const chosen = draft.scopes.filter((name) => known.has(name));
  return (
    <Section title={t('client.scopes')} text={t('settings.scopesText')}>
      <ScopeList
        label={t('newClient.scopes')}
        chosen={chosen}
        onChange={(scopes) => set({ scopes: [...scopes, ...words(typed)] })}
        withNames
      />
      <TextInput
        name="scopes"
        label={t('newClient.ownScopes')}
        description={t('newClient.ownScopesHint')}
        error={problemLines(problemsWith('scopes'), '', t)}
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: 'mono' }}
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          set({ scopes: [...new Set([...chosen, ...words(currentTarget.value)])] });
        }}
        onBlur={() => check('scopes')}
      />
      <UnknownScopes written={typed} />
    </Section>
  );
}

export function ConsentSection(): ReactNode {
  const { t } = useTranslation();
  return (
    <Section title={t('settings.consent')}>
      <SwitchField field="firstParty" label={t('settings.firstParty')} hint={t('settings.firstPartyHint')} />
    </Section>
  );
}

export function AccessTokenSection(): ReactNode {
  const { t } = useTranslation();
  return (
    <Section title={t('client.format')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <ChoiceField
          field="accessTokenFormat"
          label={t('settings.format')}
          options={[
            { value: 'jwt', label: t('newClient.formatJwt') },
            { value: 'opaque', label: t('newClient.formatOpaque') },
          ]}
        />
        <ChoiceField field="accessTokenAlg" label={t('settings.algorithm')} options={ALGORITHMS} />
      </SimpleGrid>
      <SecondsField field="accessTokenSeconds" label={t('client.lifetime')} />
      <LinesField field="audiences" label={t('newClient.audiences')} hint={t('newClient.audiencesHint')} />
      <SwitchField field="mayIntrospect" label={t('client.introspect')} hint={t('settings.introspectHint')} />
    </Section>
  );
}

export function OtherTokenSection(): ReactNode {
  const { t } = useTranslation();
  return (
    <Section title={t('settings.otherTokens')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <SecondsField field="refreshTokenSeconds" label={t('settings.refreshIdle')} />
        <ChoiceField
          field="refreshPolicy"
          label={t('settings.refreshPolicy')}
          hint={t('settings.refreshPolicyHint')}
          options={[
            { value: 'rotate', label: t('settings.rotate') },
            { value: 'reuse', label: t('settings.reuse') },
          ]}
        />
        <SecondsField field="idTokenSeconds" label={t('settings.idLifetime')} />
        <ChoiceField
          field="idTokenAlg"
          label={t('settings.idAlgorithm')}
          hint={t('settings.idAlgorithmHint')}
          options={ALGORITHMS}
        />
      </SimpleGrid>
    </Section>
  );
}

/** @param withNone offers to be a public client: only a new one can still choose that */
export function KeySection({ withNone = false }: { withNone?: boolean }): ReactNode {
  const { t } = useTranslation();
  const { draft } = useSettingsForm();
  const method = draft.tokenEndpointAuthMethod;
  return (
    <Section title={t('client.authMethod')} text={t('settings.authText')}>
      <ChoiceField
        field="tokenEndpointAuthMethod"
        label={t('settings.method')}
        options={[
          { value: 'client_secret_basic', label: t('settings.methodBasic') },
          { value: 'private_key_jwt', label: t('settings.methodKey') },
          { value: 'client_secret_post', label: t('settings.methodPost') },
          ...(withNone ? [{ value: 'none', label: t('settings.methodNone') }] : []),
        ]}
      />
      {method === 'private_key_jwt' && (
        <>
          <TextField field="jwksUri" label={t('settings.jwksUri')} hint={t('settings.jwksUriHint')} mono />
          <LinesField field="jwks" label={t('settings.jwks')} hint={t('settings.jwksHint')} minRows={4} />
          <ChoiceField
            field="authSigningAlg"
            label={t('settings.authAlgorithm')}
            options={[
              { value: '', label: t('settings.anyAlgorithm') },
              ...['ES256', 'RS256', 'PS256', 'EdDSA'].map((value) => ({ value, label: value })),
            ]}
          />
          <SwitchField
            field="strictAssertionAudience"
            label={t('settings.strictAudience')}
            hint={t('settings.strictAudienceHint')}
          />
        </>
      )}
    </Section>
  );
}

const ALGORITHMS = ['ES256', 'RS256'].map((value) => ({ value, label: value }));

function SecondsField({
  field,
  label,
}: {
  field: 'accessTokenSeconds' | 'refreshTokenSeconds' | 'idTokenSeconds';
  label: string;
}): ReactNode {
  const { t } = useTranslation();
  return <TextField field={field} label={label} hint={t('settings.secondsHint')} mono maxLength={8} />;
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
