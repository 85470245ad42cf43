import { Stack, Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ClientChoice } from './client-choice.js';
import { RoleCards } from './role-cards.js';
import type { RoleDraft } from './role-draft.js';

interface RoleFieldsProps {
  readonly draft: RoleDraft;
  readonly onChange: (draft: RoleDraft) => void;
  readonly disabled?: boolean;
}

export function RoleFields({ draft, onChange, disabled = false }: RoleFieldsProps): ReactNode {
  const { t } = useTranslation();
  return (
    <Stack gap="lg">
      <RoleCards value={draft.role} disabled={disabled} onChange={(role) => onChange({ ...draft, role })} />
      {draft.role === 'client_manager' && (
        <>
          <Switch
            label={t('members.limit')}
            description={t('members.limitHint')}
            checked={draft.clients !== null}
            disabled={disabled}
            onChange={({ currentTarget }) =>
              onChange({ ...draft, clients: currentTarget.checked ? [] : null })
            }
          />
          {draft.clients && (
            <ClientChoice
              value={draft.clients}
              disabled={disabled}
              onChange={(clients) => onChange({ ...draft, clients })}
            />
          )}
        </>
      )}
    </Stack>
  );
}
