import { Checkbox, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../shell/icon.js';
import classes from './client-fields.module.css';
import { useKnownScopes } from './known-scopes.js';

interface ScopeListProps {
  readonly label: string;
  readonly chosen: readonly string[];
  readonly onChange: (scopes: readonly string[]) => void;
  /** Shows the names of the scopes beside their titles. */
  readonly withNames?: boolean;
}

/** A list this long is searched rather than read. */
const LONG = 8;

/** The known scopes by their titles; those that are not known are written elsewhere. */
export function ScopeList({ label, chosen, onChange, withNames = false }: ScopeListProps): ReactNode {
  const { t } = useTranslation();
  const { scopes: known } = useKnownScopes();
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const shown = known.filter(({ name, title, text }) =>
    [name, title, text].some((words) => words.toLowerCase().includes(wanted)),
  );
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{label}</legend>
      <Stack gap="sm">
        {known.length > LONG && (
          <TextInput
            type="search"
            size="sm"
            maw={420}
            aria-label={t('newClient.scopesSearch')}
            placeholder={t('newClient.scopesSearch')}
            leftSection={<Icon name="search" size={16} />}
            value={search}
            onChange={({ currentTarget }) => setSearch(currentTarget.value)}
          />
        )}
        <div className={classes.scopes}>
          {shown.map(({ name, title, text }) => (
            <Checkbox
              key={name}
              name="scope"
              value={name}
              label={
                <>
                  {title}{' '}
                  {withNames && (
                    <Text span size="xs" c="dimmed" className="mono">
                      {name}
                    </Text>
                  )}
                </>
              }
              description={text}
              checked={chosen.includes(name)}
              onChange={({ currentTarget }) =>
                onChange(currentTarget.checked ? [...chosen, name] : chosen.filter((other) => other !== name))
              }
            />
          ))}
        </div>
        {shown.length === 0 && <Text size="sm">{t('table.noResults')}</Text>}
      </Stack>
    </fieldset>
  );
}
