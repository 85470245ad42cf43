import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import classes from './client-fields.module.css';
import type { SettingsProblem } from './settings-draft.js';

/** What is wrong with a field: one sentence per problem, each on a line of its own; undefined when nothing is. */
export function problemLines(
  problems: readonly SettingsProblem[] | undefined,
  missing: string,
  t: TFunction,
): ReactNode {
  if (!problems?.length) return undefined;
  return problems.map((problem, index) => (
    <span key={index} className={classes.problem}>
      {sentence(problem, missing, t)}
    </span>
  ));
}

function sentence(problem: SettingsProblem, missing: string, t: TFunction): string {
  switch (problem.reason) {
    case 'missing':
      return missing;
    case 'redirect-uri':
      return t('redirect.line', { line: problem.line, reason: t(`redirect.${problem.problem}`) });
    case 'address':
      return t('newClient.addressInvalid', { line: problem.line });
    case 'scope':
      return t('newClient.ownScopesInvalid', { scope: problem.scope });
    case 'refused':
      return problem.message;
    default:
      return t(`settings.problem.${problem.reason}`);
  }
}
