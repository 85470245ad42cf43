import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Check } from './types.js';

/** What an issue is about, with the way there. */
export function CheckObject({ check }: { check: Check }): ReactNode {
  const { t } = useTranslation();
  const { objectKind, objectName, details } = check;
  const name =
    objectKind === 'secret'
      ? t('checks.secretOf', { name: objectName, client: String(details['client']) })
      : objectName;
  return (
    <>
      <Anchor component={Link} to={addressOf(check)} size="sm">
        <bdi>{name}</bdi>
      </Anchor>
      <Text size="xs" c="dimmed">
        {t(`checks.kinds.${objectKind}`)}
      </Text>
    </>
  );
}

function addressOf({ objectKind, clientId }: Check): string {
  const client = `/clients/${encodeURIComponent(clientId ?? '')}`;
  switch (objectKind) {
    case 'client':
      return client;
    case 'secret':
      return `${client}/credentials`;
    case 'scope':
      return '/scopes';
    case 'key':
      return '/keys';
    case 'configuration':
      return '/settings';
  }
}
