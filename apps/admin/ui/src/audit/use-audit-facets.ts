import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Facet } from '../lists/facet-menu.js';
import { EXACT, PERIODS } from './audit-query.js';
import type { Kind, Outcome } from './types.js';

const KINDS: readonly Kind[] = [
  'sign_in',
  'session',
  'second_factor',
  'password',
  'consent',
  'token',
  'client',
  'user',
  'scope',
  'key',
  'admin',
  'audit',
  'error',
];
const OUTCOMES: readonly Outcome[] = ['success', 'failure', 'denied'];

/**
 * What the log can be narrowed by. A property with a single value is a facet for as long as it is narrowed to one.
 *
 * @param nameOf what people read instead of an id
 */
export function useAuditFacets(nameOf: (id: string) => string): readonly Facet[] {
  const { t } = useTranslation();
  const [address] = useSearchParams();
  const single = [...EXACT, 'event' as const].flatMap((name) => {
    const values = address.getAll(name);
    if (values.length === 0) return [];
    const options = values.map((value) => ({ value, label: nameOf(value) }));
    return [{ name, label: t(`audit.${name}`), options }];
  });
  return [
    {
      name: 'within',
      label: t('audit.within'),
      single: true,
      options: PERIODS.map((value) => ({ value, label: t(`audit.periods.${value}`) })),
    },
    {
      name: 'kind',
      label: t('audit.kind'),
      options: KINDS.map((value) => ({ value, label: t(`audit.kinds.${value}`) })),
    },
    {
      name: 'outcome',
      label: t('audit.outcome'),
      options: OUTCOMES.map((value) => ({ value, label: t(`audit.outcomes.${value}`) })),
    },
    ...single,
  ];
}
