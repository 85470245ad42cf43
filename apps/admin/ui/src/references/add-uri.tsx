import { Alert, Button, Text } from '@mantine/core';
import { checkRedirectUri } from '@portcullis/oauth/browser';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reference } from '../api/types.js';
import { useAllowed } from '../session/use-permission.js';
import { AddUriDialog } from './add-uri-dialog.js';

/** A reference keeps the beginning of what was received; one of this length may have been cut. */
const LONGEST_KEPT = 2000;

interface Props {
  reference: Reference;
  /** Of the registration that has it now. */
  onAdded: () => void;
}

/** Registers the URI that a request came with, for those who may; or says why it can never be registered. */
export function AddUri({ reference, onAdded }: Props): ReactNode {
  const { t } = useTranslation();
  const allowed = useAllowed();
  const [asks, setAsks] = useState(false);
  const { client, received, registered } = reference;
  if (!client || received === null || registered.includes(received)) return null;
  const problem = received.length < LONGEST_KEPT ? checkRedirectUri(received) : 'not-a-uri';
  if (problem) {
    return (
      <Alert color="gray" mt="md" title={t('addUri.impossible')}>
        {t(`addUri.problem.${problem}`)}
      </Alert>
    );
  }
  if (!allowed('clients.edit', client.clientId)) return null;
  return (
    <>
      <Text size="sm" mt="md" mb="xs">
        {t('addUri.lead', { name: client.name })}
      </Text>
      <Button variant="light" onClick={() => setAsks(true)}>
        {t('addUri.action')}
      </Button>
      {asks && (
        <AddUriDialog
          client={client}
          uri={received}
          isSignOut={reference.event === 'logout_request.refused'}
          onAdded={onAdded}
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}
