import { Alert, Button, Group, Skeleton, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { call } from '../api/call.js';
import { ProblemAlert } from '../api/problem-alert.js';
import { Problem } from '../api/problem.js';
import { PageTitle } from '../shell/page-title.js';
import { referenceIn } from './reference-in.js';
import { ReferenceReport } from './reference-report.js';

/** Finds the error behind a reference. It stands in the address, so that the answer can be passed on as a link. */
export function ReferencesPage(): ReactNode {
  const { t } = useTranslation();
  const [address, setAddress] = useSearchParams();
  const reference = referenceIn(address.get('reference') ?? '');
  const [typed, setTyped] = useState(address.get('reference') ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const found = useQuery({
    queryKey: ['reference', reference],
    queryFn: () => call('get', '/api/references/{reference}', { path: { reference: reference! } }),
    enabled: reference !== undefined,
    retry: false,
  });

  // The palette leads here too, also from here.
  useEffect(() => {
    if (reference !== undefined) setTyped(reference);
  }, [reference]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const named = referenceIn(typed);
    setProblem(named === undefined ? t('references.none') : null);
    if (named === undefined) return;
    setTyped(named);
    if (named === reference) void found.refetch();
    else setAddress({ reference: named });
  };

  const isUnknown = found.error instanceof Problem && found.error.status === 404;
  return (
    <div className="page">
      <PageTitle>{t('references.title')}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t('references.lead')}
      </Text>
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm" mb="xl">
          <TextInput
            label={t('references.field')}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            error={problem}
            autoComplete="off"
            spellCheck={false}
            classNames={{ input: 'mono' }}
            flex="1 1 18rem"
            maw="28rem"
          />
          <Button type="submit">{t('references.submit')}</Button>
        </Group>
      </form>
      {found.isFetching && !found.data && (
        <Skeleton height={200} aria-label={t('app.loading')} role="status" />
      )}
      {isUnknown && !found.isFetching && (
        <Alert color="gray" role="alert">
          {t('references.unknown')}
        </Alert>
      )}
      {found.isError && !isUnknown && (
        <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data && <ReferenceReport reference={found.data} onChanged={() => void found.refetch()} />}
    </div>
  );
}
