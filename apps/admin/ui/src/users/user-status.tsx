import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function UserStatus({ disabled }: { disabled: boolean }): ReactNode {
  const { t } = useTranslation();
  return disabled ? (
    <Badge color="gray" variant="outline" tt="none" className="status status-quiet">
      {t('users.disabled')}
    </Badge>
  ) : (
    <Badge color="teal" variant="dot" tt="none" className="status">
      {t('users.active')}
    </Badge>
  );
}
