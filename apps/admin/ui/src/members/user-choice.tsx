import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.js';
import type { Candidate } from './types.js';

interface UserChoiceProps {
  /** A subject; empty: nobody yet. */
  readonly value: string;
  readonly onChange: (subject: string) => void;
  readonly error?: string | undefined;
}

/** A user by name, or anybody by their subject: a host with accounts of its own has nobody in our table. */
export function UserChoice({ value, onChange, error }: UserChoiceProps): ReactNode {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const chosen = useCandidates(value);
  const chosenLabel = chosen.isFetched
    ? labelOf(chosen.data?.find(({ subject }) => subject === value)) ||
      t('members.asSubject', { subject: value })
    : undefined;
  // What stands in the field is the name of the chosen user until somebody types.
  const typed = text === chosenLabel ? '' : text.trim();
  const [search] = useDebouncedValue(typed, 200);
  const found = useCandidates(search);

  const options = (typed === '' ? [] : (found.data ?? [])).map((candidate) => ({
    value: candidate.subject,
    label: labelOf(candidate),
    disabled: candidate.member,
  }));
  const add = (subject: string, label: string | undefined): void => {
    if (subject !== '' && label !== undefined && !options.some((option) => option.value === subject))
      options.push({ value: subject, label, disabled: false });
  };
  add(value, chosenLabel);
  add(typed, t('members.asSubject', { subject: typed }));

  return (
    <Select
      label={t('members.user')}
      description={t('members.userHint')}
      required
      searchable
      data={options}
      value={value || null}
      onChange={(subject) => onChange(subject ?? '')}
      searchValue={text}
      onSearchChange={setText}
      // The server has searched already.
      filter={({ options: all }) => all}
      nothingFoundMessage={t('members.userNone')}
      error={error}
      maw="30rem"
      allowDeselect={false}
    />
  );
}

function useCandidates(search: string) {
  return useQuery({
    queryKey: ['candidates', search],
    queryFn: () => call('get', '/api/members/candidates', { query: { search } }),
    enabled: search !== '',
    placeholderData: keepPreviousData,
  });
}

function labelOf(candidate: Candidate | undefined): string {
  return candidate ? `${candidate.name} (${candidate.username})` : '';
}
