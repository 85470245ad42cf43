import { Button, Checkbox, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../api/types.js';
import type { PreviewQuestion } from './preview-question.js';
import classes from './token-preview.module.css';

interface PreviewFormProps {
  readonly client: Client;
  readonly question: PreviewQuestion;
  readonly busy: boolean;
  readonly onAsk: (question: PreviewQuestion) => void;
}

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';

/** The rest of a request: whoever it is for, scopes, resource. */
export function PreviewForm({ client, question, busy, onAsk }: PreviewFormProps): ReactNode {
  const { t } = useTranslation();
  const { clientId } = client;
  const hasUsers = client.grantTypes.includes('authorization_code') || client.grantTypes.includes(DEVICE);
  const actsForItself = client.grantTypes.includes('client_credentials');
  const [user, setUser] = useState(hasUsers ? (question.user ?? '') : '');
  const [scopes, setScopes] = useState<readonly string[]>(question.scopes ?? client.scopes);
  const [resource, setResource] = useState(question.resource ?? '');
  const [missing, setMissing] = useState(false);

  if (!hasUsers && !actsForItself) return <Text mt="md">{t('tokenPreview.noTokens')}</Text>;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const isMissing = user.trim() === '' && !actsForItself;
    setMissing(isMissing);
    if (isMissing) return;
    onAsk({
      clientId,
      ...(user.trim() !== '' && { user: user.trim() }),
      scopes: client.scopes.filter((scope) => scopes.includes(scope)),
      ...(resource && { resource }),
    });
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md" mt="md">
        {hasUsers && (
          <TextInput
            label={t('tokenPreview.user')}
            description={t(actsForItself ? 'tokenPreview.userHintOptional' : 'tokenPreview.userHint')}
            error={missing && t('tokenPreview.userMissing')}
            required={!actsForItself}
            autoComplete="off"
            spellCheck={false}
            maxLength={255}
            value={user}
            onChange={({ currentTarget }) => setUser(currentTarget.value)}
          />
        )}
        {client.scopes.length > 0 && (
          <fieldset className={classes.group}>
            <legend className={classes.legend}>{t('tokenPreview.scopes')}</legend>
            <Group gap="lg">
              {client.scopes.map((scope) => (
                <Checkbox
                  key={scope}
                  label={<span className="mono">{scope}</span>}
                  checked={scopes.includes(scope)}
                  onChange={({ currentTarget }) =>
                    setScopes(
                      currentTarget.checked ? [...scopes, scope] : scopes.filter((each) => each !== scope),
                    )
                  }
                />
              ))}
            </Group>
          </fieldset>
        )}
        {client.audiences.length > 1 && (
          <Select
            label={t('tokenPreview.resource')}
            description={t('tokenPreview.resourceHint')}
            placeholder={t('tokenPreview.resourceDefault')}
            data={client.audiences}
            value={resource || null}
            clearable
            clearButtonProps={{ 'aria-label': t('tokenPreview.resourceClear') }}
            onChange={(chosen) => setResource(chosen ?? '')}
          />
        )}
        <div>
          <Button type="submit" loading={busy}>
            {t('tokenPreview.show')}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
